// From a producer's heap to a graph, in phases.

/// What has just been done.
package enum BuildPhase: String, Sendable, CaseIterable {
    case checked, reached, searched, dominated, renumbered, foundPaths, summedUp
}

extension HeapGraph {
    /// Makes a graph of a heap, which is freed bit by bit meanwhile.
    ///
    /// Edges that count are the strong ones, and shortcuts to nodes that no strong edges lead to. Nodes that none of
    /// them lead to are put below a node of type `(unreachable)` and flagged as garbage.
    ///
    /// - Parameter onPhase: is told after each phase: for progress and measurements.
    /// - Returns: the graph, and the number in it of each source number.
    /// - Throws: `HeapGraphError` if the heap has an index that leads nowhere.
    /// - Complexity: O((nodes + edges) log nodes). At most 60 bytes a node and 16 an edge, the heap's own included.
    package static func build(
        _ heap: consuming RawHeap, onPhase: (BuildPhase) -> Void = { _ in }
    ) throws(HeapGraphError) -> (graph: HeapGraph, numbering: Column<NodeIndex>) {
        try heap.close()
        onPhase(.checked)
        Reachability.promoteShortcuts(&heap)
        onPhase(.reached)
        let order = orderByDominators(&heap, onPhase)
        let unreachable = order.heads.count > 0 ? heap.type(named: "(unreachable)", .synthetic) : 0
        let edges = Renumbering.edges(
            first: heap.firstEdges, targets: heap.targets, labels: heap.labels, order: order)
        let nodes = NodeColumns(
            types: Renumbering.permute(heap.types, by: order.sources, added: unreachable),
            selfSizes: Renumbering.permute(heap.selfSizes, by: order.sources, added: 0),
            names: Renumbering.permute(heap.names, by: order.sources, added: 0),
            identities: Renumbering.permute(heap.identities, by: order.sources, added: 0),
            stacks: Renumbering.permute(heap.stacks, by: order.sources, added: 0),
            flags: flags(heap.flags, order))
        onPhase(.renumbered)
        let paths = BestPaths(edges: edges, flags: nodes.flags)
        let (parentEdges, depths) = paths.frozen()
        onPhase(.foundPaths)
        let retainedSizes = retainedSizes(nodes.selfSizes, order.dominators)
        let derived = DerivedColumns(
            dominators: order.dominators.frozen(), extents: order.extents.frozen(), retainedSizes: retainedSizes,
            parentEdges: parentEdges, depths: depths)
        onPhase(.summedUp)
        let graph = HeapGraph(
            unchecked: nodes, edges, derived, heap.typeTable.table(), heap.nameTable.table())
        return (graph, order.numbers.frozen())
    }

    private static func orderByDominators(
        _ heap: inout RawHeap, _ onPhase: (BuildPhase) -> Void
    ) -> DominatorOrder {
        var search = DepthFirstSearch(nodeCount: heap.nodeCount)
        search.visit(0, parent: 0, floor: 0, in: &heap)
        let heads = Orphans.attach(&heap, to: &search)
        search.endSearch()
        let predecessors = Predecessors(&search, heap)
        search.dropPreorder()
        onPhase(.searched)
        let dominators = Dominators(parents: search.takeParents(), count: search.count, predecessors)
        onPhase(.dominated)
        return DominatorOrder(search, immediate: dominators.immediate, heads: heads)
    }

    /// The flags in the final order: what garbage dominates is garbage.
    private static func flags(
        _ flags: consuming MutableColumn<UInt8>, _ order: borrowing DominatorOrder
    ) -> Column<UInt8> {
        let added: NodeFlags = [.synthetic, .holder, .garbage]
        let result = Renumbering.permuted(flags, by: order.sources, added: added.rawValue)
        let (base, dominators) = (result.base, order.dominators.base)
        for node in 1..<max(1, result.count) { base[node] |= base[Int(dominators[node])] & NodeFlags.garbage.rawValue }
        return result.frozen()
    }

    private static func retainedSizes(
        _ selfSizes: Column<UInt64>, _ dominators: borrowing MutableColumn<NodeIndex>
    ) -> Column<UInt64> {
        let count = selfSizes.count
        let sizes = MutableColumn<UInt64>(zeroes: count)
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
