// Which DOM nodes are in no document, after DevTools' propagateDOMState.
import HeapGraph

enum Detachedness {
    private static let attached: UInt8 = 1
    private static let detached: UInt8 = 2

    /// Hands on from native node to native node what V8 knows of some of them; being attached first.
    ///
    /// - Parameter states: of the file, by node.
    /// - Returns: the nodes that are called "Detached", in no order.
    /// - Complexity: O(nodes); with DOM nodes O(nodes + edges), a byte a node.
    static func find(_ view: SnapshotView, _ states: borrowing MutableColumn<UInt8>) -> [UInt32] {
        guard states.count == view.nodeCount else { return [] }
        var (attachedNodes, detachedNodes, found) = ([UInt32](), [UInt32](), [UInt32]())
        let done = MutableColumn<UInt8>(zeroes: view.nodeCount)
        let marks = done.base
        func mark(_ node: Int, _ state: UInt8) {
            if marks[node] != 0 { return }
            marks[node] = 1
            guard view.kinds[node] == V8Kind.native else { return }
            states.base[node] = state
            if state == attached { attachedNodes.append(UInt32(node)) }
            if state == detached {
                detachedNodes.append(UInt32(node))
                found.append(UInt32(node))
            }
        }
        func spread(_ node: UInt32, _ state: UInt8) {
            for index in view.edges(of: Int(node)) {
                let edge = view.edge(index)
                if edge.is(.hidden) || edge.is(.weak) { continue }
                mark(Int(view.targets[index]), state)
            }
        }
        for node in 0..<view.nodeCount where states.base[node] != 0 { mark(node, states.base[node]) }
        while let node = attachedNodes.popLast() { spread(node, attached) }
        while let node = detachedNodes.popLast() { spread(node, detached) }
        return found
    }
}
