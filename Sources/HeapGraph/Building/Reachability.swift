// Which shortcuts count: those to nodes that nothing strong reaches.

enum Reachability {
    /// Promotes every shortcut whose target no path of strong edges from the root reaches.
    ///
    /// - Parameter search: from the root, over the strong edges.
    /// - Returns: whether there are any; then the search has not followed all edges that count.
    /// - Complexity: O(edges), one scan.
    static func promoteShortcuts(_ heap: inout RawHeap, notReachedBy search: borrowing DepthFirstSearch) -> Bool {
        guard search.count < heap.nodeCount else { return false }
        let (targets, labels, preorder) = (heap.targets.base, heap.labels.base, search.preorder.base)
        var found = false
        for edge in 0..<heap.edgeCount {
            let label = EdgeLabel(rawValue: labels[edge])
            guard label.isShortcut, preorder[Int(targets[edge])] == none else { continue }
            labels[edge] = label.with(.promoted).rawValue
            found = true
        }
        return found
    }
}
