// Which shortcuts count: those to nodes that nothing strong reaches.

enum Reachability {
    /// Promotes every shortcut whose target no path of strong edges from the root reaches.
    ///
    /// - Complexity: O(nodes + edges); nothing but a scan if there are no shortcuts. 5 bytes a node.
    static func promoteShortcuts(_ heap: inout RawHeap) {
        guard hasShortcuts(heap) else { return }
        let reached = reachedStrongly(heap)
        for edge in 0..<heap.edgeCount {
            let label = EdgeLabel(rawValue: heap.labels.base[edge])
            if label.isShortcut && reached.base[Int(heap.targets.base[edge])] == 0 {
                heap.labels.base[edge] = label.with(.promoted).rawValue
            }
        }
    }

    private static func hasShortcuts(_ heap: borrowing RawHeap) -> Bool {
        var found: UInt32 = 0
        for edge in 0..<heap.edgeCount { found |= EdgeLabel(rawValue: heap.labels.base[edge]).isShortcut ? 1 : 0 }
        return found != 0
    }

    /// One byte a node, 1 = reached. The order does not matter, so a node's targets are all marked at once.
    private static func reachedStrongly(_ heap: borrowing RawHeap) -> MutableColumn<UInt8> {
        let reached = MutableColumn<UInt8>(zeroes: heap.nodeCount)
        let stack = MutableColumn<UInt32>(sparse: heap.nodeCount)
        let (marks, nodes) = (reached.base, stack.base)
        let (first, targets, labels) = (heap.firstEdges.base, heap.targets.base, heap.labels.base)
        var depth = 1
        marks[0] = 1
        while depth > 0 {
            depth &-= 1
            let node = Int(nodes[depth])
            for edge in Int(first[node])..<Int(first[node &+ 1]) {
                let target = targets[edge]
                if marks[Int(target)] != 0 || !EdgeLabel(rawValue: labels[edge]).isEssential { continue }
                marks[Int(target)] = 1
                nodes[depth] = target
                depth &+= 1
            }
        }
        return reached
    }
}
