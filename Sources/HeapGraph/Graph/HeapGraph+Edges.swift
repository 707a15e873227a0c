/// An edge as a value.
package struct HeapEdge: Sendable, Hashable {
    package let index: EdgeIndex
    package let label: EdgeLabel
    package let target: NodeIndex
}

/// The edges of a node; positions are numbers of edges.
package struct EdgeList: RandomAccessCollection, Sendable {
    private let columns: EdgeColumns
    private let range: Range<EdgeIndex>

    init(columns: EdgeColumns, range: Range<EdgeIndex>) {
        self.columns = columns
        self.range = range
    }

    package var startIndex: Int { Int(range.lowerBound) }
    package var endIndex: Int { Int(range.upperBound) }
    package subscript(index: Int) -> HeapEdge { columns[EdgeIndex(index)] }
}

extension EdgeColumns {
    fileprivate subscript(index: EdgeIndex) -> HeapEdge {
        HeapEdge(index: index, label: EdgeLabel(rawValue: labels[index]), target: targets[index])
    }
}

/// An edge that leads to a node of interest.
package struct Referrer: Sendable, Hashable {
    package let source: NodeIndex
    package let edge: HeapEdge
}

extension HeapGraph {
    /// The numbers of a node's edges.
    package func edgeRange(of node: NodeIndex) -> Range<EdgeIndex> { edges.first[node]..<edges.first[node + 1] }

    package func edge(_ index: EdgeIndex) -> HeapEdge { edges[index] }

    /// All edges of a node, in the producer's order.
    package func edges(of node: NodeIndex) -> EdgeList { EdgeList(columns: edges, range: edgeRange(of: node)) }

    /// The node that an edge belongs to.
    ///
    /// - Complexity: O(log nodes).
    package func source(of edge: EdgeIndex) -> NodeIndex {
        var low = 0
        var high = nodeCount
        while high - low > 1 {
            let middle = (low + high) / 2
            if edges.first.base[middle] <= edge { low = middle } else { high = middle }
        }
        return NodeIndex(low)
    }

    /// Up to `limit` edges that lead to `node`, of all strengths.
    ///
    /// - Complexity: O(edges), some milliseconds a million.
    package func referrers(of node: NodeIndex, limit: Int = .max) -> [Referrer] {
        var found: [Referrer] = []
        for index in 0..<edgeCount where edges.targets.base[index] == node {
            guard found.count < limit else { break }
            let edge = edge(EdgeIndex(index))
            found.append(Referrer(source: source(of: edge.index), edge: edge))
        }
        return found
    }

    /// Last node but one of the best path; nil of the root.
    ///
    /// - Complexity: O(log nodes).
    package func parent(of node: NodeIndex) -> NodeIndex? {
        let edge = derived.parentEdges[node]
        return edge == none ? nil : source(of: edge)
    }

    /// For every node its parent on the best path; the root's is the root.
    ///
    /// - Complexity: O(nodes + edges); 4 bytes a node.
    package func parents() -> Column<NodeIndex> {
        let parents = MutableColumn<NodeIndex>(zeroes: nodeCount)
        let (first, targets, parentEdges) = (edges.first.base, edges.targets.base, derived.parentEdges.base)
        for node in 0..<nodeCount {
            for edge in Int(first[node])..<Int(first[node &+ 1]) {
                let target = Int(targets[edge])
                if parentEdges[target] == UInt32(truncatingIfNeeded: edge) {
                    parents.base[target] = NodeIndex(truncatingIfNeeded: node)
                }
            }
        }
        return parents.frozen()
    }
}
