// From a producer's heap to a graph, in phases.

/// What has just been done.
package enum BuildPhase: String, Sendable, CaseIterable {
    case checked, gathered, reached, searched, dominated, renumbered, foundPaths, summedUp
}

extension HeapGraph {
    /// Makes a graph of a heap, which is freed bit by bit meanwhile.
    ///
    /// Edges that count are the strong ones, and shortcuts to nodes that no strong edges lead to. Nodes that none of
    /// them lead to are put below a node of type `(unreachable)` and flagged as garbage.
    ///
    /// - Parameters:
    ///   - gathers: whether nodes are brought into a useful order first; nil decides by how they lie.
    ///   - onPhase: is told after each phase: for progress and measurements.
    /// - Returns: the graph, and the number in it of each source number.
    /// - Throws: `HeapGraphError` if the heap has an index that leads nowhere.
    package static func build(
        _ heap: consuming RawHeap, gathers: Bool? = nil, onPhase: (BuildPhase) -> Void = { _ in }
    ) throws(HeapGraphError) -> (graph: HeapGraph, numbering: Column<NodeIndex>) {
        let (graph, numbering) = try build(heap, gathers: gathers, onPhase: onPhase) { $0 }
        return (graph, numbering)
    }

    /// The same for callers that need the numbering only once: it is freed as soon as `use` has seen it.
    ///
    /// - Parameter use: is given the number in the graph of each source number.
    /// - Complexity: O((nodes + edges) log nodes). At most 55 bytes a node and 16 an edge, the heap's own included;
    ///   4 bytes a node more if they are gathered.
    package static func build<Answer>(
        _ heap: consuming RawHeap, gathers: Bool? = nil, onPhase: (BuildPhase) -> Void = { _ in },
        use: (Column<NodeIndex>) -> Answer
    ) throws(HeapGraphError) -> (graph: HeapGraph, answer: Answer) {
        MemoryPool.begin()
        defer { MemoryPool.end() }
        try heap.close()
        onPhase(.checked)
        let places = gathers ?? heap.isScattered() ? heap.gather() : MutableColumn<UInt32>()
        onPhase(.gathered)
        var order = orderByDominators(&heap, onPhase)
        let unreachable = order.heads.count > 0 ? heap.type(named: "(unreachable)", .synthetic) : 0
        let edges = Renumbering.edges(
            first: heap.firstEdges, targets: heap.targets, labels: heap.labels, order: order)
        Renumbering.reorder(&heap.types, by: order.sources, added: unreachable)
        Renumbering.reorder(&heap.names, by: order.sources)
        Renumbering.reorder(&heap.selfSizes, by: order.sources)
        Renumbering.reorder(&heap.identities, by: order.sources)
        Renumbering.reorder(&heap.stacks, by: order.sources)
        Renumbering.reorder(&heap.flags, by: order.sources, added: addedFlags.rawValue)
        Renumbering.fillUp(&heap.identities, order.sources.count)
        Renumbering.fillUp(&heap.stacks, order.sources.count)
        markGarbage(heap.flags, order)
        order.dropSources()
        let answer = use(numbering(order.takeNumbers(), places))
        let nodes = NodeColumns(
            types: heap.types.frozen(), selfSizes: heap.selfSizes.frozen(), names: heap.names.frozen(),
            identities: heap.identities.frozen(), stacks: heap.stacks.frozen(), flags: heap.flags.frozen())
        onPhase(.renumbered)
        let paths = BestPaths(edges: edges, flags: nodes.flags)
        let (parentEdges, depths) = paths.frozen()
        onPhase(.foundPaths)
        let retainedSizes = retainedSizes(nodes.selfSizes, order.dominators)
        let extents = DominatorOrder.sizes(order.dominators.base, order.dominators.count)
        let derived = DerivedColumns(
            dominators: order.dominators.frozen(), extents: extents.frozen(),
            retainedSizes: retainedSizes, parentEdges: parentEdges, depths: depths)
        onPhase(.summedUp)
        let graph = HeapGraph(
            unchecked: nodes, edges, derived, heap.typeTable.table(), heap.nameTable.table())
        return (graph, answer)
    }

    private static func orderByDominators(
        _ heap: inout RawHeap, _ onPhase: (BuildPhase) -> Void
    ) -> DominatorOrder {
        var search = DepthFirstSearch(nodeCount: heap.nodeCount)
        search.visit(0, parent: 0, floor: 0, in: &heap)
        if Reachability.promoteShortcuts(&heap, notReachedBy: search) {
            search.restart()
            search.visit(0, parent: 0, floor: 0, in: &heap)
        }
        onPhase(.reached)
        let heads = Orphans.attach(&heap, to: &search)
        search.endSearch()
        let predecessors = Predecessors(&search, heap)
        search.dropPreorder()
        onPhase(.searched)
        let dominators = Dominators(parents: search.takeParents(), count: search.count, predecessors)
        onPhase(.dominated)
        return DominatorOrder(
            sources: search.takeSources(), immediate: dominators.immediate, count: search.count, heads: heads)
    }

    /// Of the node that holds what nothing else reaches.
    private static let addedFlags: NodeFlags = [.synthetic, .holder, .garbage]

    /// What garbage dominates is garbage. Both by final number.
    private static func markGarbage(_ flags: borrowing MutableColumn<UInt8>, _ order: borrowing DominatorOrder) {
        let (base, dominators) = (flags.base, order.dominators.base)
        for node in 1..<max(1, flags.count) { base[node] |= base[Int(dominators[node])] & NodeFlags.garbage.rawValue }
    }

    /// The final number by the producer's source number.
    private static func numbering(
        _ numbers: consuming MutableColumn<NodeIndex>, _ places: consuming MutableColumn<UInt32>
    ) -> Column<NodeIndex> {
        // Of a heap that was not gathered, the numbers are the producer's. The added node has none.
        if places.count == 0 { return numbers.frozen() }
        let result = MutableColumn<NodeIndex>(unwritten: numbers.count)
        for node in 0..<places.count { result.base[node] = numbers.base[Int(places.base[node])] }
        for node in places.count..<numbers.count { result.base[node] = numbers.base[node] }
        return result.frozen()
    }

    private static func retainedSizes(
        _ selfSizes: Column<UInt64>, _ dominators: borrowing MutableColumn<NodeIndex>
    ) -> Column<UInt64> {
        let count = selfSizes.count
        let sizes = MutableColumn<UInt64>(unwritten: count)
        let (base, parents) = (sizes.base, dominators.base)
        base.update(from: selfSizes.base, count: count)
        var node = count &- 1
        while node > 0 {
            base[Int(parents[node])] &+= base[node]
            node &-= 1
        }
        return sizes.frozen()
    }
}
