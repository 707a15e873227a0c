import Foundation
import HeapGraph
import SyntheticHeap
import Testing

@testable import HeapFile

@Suite struct RoundTripTests {
    let folder = TemporaryFolder()

    @Test(arguments: 0..<4) func smallHeaps(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for _ in 0..<50 {
            let snapshot = try RandomSnapshot.draw(&random)
            try snapshot.write(to: folder / "a.heap")
            let opened = try HeapSnapshot.open(folder / "a.heap")
            #expect(areEqual(snapshot, opened))
            #expect(Histogram(snapshot.graph).rows == Histogram(opened.graph).rows)
        }
        #expect(folder.names == ["a.heap"])
    }

    /// Large enough to be checked on several cores.
    @Test func largeHeap() throws {
        var random = SplitMix(seed: 1)
        let stacks = try RandomSnapshot.draw(&random).stacks
        var raw = SyntheticHeap(nodeCount: 50_000).makeRaw()
        for node in 0..<raw.nodeCount { raw.stacks[node] %= UInt32(stacks.count) }
        let snapshot = try HeapSnapshot(
            facts: SnapshotFacts(), graph: HeapGraph.build(raw).graph, stacks: stacks,
            contents: SparseColumn(nodes: Column([7]), values: Column([9]), nodeCount: 8),
            capacities: SparseColumn(nodes: Column([]), values: Column([]), nodeCount: 0),
            slotSavings: SparseColumn(nodes: Column([]), values: Column([]), nodeCount: 0))
        try snapshot.write(to: folder / "large.heap")
        let opened = try HeapSnapshot.open(folder / "large.heap")
        #expect(areEqual(snapshot, opened))
        let (graph, names) = (snapshot.graph, snapshot.graph.names)
        let bytes = 57 * graph.nodeCount + 8 * graph.edgeCount + 4 * names.count + names.bytes.count
        #expect(folder.read("large.heap").count < bytes + 10_000)
    }

    /// The columns of an open file outlive the file's name.
    @Test func replacedWhileOpen() throws {
        var random = SplitMix(seed: 3)
        let (old, new) = (try RandomSnapshot.draw(&random), try RandomSnapshot.draw(&random))
        try old.write(to: folder / "a.heap")
        let opened = try HeapSnapshot.open(folder / "a.heap")
        try new.write(to: folder / "a.heap")
        #expect(areEqual(old, opened))
        #expect(areEqual(new, try HeapSnapshot.open(folder / "a.heap")))
    }

    /// What a later version adds is skipped, and what an earlier one lacks is empty.
    @Test func sectionsComeAndGo() throws {
        var random = SplitMix(seed: 4)
        let snapshot = try RandomSnapshot.draw(&random)
        try snapshot.write(to: folder / "a.heap")
        for name in ["stack.callers", "content.nodes", "capacity.nodes", "slot_saving.nodes", "place.nodes"] {
            var file = PlainFile(folder.read("a.heap"))
            file.rename(name, to: "later.addition")
            if name == "stack.callers" && snapshot.graph.nodes.stacks.contains(where: { $0 > 0 }) {
                #expect(throws: HeapFileError.self) { try HeapSnapshot.open(folder.write(file.bytes, to: "b.heap")) }
                continue
            }
            let opened = try HeapSnapshot.open(folder.write(file.bytes, to: "b.heap"))
            #expect(opened.graph.nodeCount == snapshot.graph.nodeCount)
            #expect(opened.contents.count == (name == "content.nodes" ? 0 : snapshot.contents.count))
            #expect(opened.capacities.count == (name == "capacity.nodes" ? 0 : snapshot.capacities.count))
        }
    }

    @Test func factsOfAnotherVersion() throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let facts = try decoder.decode(SnapshotFacts.self, from: Data(#"{"pause_seconds": 1.5, "colour": [1]}"#.utf8))
        #expect(facts.pauseSeconds == 1.5 && facts.command.isEmpty && facts.recording == nil)
    }

    @Test func onlyItsOwnerReadsIt() throws {
        var random = SplitMix(seed: 5)
        try RandomSnapshot.draw(&random).write(to: folder / "a.heap")
        let attributes = try FileManager.default.attributesOfItem(atPath: folder / "a.heap")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func placesThatCannotBeWritten() throws {
        var random = SplitMix(seed: 6)
        let snapshot = try RandomSnapshot.draw(&random)
        for (path, words) in [
            (folder / "no/a.heap", "No such file or directory"), (folder.path, "directory"), ("/proc/a.heap", "cannot"),
            ("/dev/full/a.heap", "Not a directory"),
        ] {
            let error = #expect(throws: HeapFileError.self) { try snapshot.write(to: path) }
            #expect(error?.description.hasPrefix("cannot write \(path): ") == true)
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
        #expect(folder.names.isEmpty)
    }
}
