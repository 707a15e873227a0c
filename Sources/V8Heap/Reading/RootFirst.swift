// Files whose root is another node than the first (root_index). All passes after this one take it to be the first.
import HeapGraph

extension SnapshotTables {
    /// Exchanges the root and the first node.
    ///
    /// - Complexity: O(edges); nothing where the root is first.
    mutating func exchangeRoot(_ root: Int) {
        guard root > 0 else { return }
        let order = EdgeOrder(nodes.firstEdges, root: root)
        nodes.exchange(root)
        edges = order.ordered(edges)
        for node in 0..<order.firstEdges.count { nodes.firstEdges.base[node] = order.firstEdges.base[node] }
    }
}

extension NodeTable {
    fileprivate mutating func exchange(_ root: Int) {
        func exchange<Value>(_ column: borrowing MutableColumn<Value>) {
            guard column.count > root else { return }
            (column.base[0], column.base[root]) = (column.base[root], column.base[0])
        }
        exchange(kinds)
        exchange(names)
        exchange(ids)
        exchange(selfSizes)
        exchange(traceNodes)
        exchange(detachedness)
    }
}

/// Where the edges of the nodes are before and after the exchange.
private struct EdgeOrder: ~Copyable {
    private let old: MutableColumn<EdgeIndex>
    let firstEdges: MutableColumn<EdgeIndex>
    private let root: Int

    init(_ firstEdges: borrowing MutableColumn<EdgeIndex>, root: Int) {
        self.root = root
        old = MutableColumn(zeroes: firstEdges.count)
        self.firstEdges = MutableColumn(zeroes: firstEdges.count)
        for node in 0..<firstEdges.count { old.base[node] = firstEdges.base[node] }
        for node in 0..<firstEdges.count - 1 {
            let source = source(node)
            self.firstEdges.base[node + 1] = self.firstEdges.base[node] + old.base[source + 1] - old.base[source]
        }
    }

    /// The node that stood where `node` stands, and the other way round.
    private func source(_ node: Int) -> Int { node == 0 ? root : node == root ? 0 : node }

    func ordered(_ edges: borrowing EdgeTable) -> EdgeTable {
        let ordered = EdgeTable(count: edges.targets.count)
        for node in 0..<firstEdges.count - 1 {
            let (from, to) = (Int(old.base[source(node)]), Int(firstEdges.base[node]))
            for index in 0..<Int(firstEdges.base[node + 1]) - to {
                let target = source(Int(edges.targets.base[from + index]))
                ordered.targets.base[to + index] = UInt32(truncatingIfNeeded: target)
                ordered.labels.base[to + index] = edges.labels.base[from + index]
            }
        }
        return ordered
    }
}
