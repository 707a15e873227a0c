import Glibc
import HeapFile
import HeapGraph
import SyntheticHeap
import Testing

@Suite struct CutFileTests {
    /// Somebody writes into the file after all: one line, and the process ends.
    @Test func cutWhileOpen() async {
        let result = await #expect(
            processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
        ) {
            let folder = TemporaryFolder()
            var random = SplitMix(seed: 1)
            try RandomSnapshot.draw(&random, nodes: 4000).write(to: folder / "a.heap")
            let opened = try HeapSnapshot.open(folder / "a.heap")
            truncate(folder / "a.heap", 64)
            _ = Histogram(opened.graph)
        }
        let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(words.contains("heaptide: a snapshot was cut short while it was read"), "\(words)")
    }
}
