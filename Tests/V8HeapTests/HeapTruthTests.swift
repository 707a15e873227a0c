// Bytes that are known beforehand, and growth between two runs.
import Foundation
import HeapFile
import HeapGraph
import TestSupport
import Testing
import V8Heap

@Suite(.enabled(if: !TestPrograms.nodes.isEmpty, "needs node")) struct V8HeapTruthTests {
    private let folder = TemporaryDirectory()

    private func take(_ node: NodeProgram, _ name: String, more: Int = 0) throws -> HeapGraph {
        let path = folder / name
        let run = try TestPrograms.run(
            [node.path, "\(TestPrograms.targets)/heap_truth.js", path] + (more > 0 ? ["\(more)"] : []))
        try #require(run.status == 0, "\(run.errors)")
        return try V8Snapshot.read(path: path).graph
    }

    private func retained(_ path: String, _ graph: HeapGraph) -> UInt64 {
        (0..<NodeIndex(graph.nodeCount)).first { graph.typeName(of: $0) == "Holder" && graph.path(to: $0).text == path }
            .map { graph.retainedSize(of: $0) } ?? 0
    }

    /// Elements and characters, and beside them no more than heads: some hundred bytes, for each small array a hundred.
    @Test(arguments: TestPrograms.nodes) func retainedBytes(_ node: NodeProgram) throws {
        let graph = try take(node, "a.heapsnapshot")
        let known: [(String, UInt64, UInt64)] = [
            ("global.typed", 5_000_000, 1000), ("global.doubles", 800_000, 1000), ("global.text", 300_000, 1000),
            ("global.wide", 200_000, 1000), ("global.numbers", 160_000, 1000), ("global.objects", 1_000_000, 300_000),
        ]
        for (path, bytes, heads) in known {
            let found = retained(path, graph)
            #expect(found >= bytes && found < bytes + heads, "\(path) retains \(found)")
        }
    }

    /// A class is where its constructor is, a function where it begins.
    @Test(arguments: TestPrograms.nodes) func places(_ node: NodeProgram) throws {
        let path = folder / "a.heapsnapshot"
        let run = try TestPrograms.run([node.path, "\(TestPrograms.targets)/heap_mix.js", path])
        try #require(run.status == 0, "\(run.errors)")
        let snapshot = try V8Snapshot.read(path: path)
        let graph = snapshot.graph
        func lines(_ isMeant: (NodeIndex) -> Bool) -> [String] {
            zip(snapshot.places.nodes, snapshot.places.values).filter { isMeant($0.0) }.map {
                "\(graph.names[$0.1.file].split(separator: "/").last ?? ""):\($0.1.line)"
            }
        }
        #expect(lines { graph.typeName(of: $0) == "Session" } == ["heap_mix.js:6"])
        #expect(lines { graph.name(of: $0) == "onTick" } == Array(repeating: "heap_mix.js:33", count: 100))
    }

    /// Two processes: what grew is found by its path, and its bytes are those that were added.
    @Test(arguments: TestPrograms.nodes) func growth(_ node: NodeProgram) throws {
        let graphs = [try take(node, "a.heapsnapshot"), try take(node, "b.heapsnapshot", more: 2000)]
        let place = try #require(Growth(graphs).places.first)
        #expect(place.pathText == "global.objects.held")
        #expect(place.addedCount >= 2000 && place.addedCount < 2010)
        #expect(place.addedBytes >= 2_000_000 && place.addedBytes < 2_600_000)
    }
}
