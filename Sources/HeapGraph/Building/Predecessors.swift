/// For every node the sources of the edges that lead to it and are not in the depth-first tree, all by preorder.
struct Predecessors: ~Copyable {
    /// For each node its first predecessor, and at the end the number of them.
    let first: MutableColumn<UInt32>
    let sources: MutableColumn<UInt32>

    /// Frees all sources from this one on, which nobody reads any more.
    func forget(from index: Int) { sources.forget(from: index) }

    /// Gives the column away when the predecessors are no longer needed.
    consuming func takeFirst() -> MutableColumn<UInt32> { first }

    /// Goes over the edges again instead of keeping those that the search has crossed, which would take 8 bytes each.
    ///
    /// - Complexity: O(nodes + edges).
    init(_ search: inout DepthFirstSearch, _ heap: borrowing RawHeap) {
        first = search.takeCrossings()
        let first = first.base
        var sum: UInt32 = 0
        for node in 0...search.count {
            sum &+= first[node]
            first[node] = sum
        }
        sources = MutableColumn(unwritten: Int(sum))
        fill(search, heap)
    }

    /// Every list is filled from its end.
    private func fill(_ search: borrowing DepthFirstSearch, _ heap: borrowing RawHeap) {
        let (first, sources) = (first.base, sources.base)
        let (edges, targets, labels) = (heap.firstEdges.base, heap.targets.base, heap.labels.base)
        let (preorder, parents) = (search.preorder.base, search.parents.base)
        for number in 0..<search.count {
            let source = Int(search.sources.base[number])
            if source == heap.nodeCount { continue }
            // The tree's edges come in the order of their targets; a second one to the same target is a crossing.
            var lastChild = number
            for index in Int(edges[source])..<Int(edges[source &+ 1]) {
                if !EdgeLabel(rawValue: labels[index]).isEssential { continue }
                let target = Int(preorder[Int(targets[index])])
                if target > lastChild && Int(parents[target]) == number {
                    lastChild = target
                    continue
                }
                first[target] &-= 1
                sources[Int(first[target])] = UInt32(truncatingIfNeeded: number)
            }
        }
    }
}
