// Brings nodes that come in no useful order into the one in which a search comes to them.

extension RawHeap {
    /// Below this, the processor's caches hold what later phases jump between.
    private static let fewNodes = 200_000
    private static let samples = 20_000

    /// Whether most edges lead far away, as they do between nodes in random order.
    func isScattered() -> Bool {
        guard nodeCount > Self.fewNodes else { return false }
        let far = nodeCount / 16
        var edges = 0
        var farEdges = 0
        for node in stride(from: 0, to: nodeCount, by: nodeCount / Self.samples) {
            let edge = Int(firstEdges.base[node])
            guard edge < Int(firstEdges.base[node + 1]) else { continue }
            edges += 1
            if abs(Int(targets.base[edge]) - node) > far { farEdges += 1 }
        }
        return farEdges * 3 > edges * 2
    }

    /// Renumbers all nodes. The graph that is built of them is the same: a node's edges keep their order, and so do nodes
    /// that the root does not reach.
    ///
    /// - Returns: the new source number by old source number.
    /// - Complexity: O(nodes + edges). 12 bytes a node and 4 an edge beside the heap.
    mutating func gather() -> MutableColumn<UInt32> {
        let visits = VisitOrder(self)
        gatherEdges(visits)
        Renumbering.reorder(&types, by: visits.sources)
        Renumbering.reorder(&names, by: visits.sources)
        Renumbering.reorder(&selfSizes, by: visits.sources)
        Renumbering.reorder(&identities, by: visits.sources)
        Renumbering.reorder(&stacks, by: visits.sources)
        Renumbering.reorder(&flags, by: visits.sources)
        return visits.takePlaces()
    }

    private mutating func gatherEdges(_ visits: borrowing VisitOrder) {
        let rows = EdgeRows(firstEdges, by: visits.sources)
        let (places, count) = (visits.places.base, edgeCount)
        Renumbering.move(&targets, count: count) { start, old, new in
            rows.fillHalf(start, new, from: old) { places[Int($0)] }
        }
        Renumbering.move(&labels, count: count) { start, old, new in
            rows.fillHalf(start, new, from: old) { $0 }
        }
        firstEdges = rows.starts()
    }
}
