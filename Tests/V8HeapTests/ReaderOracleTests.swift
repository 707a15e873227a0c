// What we compute of files of real programs against what Chrome DevTools' own engine computes.
import Foundation
import HeapFile
import HeapGraph
import TestSupport
import Testing
import V8Heap

@Suite(.enabled(if: DevToolsEngine.isThere, "needs node and Chromium")) struct ReaderOracleTests {
    private let folder = TemporaryDirectory()

    @Test(arguments: TestPrograms.nodes) func aProgramOfEverything(_ node: NodeProgram) throws {
        let path = folder / "mix.heapsnapshot"
        let run = try TestPrograms.run([node.path, "\(TestPrograms.targets)/heap_mix.js", path])
        try #require(run.status == 0, "\(run.errors)")
        try compare(path)
    }

    /// Every node, and every class. DevTools lets nodes that nothing but weak references hold keep what they refer to; we
    /// do not (docs/decisions.md), so what such nodes reach may have another dominator.
    private func compare(_ path: String) throws {
        let graph = try V8Snapshot.read(path: path).graph
        let engine = try DevToolsEngine.open(path)
        let columns = engine.columns
        #expect(Int(graph.totalBytes) == engine.total)
        let added = graph.nodeCount - columns.id.count
        #expect(added == 0 || added == 1 && !engine.problems.isEmpty)
        let numbers = Dictionary(
            uniqueKeysWithValues: (0..<NodeIndex(graph.nodeCount)).map { (graph.identity(of: $0), $0) })
        let distances = V8Distances(graph).distances
        let orphaned = Orphaned(graph)
        var wrong: [String: [String]] = [:]
        for (place, id) in columns.id.enumerated() {
            guard let node = numbers[UInt64(id)] else {
                wrong["identity", default: []].append("@\(id)")
                continue
            }
            func check(_ what: String, _ ours: some Equatable & CustomStringConvertible, _ theirs: String) {
                if "\(ours)" == theirs { return }
                wrong[what, default: []].append("@\(id) \(graph.typeName(of: node)): \(ours), not \(theirs)")
            }
            check("self", graph.selfSize(of: node), "\(columns.`self`[place])")
            check("distance", distances[node], "\(columns.distance[place])")
            if place > 0 { check("class", graph.typeName(of: node), engine.names[columns.class[place]]) }
            let dominator = graph.identity(of: graph.dominator(of: node))
            if !orphaned.reached.contains(node) {
                check("dominator", dominator, "\(columns.id[columns.dominator[place]])")
            }
            if !orphaned.above.contains(node) {
                check("retained", graph.retainedSize(of: node), "\(columns.retained[place])")
            }
        }
        for (what, list) in wrong.sorted(by: { $0.key < $1.key }) {
            Issue.record("\(list.count) of \(columns.id.count) with another \(what): \(list.prefix(5))")
        }
        #expect(orphaned.reached.count * 50 < columns.id.count)
        compareClasses(graph, engine)
    }

    /// What nodes that are held weakly reach, and what dominates that.
    private struct Orphaned {
        var reached: Set<NodeIndex> = []
        var above: Set<NodeIndex> = []

        init(_ graph: HeapGraph) {
            var queue = (0..<NodeIndex(graph.nodeCount)).filter { graph.flags(of: $0).contains(.garbage) }
            reached.formUnion(queue)
            while let node = queue.popLast() {
                for edge in graph.edges(of: node) where edge.label.strength != .weak {
                    if reached.insert(edge.target).inserted { queue.append(edge.target) }
                }
            }
            for node in reached {
                var node = node
                while node != 0, above.insert(node).inserted { node = graph.dominator(of: node) }
            }
        }
    }

    /// DevTools leaves nodes without bytes of their own out when it sums up what a class retains.
    private func retained(_ graph: HeapGraph) -> [TypeIndex: Int] {
        var sums: [TypeIndex: Int] = [:]
        var ends: [TypeIndex: NodeIndex] = [:]
        for node in 0..<NodeIndex(graph.nodeCount) where graph.selfSize(of: node) > 0 {
            let type = graph.nodes.types[node]
            guard node >= ends[type, default: 0] else { continue }
            ends[type] = graph.dominated(by: node).upperBound
            sums[type, default: 0] += Int(graph.retainedSize(of: node))
        }
        return sums
    }

    private func compareClasses(_ graph: HeapGraph, _ engine: DevToolsEngine.Columns) {
        let retained = retained(graph)
        var rows: [String: [Int]] = [:]
        for row in Histogram(graph).rows {
            let name = graph.names[graph.types[row.type].name]
            rows[name, default: [0, 0]][0] += Int(row.shallowBytes)
            rows[name]![1] += retained[row.type] ?? 0
        }
        for (name, figures) in engine.classes {
            #expect(rows[name]?[0] == figures[1], "shallow bytes of \(name)")
            if figures[3] == 1 && name != "(synthetic)" {
                #expect(rows[name]?[1] == figures[2], "retained bytes of \(name)")
            }
        }
    }
}
