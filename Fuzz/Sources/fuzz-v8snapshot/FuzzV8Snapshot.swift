// Feeds nonsense to what reads V8's files.
//
// usage: swift run --package-path Fuzz --scratch-path .build-fuzz fuzz-v8snapshot [--iterations N] [--seed N] [FILE...]
//
// FILE: real files to damage, beside made-up ones. The same seed gives the same inputs. An input that ends the process (a
// trap, 30 s without an end, more memory than a small file is worth) stays in the current directory as fuzz-input; the last
// line of the output says which it was. Exit status 0: all inputs were survived, each refused with one line or opened.
import Foundation
import Glibc
import HeapFile
import HeapGraph
import SyntheticHeap
import V8Heap

@main
enum FuzzV8Snapshot {
    private static let inputPath = "fuzz-input"

    static func main() throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let iterations = take("--iterations", &arguments) ?? 20_000
        let seed = take("--seed", &arguments) ?? 1
        var random = SplitMix(seed: UInt64(seed))
        let files = try arguments.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
        limitMemory()
        var opened = 0
        for iteration in 0..<iterations {
            if iteration % 500 == 0 { say("V8 files: \(iteration) of \(iterations), seed \(seed), \(opened) opened") }
            alarm(30)
            let text = files.isEmpty || random.draw(2) == 0 ? try made(&random) : files[random.draw(files.count)]
            if try tryOne(V8Damage.done(to: text, &random)) { opened += 1 }
        }
        say("V8 files: \(iterations) inputs survived, \(opened) opened")
        unlink(inputPath)
    }

    /// A heap of our own export, sometimes with a tree of allocations.
    private static func made(_ random: inout SplitMix) throws -> [UInt8] {
        let graph = try HeapGraph.build(RawHeap.random(&random, count: 1 + random.draw(60))).graph
        var text: [UInt8] = []
        HeapSnapshotWriter(graph).write { text += $0 }
        return random.draw(2) == 0 ? text : V8Damage.withTraces(text)
    }

    private static func tryOne(_ text: [UInt8]) throws -> Bool {
        try Data(text).write(to: URL(fileURLWithPath: inputPath))
        do {
            let snapshot = try V8Snapshot.read(path: inputPath)
            ask(snapshot)
            return true
        } catch {
            precondition(!error.description.contains("\n"), "a message has several lines")
        }
        _ = try? AllocationProfile(json: text)
        return false
    }

    private static func ask(_ snapshot: HeapSnapshot) {
        let graph = snapshot.graph
        for node in 0..<NodeIndex(graph.nodeCount) {
            _ = graph.name(of: node) + graph.typeName(of: node) + graph.path(to: node).text
            _ = snapshot.stacks.frames(of: graph.stack(of: node))
        }
        _ = SuspectSearch().suspects(in: graph).map { $0.path.text + $0.fingerprint }
        _ = Growth([graph, graph])
        _ = V8Distances(graph)
        _ = Duplicates(graph, contents: snapshot.contents)
    }

    /// Small files must not take much: 4 GiB of addresses are room for the runtime, and no more.
    private static func limitMemory() {
        var limit = rlimit(rlim_cur: 4 << 30, rlim_max: 4 << 30)
        setrlimit(__rlimit_resource_t(9), &limit)
    }

    private static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    private static func take(_ name: String, _ arguments: inout [String]) -> Int? {
        guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
        defer { arguments.removeSubrange(index...index + 1) }
        return Int(arguments[index + 1])
    }
}
