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
    /// - Complexity: O(nodes + edges). 8 bytes an edge and 4 a node beside the old columns.
    static func edges(
        first: consuming MutableColumn<EdgeIndex>, targets: consuming MutableColumn<UInt32>,
        labels: consuming MutableColumn<UInt32>, order: borrowing DominatorOrder
    ) -> EdgeColumns {
        let count = order.sources.count
        let hasOrphans = order.heads.count > 0
        let addedSource = hasOrphans ? count - 1 : count
        let edgeCount = targets.count + (hasOrphans ? order.heads.count + 1 : 0)
        let newFirst = MutableColumn<EdgeIndex>(zeroes: count + 1)
        let newTargets = MutableColumn<NodeIndex>(zeroes: edgeCount)
        let newLabels = MutableColumn<UInt32>(zeroes: edgeCount)
        let (oldFirst, oldTargets, oldLabels) = (first.base, targets.base, labels.base)
        let (edgeTargets, edgeLabels, numbers) = (newTargets.base, newLabels.base, order.numbers.base)
        var edge = 0
        func add(_ label: EdgeLabel, to source: Int) {
            edgeTargets[edge] = numbers[source]
            edgeLabels[edge] = label.rawValue
            edge += 1
        }
        for node in 0..<count {
            newFirst.base[node] = EdgeIndex(truncatingIfNeeded: edge)
            let source = Int(order.sources.base[node])
            if source == addedSource {
                for index in 0..<order.heads.count { add(EdgeLabel(.unnamed), to: Int(order.heads.base[index])) }
                continue
            }
            for old in Int(oldFirst[source])..<Int(oldFirst[source &+ 1]) {
                edgeTargets[edge] = numbers[Int(oldTargets[old])]
                edgeLabels[edge] = oldLabels[old]
                edge &+= 1
            }
            if source == 0 && hasOrphans { add(EdgeLabel(.root), to: addedSource) }
        }
        newFirst.base[count] = EdgeIndex(truncatingIfNeeded: edge)
        return EdgeColumns(first: newFirst.frozen(), targets: newTargets.frozen(), labels: newLabels.frozen())
    }
}
