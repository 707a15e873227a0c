// Heaps too large for the simple oracle: against another algorithm, and against what their shape says.
import HeapGraph
import SyntheticHeap
import Testing

@Suite struct LargeHeapTests {
    /// Random graphs with a backbone, in which semidominators and dominators often differ.
    @Test(arguments: 0..<6) func againstIteration(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var heap = RawHeap()
        let (count, type) = (3000, heap.type(named: "T", .object))
        for node in 0..<count {
            heap.addNode(type: type, selfSize: 1)
            if node + 1 < count && random.draw(4) > 0 { heap.addEdge(EdgeLabel(.unnamed), to: UInt32(node + 1)) }
            for _ in 0..<random.draw(3) { heap.addEdge(EdgeLabel(.unnamed), to: UInt32(random.draw(count))) }
        }
        expectIteratedDominators(try HeapGraph.build(heap).graph)
    }

    /// A long list whose values something else holds too, all of it or the link in the middle of the way: the search
    /// comes to a value from its own link, and the dominator is far above.
    @Test(arguments: [false, true]) func aListOfSharedValues(isHeldByRoot: Bool) throws {
        var heap = RawHeap()
        let (count, type) = (UInt32(4000), heap.type(named: "T", .object))
        heap.addNode(type: type, selfSize: 1)
        heap.addEdge(EdgeLabel(.unnamed), to: 1)
        for link in 1...count where isHeldByRoot { heap.addEdge(EdgeLabel(.unnamed), to: count + link) }
        for link in 1...count {
            heap.addNode(type: type, selfSize: 1)
            if link < count { heap.addEdge(EdgeLabel(.unnamed), to: link + 1) }
            heap.addEdge(EdgeLabel(.unnamed), to: count + link)
            if link * 2 <= count { heap.addEdge(EdgeLabel(.unnamed), to: count + link * 2) }
        }
        for _ in 1...count { heap.addNode(type: type, selfSize: 1) }
        let (graph, numbering) = try HeapGraph.build(heap)
        for link in 1...count {
            let holder = isHeldByRoot ? 0 : link % 2 == 0 ? link / 2 : link
            #expect(graph.dominator(of: numbering[count + link]) == numbering[holder])
            #expect(graph.dominator(of: numbering[link]) == numbering[link - 1])
        }
    }

    /// Nothing recurses.
    @Test func aChainOfFiveMillion() throws {
        let count = 5_000_000
        var heap = RawHeap(nodeCapacity: count, edgeCapacity: count)
        let type = heap.type(named: "Link", .object)
        let next = EdgeLabel(.property, heap.nameTable.intern("next"))
        for node in 0..<count {
            heap.addNode(type: type, selfSize: 1)
            if node + 1 < count { heap.addEdge(next, to: UInt32(node + 1)) }
        }
        let graph = try HeapGraph.build(heap).graph
        #expect(graph.retainedSize(of: 0) == UInt64(count))
        #expect(graph.retainedSize(of: NodeIndex(count - 1)) == 1)
        #expect(graph.derived.depths[count - 1] == UInt32(count - 1))
        #expect(Histogram(graph).rows.first?.retainedBytes == UInt64(count))
    }

    /// The same for orphans: two chains, one of which ends in a cycle.
    @Test func longOrphans() throws {
        let count: UInt32 = 200_000
        var heap = RawHeap()
        let type = heap.type(named: "Link", .object)
        heap.addNode(type: type, selfSize: 1)
        for node in 1...(2 * count) {
            heap.addNode(type: type, selfSize: 1)
            if node % count != 0 { heap.addEdge(EdgeLabel(.unnamed), to: node + 1) }
            if node == count { heap.addEdge(EdgeLabel(.unnamed), to: 1) }
        }
        let (graph, numbering) = try HeapGraph.build(heap)
        let added = NodeIndex(graph.dominatorChildren(of: 0).first { _ in true }!)
        #expect(graph.typeName(of: added) == "(unreachable)")
        #expect(Array(graph.dominatorChildren(of: added)).count == 2)
        #expect(graph.dominator(of: numbering[count + 1]) == added)
        #expect(graph.retainedSize(of: added) == UInt64(2 * count))
    }

    /// What the synthetic heap is made of, and that the order of its nodes does not matter.
    @Test func theSyntheticHeap() throws {
        let layout = SyntheticHeap(nodeCount: 30_000)
        let (graph, numbering) = try HeapGraph.build(layout.makeRaw())
        let (shuffled, shuffledNumbering) = try HeapGraph.build(layout.makeRaw().shuffled(seed: 7))
        #expect(graph.nodeCount == layout.nodeCount && shuffled.nodeCount == layout.nodeCount)
        #expect(Double(graph.edgeCount) / Double(graph.nodeCount) > 1.5)
        #expect(Histogram(graph).rows == Histogram(shuffled).rows)
        let records = Histogram(graph).rows.first { graph.names[graph.types[$0.type].name] == "app.Record" }
        #expect(records?.count == layout.records)
        #expect(graph.totalBytes == shuffled.totalBytes)
        #expect(numbering.count == shuffledNumbering.count)
        let retained = { (graph: HeapGraph) in graph.derived.retainedSizes.sorted() }
        #expect(retained(graph) == retained(shuffled))
    }
}

/// Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001), as another way to the same tree.
private func expectIteratedDominators(_ graph: HeapGraph) {
    let order = reversePostorder(graph)
    var place = [Int](repeating: 0, count: graph.nodeCount)
    for (index, node) in order.enumerated() { place[Int(node)] = index }
    var sources = [[Int]](repeating: [], count: graph.nodeCount)
    for node in order {
        for target in targets(graph, node) { sources[place[Int(target)]].append(place[Int(node)]) }
    }
    var dominators = [Int](repeating: -1, count: order.count)
    dominators[0] = 0
    var changed = true
    while changed {
        changed = false
        for index in 1..<order.count {
            var best = -1
            for source in sources[index] where dominators[source] >= 0 {
                var (left, right) = (source, best < 0 ? source : best)
                while left != right { if left > right { left = dominators[left] } else { right = dominators[right] } }
                best = left
            }
            if dominators[index] != best { (dominators[index], changed) = (best, true) }
        }
    }
    for index in 0..<order.count { #expect(graph.dominator(of: order[index]) == order[dominators[index]]) }
}

private func reversePostorder(_ graph: HeapGraph) -> [NodeIndex] {
    var order: [NodeIndex] = []
    var seen: Set<NodeIndex> = [0]
    var stack: [(node: NodeIndex, edges: [NodeIndex])] = [(0, targets(graph, 0))]
    while let (node, edges) = stack.last {
        guard let target = edges.last else {
            order.append(node)
            stack.removeLast()
            continue
        }
        stack[stack.count - 1].edges.removeLast()
        if seen.insert(target).inserted { stack.append((target, targets(graph, target))) }
    }
    return order.reversed()
}

private func targets(_ graph: HeapGraph, _ node: NodeIndex) -> [NodeIndex] {
    graph.edges(of: node).filter(\.label.isCounted).map(\.target)
}

extension EdgeLabel {
    fileprivate var isCounted: Bool { strength == .strong || strength == .promoted }
}
