// What belongs to the program, after DevTools' markPageOwnedNodes: what the rest, such as a debugger, holds of it does
// not count.
import HeapGraph

enum PageOwnership {
    /// One byte a node, 1 = reached from the global objects and from documents over edges that are not weak.
    ///
    /// - Complexity: O(nodes + edges); 5 bytes a node.
    static func find(_ view: SnapshotView) -> MutableColumn<UInt8> {
        let owned = MutableColumn<UInt8>(zeroes: view.nodeCount)
        let stack = MutableColumn<UInt32>(sparse: view.nodeCount + 1)
        let (marks, nodes) = (owned.base, stack.base)
        var depth = 0
        for index in view.edges(of: 0) {
            let (edge, target) = (view.edge(index), Int(view.targets[index]))
            let isDocuments =
                edge.is(.element) && view.kinds[target] == V8Kind.synthetic && view.is(target, .documentTrees)
            guard edge.is(.shortcut) || isDocuments, marks[target] == 0 else { continue }
            marks[target] = 1
            nodes[depth] = UInt32(truncatingIfNeeded: target)
            depth += 1
        }
        while depth > 0 {
            depth &-= 1
            for index in view.edges(of: Int(nodes[depth])) {
                let target = view.targets[index]
                if marks[Int(target)] != 0 || view.edge(index).is(.weak) { continue }
                marks[Int(target)] = 1
                nodes[depth] = target
                depth &+= 1
            }
        }
        return owned
    }
}
