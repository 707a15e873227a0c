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

    /// A Map's value is called as its key if that is text, however many entries there are.
    @Test(arguments: TestPrograms.nodes) func keysOfMaps(_ node: NodeProgram) throws {
        let path = folder / "a.heapsnapshot"
        let source = """
            class Named { constructor(i) { this.i = i; } }; class Other {}
            const entries = (n, name) => Array.from({length: n}, (_, i) => [`${name} ${i}`, new Named(i)]);
            global.small = new Map(entries(3, 'small'));
            global.large = new Map(entries(1000, 'large'));
            global.odd = new Map([[{}, new Other()], [1.5, new Other()], [Symbol('s'), new Other()]]);
            global.odd.delete(1.5);
            require('v8').writeHeapSnapshot('\(path)');
            """
        let run = try TestPrograms.run([node.path, "-e", source])
        try #require(run.status == 0, "\(run.errors)")
        let graph = try V8Snapshot.read(path: path).graph
        func paths(_ type: String) -> Set<String> {
            Set(
                (0..<NodeIndex(graph.nodeCount)).filter { graph.typeName(of: $0) == type }
                    .map { graph.path(to: $0).text })
        }
        let named = (0..<3).map { "global.small['small \($0)']" } + (0..<1000).map { "global.large['large \($0)']" }
        #expect(paths("Named").isSuperset(of: named), "\(Set(named).subtracting(paths("Named")).prefix(3))")
        #expect(paths("Other").allSatisfy { $0.hasPrefix("global.odd[…]") }, "\(paths("Other"))")
    }
}
