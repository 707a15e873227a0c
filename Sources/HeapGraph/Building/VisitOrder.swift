// A heap whose nodes come in no useful order, brought into one in which what belongs together lies together. Every later
// phase jumps between nodes, and would wait for memory at each jump; here some ten jumps wait at the same time.

/// The order in which a search comes to the nodes; those that it does not reach follow as they were.
struct VisitOrder: ~Copyable {
    /// Source number by place.
    let sources: MutableColumn<UInt32>
    /// Place by source number.
    private(set) var places: MutableColumn<UInt32>

    /// Gives the places away.
    consuming func takePlaces() -> MutableColumn<UInt32> { places }

    /// Siblings lie beside each other, and what they lead to is near.
    ///
    /// - Complexity: O(nodes + edges). 8 bytes a node.
    init(_ heap: borrowing RawHeap) {
        let count = heap.nodeCount
        sources = MutableColumn(unwritten: count)
        places = MutableColumn(unwritten: count)
        let order = sources.base
        let places = self.places.base
        places.update(repeating: none, count: count)
        let reached = Self.search(heap, order, places)
        var next = UInt32(truncatingIfNeeded: reached)
        for node in 0..<count where places[node] == none {
            places[node] = next
            order[Int(next)] = UInt32(truncatingIfNeeded: node)
            next &+= 1
        }
    }

    /// Weak edges are not followed, so that orphans keep their order.
    private static func search(
        _ heap: borrowing RawHeap, _ order: UnsafeMutablePointer<UInt32>, _ places: UnsafeMutablePointer<UInt32>
    ) -> Int {
        var pending = PendingNodes(heap)
        let (first, targets, labels) = (heap.firstEdges.base, heap.targets.base, heap.labels.base)
        var count: UInt32 = 1
        places[0] = 0
        order[0] = 0
        pending.push(0)
        while let node = pending.pop() {
            for edge in Int(first[node])..<Int(first[node &+ 1]) {
                let target = targets[edge]
                if places[Int(target)] != none || EdgeLabel(rawValue: labels[edge]).isWeak { continue }
                places[Int(target)] = count
                order[Int(count)] = target
                count &+= 1
                pending.push(target)
            }
        }
        return Int(count)
    }
}
