import SyntheticHeap
import Testing

@testable import HeapGraph

/// Nodes that were brought into another order first make the same graph.
@Suite struct GatheringTests {
    @Test(arguments: 0..<4) func randomHeaps(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var garbage = 0
        for _ in 0..<200 {
            let count = 1 + random.draw(60)
            var copy = random
            let plain = try HeapGraph.build(.random(&random, count: count), gathers: false)
            let gathered = try HeapGraph.build(.random(&copy, count: count), gathers: true)
            expectSame(gathered, plain)
            garbage += plain.graph.nodeCount > count ? 1 : 0
        }
        #expect((20..<200).contains(garbage))
    }

    @Test func aLargeHeap() throws {
        let heap = SyntheticHeap(nodeCount: 50_000)
        let plain = try HeapGraph.build(heap.makeRaw().shuffled(seed: 3), gathers: false)
        expectSame(try HeapGraph.build(heap.makeRaw().shuffled(seed: 3), gathers: true), plain)
    }

    /// It is done where it pays.
    @Test func onlyScatteredHeaps() {
        #expect(!isScattered(nodes: 300_000, isShuffled: false))
        #expect(isScattered(nodes: 300_000, isShuffled: true))
        #expect(!isScattered(nodes: 3000, isShuffled: true))
    }

    private func isScattered(nodes: Int, isShuffled: Bool) -> Bool {
        var heap = SyntheticHeap(nodeCount: nodes).makeRaw()
        if isShuffled { heap = heap.shuffled(seed: 1) }
        do {
            try heap.close()
        } catch {
            Issue.record(error)
        }
        return heap.isScattered()
    }

    private typealias Built = (graph: HeapGraph, numbering: Column<NodeIndex>)

    private func expectSame(_ one: Built, _ other: Built) {
        #expect(one.numbering.elementsEqual(other.numbering))
        let (left, right) = (one.graph, other.graph)
        #expect(left.nodes.types.elementsEqual(right.nodes.types))
        #expect(left.nodes.names.elementsEqual(right.nodes.names))
        #expect(left.nodes.selfSizes.elementsEqual(right.nodes.selfSizes))
        #expect(left.nodes.identities.elementsEqual(right.nodes.identities))
        #expect(left.nodes.stacks.elementsEqual(right.nodes.stacks))
        #expect(left.nodes.flags.elementsEqual(right.nodes.flags))
        #expect(left.edges.first.elementsEqual(right.edges.first))
        #expect(left.edges.targets.elementsEqual(right.edges.targets))
        #expect(left.edges.labels.elementsEqual(right.edges.labels))
        #expect(left.derived.dominators.elementsEqual(right.derived.dominators))
        #expect(left.derived.retainedSizes.elementsEqual(right.derived.retainedSizes))
        #expect(left.derived.parentEdges.elementsEqual(right.derived.parentEdges))
    }
}
