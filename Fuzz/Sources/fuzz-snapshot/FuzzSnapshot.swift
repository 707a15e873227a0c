// Feeds nonsense to all of Heaptide that reads a heap snapshot of somebody else.
//
// usage: swift run --package-path Fuzz --scratch-path .build-fuzz fuzz-snapshot [--iterations N] [--seed N]
//
// The same seed gives the same inputs. An input that ends the process (a trap, 30 s without an end) stays in the current
// directory as fuzz-input; the last line of the output says which it was. Exit status 0: all inputs were survived.
import Foundation
import Glibc
import HeapFile
import SyntheticHeap

@main
enum FuzzSnapshot {
    /// Where an input is kept while it is tried.
    private static let inputPath = "fuzz-input"

    static func main() throws {
        let iterations = option("--iterations") ?? 20_000
        let seed = option("--seed") ?? 1
        var random = SplitMix(seed: UInt64(seed))
        var corpus: [[UInt8]] = []
        var opened = 0
        for iteration in 0..<iterations {
            if iteration % 500 == 0 {
                say("snapshots: \(iteration) of \(iterations), seed \(seed), \(opened) opened")
                corpus = try (0..<8).map { try draw(&random, nodes: 1 << (1 + $0)) }
            }
            alarm(30)
            if try tryOne(corpus[random.draw(corpus.count)], &random) { opened += 1 }
        }
        say("snapshots: \(iterations) inputs survived, \(opened) opened")
        unlink(inputPath)
    }

    private static func draw(_ random: inout SplitMix, nodes: Int) throws -> [UInt8] {
        try RandomSnapshot.draw(&random, nodes: nodes).write(to: inputPath)
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: inputPath)))
    }

    /// Whether the damaged file could be opened; then it is asked everything.
    private static func tryOne(_ bytes: [UInt8], _ random: inout SplitMix) throws -> Bool {
        let damaged = Damage.done(to: bytes, &random)
        try Data(damaged).write(to: URL(fileURLWithPath: inputPath))
        guard let snapshot = try? HeapSnapshot.open(inputPath) else { return false }
        Questions.ask(snapshot)
        return true
    }

    /// At once, whatever happens next.
    private static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    private static func option(_ name: String) -> Int? {
        let arguments = CommandLine.arguments
        guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
        return Int(arguments[index + 1])
    }
}
