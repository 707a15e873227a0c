// Nodes that nothing reaches from the root: garbage that the collector has not seen yet, and what a producer missed.

enum Orphans {
    /// Visits all nodes that `search` has not reached, below a node of their own with source number `heap.nodeCount`.
    ///
    /// As few nodes as possible hang below it directly: those that no other orphan refers to, and one of each cycle
    /// that nothing outside of it refers to. What the root reaches is not held by orphans: their edges to it no longer
    /// count.
    ///
    /// - Returns: source numbers of the nodes that hang below the added node; empty if there are no orphans and no node
    ///   was added.
    /// - Complexity: O(nodes + edges of orphans).
    static func attach(_ heap: inout RawHeap, to search: inout DepthFirstSearch) -> MutableColumn<UInt32> {
        var heads = MutableColumn<UInt32>()
        guard search.count < heap.nodeCount else { return heads }
        let finished = postorder(heap, search)
        let floor = search.add(source: UInt32(truncatingIfNeeded: heap.nodeCount), parent: 0)
        var index = finished.count
        while index > 0 {
            index -= 1
            let source = finished.base[index]
            if search.preorder.base[Int(source)] != none { continue }
            heads.append(source)
            search.visit(source, parent: floor, floor: floor, in: &heap)
        }
        return heads
    }

    /// The orphans in the order in which a depth-first search leaves them. Read backwards, the first of every group of
    /// nodes that reach each other comes before all that the group reaches (Kosaraju).
    private static func postorder(
        _ heap: borrowing RawHeap, _ search: borrowing DepthFirstSearch
    ) -> MutableColumn<UInt32> {
        var finished = MutableColumn<UInt32>(capacity: heap.nodeCount - search.count)
        let seen = MutableColumn<UInt8>(zeroes: heap.nodeCount)
        let stack = MutableColumn<UInt64>(sparse: heap.nodeCount)
        let (first, targets, labels) = (heap.firstEdges.base, heap.targets.base, heap.labels.base)
        let preorder = search.preorder.base
        for start in 0..<heap.nodeCount where preorder[start] == none && seen.base[start] == 0 {
            seen.base[start] = 1
            var depth = 1
            stack.base[0] = UInt64(start) << 32 | UInt64(first[start])
            while depth > 0 {
                let source = Int(stack.base[depth &- 1] >> 32)
                let edge = Int(truncatingIfNeeded: stack.base[depth &- 1] & 0xFFFF_FFFF)
                if edge == Int(first[source &+ 1]) {
                    finished.append(UInt32(truncatingIfNeeded: source))
                    depth &-= 1
                    continue
                }
                stack.base[depth &- 1] &+= 1
                let target = Int(targets[edge])
                if preorder[target] != none || seen.base[target] != 0 { continue }
                if !EdgeLabel(rawValue: labels[edge]).isEssential { continue }
                seen.base[target] = 1
                stack.base[depth] = UInt64(target) << 32 | UInt64(first[target])
                depth &+= 1
            }
        }
        return finished
    }
}
