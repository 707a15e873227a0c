// What we compute against what Chrome DevTools' own engine computes of the exported file.
import Foundation
import HeapGraph
import SyntheticHeap
import Testing
import V8Heap

@Suite(.enabled(if: DevToolsEngine.isThere, "needs node and Chromium")) struct DevToolsTests {
    private func compare(_ graphs: [HeapGraph]) throws {
        for (graph, answer) in zip(graphs, try DevToolsEngine.open(graphs)) {
            #expect(answer.problems.isEmpty)
            #expect(answer.total == Double(graph.totalBytes))
            #expect(answer.nodes.count == graph.nodeCount)
            let ids = answer.nodes.map(\.id)
            let distances = Self.distances(graph)
            for (index, shown) in answer.nodes.enumerated() {
                let node = NodeIndex(index)
                #expect(shown.selfSize == Double(graph.selfSize(of: node)))
                #expect(shown.retainedSize == Double(graph.retainedSize(of: node)))
                #expect(shown.distance == distances[index])
                if index > 0 { #expect(shown.dominator == ids[Int(graph.dominator(of: node))]) }
            }
        }
    }

    /// Steps from the root over all edges but weak ones; where only garbage leads, from DevTools' beginning for that.
    private static func distances(_ graph: HeapGraph) -> [Int] {
        let system = 100_000_000
        var distances = [Int](repeating: -5, count: graph.nodeCount)
        func visit(_ start: [NodeIndex]) {
            var next = 0
            var queue = start
            while next < queue.count {
                let node = queue[next]
                next += 1
                for edge in graph.edges(of: node) where distances[Int(edge.target)] == -5 {
                    if edge.label.strength == .weak { continue }
                    distances[Int(edge.target)] = distances[Int(node)] + 1
                    queue.append(edge.target)
                }
            }
        }
        let isBeyond = { (node: NodeIndex) in graph.flags(of: node).isSuperset(of: [.synthetic, .garbage]) }
        var roots: [NodeIndex] = []
        for edge in graph.edges(of: 0) where distances[Int(edge.target)] == -5 && edge.target != 0 {
            if isBeyond(edge.target) || ![.strong, .promoted].contains(edge.label.strength) { continue }
            distances[Int(edge.target)] = 1
            roots.append(edge.target)
        }
        visit(roots)
        distances[0] = roots.isEmpty ? 0 : system
        visit([0])
        return distances
    }

    @Test func smallHeaps() throws {
        var random = SplitMix(seed: 21)
        try compare(
            (0..<200).map { _ in try HeapGraph.build(RawHeap.random(&random, count: 1 + random.draw(30))).graph })
    }

    @Test func aHeapLikeAPrograms() throws {
        try compare([HeapGraph.build(SyntheticHeap(nodeCount: 20_000).makeRaw()).graph])
    }

    /// Classes of the summary are our types.
    @Test func classes() throws {
        let graph = try HeapGraph.build(SyntheticHeap(nodeCount: 5000).makeRaw()).graph
        let classes = try DevToolsEngine.open([graph])[0].classes
        let rows = Histogram(graph).rows
        for (type, shown) in [("app.Record", "app.Record"), ("dict", "dict"), ("str", "(string)"), ("list", "list")] {
            let row = try #require(rows.first { graph.names[graph.types[$0.type].name] == type })
            #expect(classes[shown] == [Double(row.count), Double(row.shallowBytes), Double(row.retainedBytes)])
        }
    }
}
