/// One step of a path: an edge, and the node it leads to.
package struct PathStep: Sendable, Hashable {
    package let source: NodeIndex
    package let edge: HeapEdge
    package var node: NodeIndex { edge.target }

    package init(source: NodeIndex, edge: HeapEdge) {
        self.source = source
        self.edge = edge
    }
}

/// The best path from the root to a node.
package struct HeapPath: Sendable {
    package let graph: HeapGraph
    /// From the root down; empty for the root itself.
    package let steps: [PathStep]

    /// The node at the end.
    package var node: NodeIndex { steps.last?.node ?? 0 }
}

extension HeapGraph {
    /// The best path to a node.
    ///
    /// - Complexity: O(length × log nodes).
    package func path(to node: NodeIndex) -> HeapPath {
        var steps: [PathStep] = []
        steps.reserveCapacity(Int(derived.depths[node]))
        var current = node
        while current != 0 {
            let edge = edge(derived.parentEdges[current])
            current = source(of: edge.index)
            steps.append(PathStep(source: current, edge: edge))
        }
        return HeapPath(graph: self, steps: steps.reversed())
    }
}
