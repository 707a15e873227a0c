// Brings the columns of a heap from the producer's order into the final one, each freed as soon as its copy is there.

enum Renumbering {
    /// `column` in the order of `sources`. A source number beyond its end gives `added`.
    static func permute<Element>(
        _ column: consuming MutableColumn<Element>, by sources: borrowing MutableColumn<UInt32>, added: Element
    ) -> Column<Element> {
        permuted(column, by: sources, added: added).frozen()
    }

    /// The same, still to be changed.
    static func permuted<Element>(
        _ column: consuming MutableColumn<Element>, by sources: borrowing MutableColumn<UInt32>, added: Element
    ) -> MutableColumn<Element> {
        let count = sources.count
        let result = MutableColumn<Element>(zeroes: count)
        let (old, new, order) = (column.base, result.base, sources.base)
        let oldCount = column.count
        if count == oldCount {
            for node in 0..<count { new[node] = old[Int(order[node])] }
        } else {
            for node in 0..<count { new[node] = Int(order[node]) < oldCount ? old[Int(order[node])] : added }
        }
        return result
    }

    /// The edges in the final order and with final numbers. With orphans, the root gets an edge to the added node, and
    /// the added node one to each head.
    ///
    /// - Complexity: O(nodes + edges). 4 bytes an edge and 4 a node beside the old columns.
    static func edges(
        first: consuming MutableColumn<EdgeIndex>, targets: consuming MutableColumn<UInt32>,
        labels: consuming MutableColumn<UInt32>, order: borrowing DominatorOrder
    ) -> EdgeColumns {
        let numbers = order.numbers.base
        let addedSource = order.sources.count - 1
        let newTargets = rows(
            targets, first, order, old: { numbers[Int($0)] }, head: { numbers[Int($0)] },
            root: { numbers[addedSource] })
        let newLabels = rows(
            labels, first, order, old: { $0 }, head: { _ in EdgeLabel(.unnamed).rawValue },
            root: { EdgeLabel(.root).rawValue })
        return EdgeColumns(first: starts(first, order), targets: newTargets.frozen(), labels: newLabels.frozen())
    }

    /// One column of the edges.
    ///
    /// - Parameters:
    ///   - old: the new value of an old one.
    ///   - head: the value of the added node's edge to a source number.
    ///   - root: the value of the root's edge to the added node.
    @inline(__always)
    private static func rows(
        _ column: consuming MutableColumn<UInt32>, _ first: borrowing MutableColumn<EdgeIndex>,
        _ order: borrowing DominatorOrder, old: (UInt32) -> UInt32, head: (UInt32) -> UInt32, root: () -> UInt32
    ) -> MutableColumn<UInt32> {
        let (count, heads) = (order.sources.count, order.heads.count)
        let addedSource = heads > 0 ? count - 1 : count
        let rows = MutableColumn<UInt32>(zeroes: column.count + (heads > 0 ? heads + 1 : 0))
        let (result, values, starts, sources) = (rows.base, column.base, first.base, order.sources.base)
        var edge = 0
        for node in 0..<count {
            let source = Int(sources[node])
            if source == addedSource {
                for index in 0..<heads { result[edge &+ index] = head(order.heads.base[index]) }
                edge &+= heads
                continue
            }
            for index in Int(starts[source])..<Int(starts[source &+ 1]) {
                result[edge] = old(values[index])
                edge &+= 1
            }
            if source == 0 && heads > 0 {
                result[edge] = root()
                edge &+= 1
            }
        }
        return rows
    }

    /// For each node its first edge in the final order, and the number of edges.
    private static func starts(
        _ first: consuming MutableColumn<EdgeIndex>, _ order: borrowing DominatorOrder
    ) -> Column<EdgeIndex> {
        let (count, heads) = (order.sources.count, order.heads.count)
        let addedSource = heads > 0 ? count - 1 : count
        let starts = MutableColumn<EdgeIndex>(zeroes: count + 1)
        let (result, old, sources) = (starts.base, first.base, order.sources.base)
        var edge: EdgeIndex = 0
        for node in 0..<count {
            result[node] = edge
            let source = Int(sources[node])
            if source == addedSource {
                edge &+= EdgeIndex(truncatingIfNeeded: heads)
            } else {
                edge &+= old[source &+ 1] &- old[source]
                if source == 0 && heads > 0 { edge &+= 1 }
            }
        }
        result[count] = edge
        return starts.frozen()
    }
}
