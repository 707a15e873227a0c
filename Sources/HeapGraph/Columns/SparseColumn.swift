/// A value for some of the nodes, in ascending order of nodes: what few objects have would waste a column of all.
package struct SparseColumn<Value: BitwiseCopyable>: Sendable {
    package let nodes: Column<NodeIndex>
    package let values: Column<Value>

    /// Both columns have the same count; `nodes` ascends.
    ///
    /// - Throws: `HeapGraphError` if they do not, or if a node is not below `nodeCount`.
    /// - Complexity: O(count).
    package init(nodes: Column<NodeIndex>, values: Column<Value>, nodeCount: Int) throws(HeapGraphError) {
        guard nodes.count == values.count else {
            throw HeapGraphError("a sparse column has \(values.count) values for \(nodes.count) nodes")
        }
        for index in 1..<max(1, nodes.count) where nodes.base[index] <= nodes.base[index - 1] {
            throw HeapGraphError("nodes of a sparse column do not ascend at \(index)")
        }
        if let last = nodes.last, last >= nodeCount {
            throw HeapGraphError("a sparse column has a value for node \(last) of \(nodeCount)")
        }
        self.nodes = nodes
        self.values = values
    }

    /// Values by source number, brought into the order of a graph. Of two values of one node the first stays.
    ///
    /// - Parameters:
    ///   - pairs: source numbers and values, in any order.
    ///   - numbering: what `HeapGraph.build` returned beside the graph.
    /// - Complexity: O(p log p).
    package init(_ pairs: [(source: UInt32, value: Value)], numbering: Column<NodeIndex>) {
        let order = pairs.indices.sorted { (numbering[pairs[$0].source], $0) < (numbering[pairs[$1].source], $1) }
        var nodes = MutableColumn<NodeIndex>(capacity: pairs.count)
        var values = MutableColumn<Value>(capacity: pairs.count)
        for index in order {
            let node = numbering[pairs[index].source]
            if nodes.count > 0 && nodes[nodes.count - 1] == node { continue }
            nodes.append(node)
            values.append(pairs[index].value)
        }
        self.nodes = nodes.frozen()
        self.values = values.frozen()
    }

    package var count: Int { nodes.count }

    /// The value of a node, if it has one.
    ///
    /// - Complexity: O(log count).
    package subscript(node: NodeIndex) -> Value? {
        var (low, high) = (0, nodes.count)
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle] < node { low = middle + 1 } else { high = middle }
        }
        return low < nodes.count && nodes[low] == node ? values[low] : nil
    }
}
