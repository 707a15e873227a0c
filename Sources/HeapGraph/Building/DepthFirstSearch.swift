// Numbers all nodes by a depth-first search over the edges that count, which is what dominators are computed from.

/// What the search found. "Preorder" is a node's place in the order of discovery; the root's is 0.
///
/// - Invariant: `parents[p] < p`, and every edge that counts either is in the tree or is a crossing.
struct DepthFirstSearch: ~Copyable {
    /// Preorder by source number; `none` = not reached.
    private(set) var preorder: MutableColumn<UInt32>
    /// Source number by preorder.
    private(set) var sources: MutableColumn<UInt32>
    /// Preorder of the node from which the search came, by preorder.
    private(set) var parents: MutableColumn<UInt32>
    /// How many edges outside of the tree lead to a node, by preorder.
    private(set) var crossings: MutableColumn<UInt32>
    private(set) var count = 0
    /// The nodes on the way down, each with its next edge: source number in the upper half.
    private var stack: MutableColumn<UInt64>

    /// - Parameter nodeCount: nodes of the heap; one more can be added.
    init(nodeCount: Int) {
        preorder = MutableColumn(unwritten: nodeCount + 1)
        sources = MutableColumn(unwritten: nodeCount + 1)
        parents = MutableColumn(unwritten: nodeCount + 1)
        crossings = MutableColumn(zeroes: nodeCount + 2)
        stack = MutableColumn(sparse: nodeCount)
        restart()
    }

    /// Forgets what was found.
    mutating func restart() {
        preorder.base.update(repeating: none, count: preorder.count)
        if count > 0 { crossings.base.update(repeating: 0, count: crossings.count) }
        count = 0
    }

    /// Frees what only the search itself needs.
    mutating func endSearch() { stack = MutableColumn() }

    /// Frees what only the making of predecessors needs.
    mutating func dropPreorder() { preorder = MutableColumn() }

    /// Gives the counts of crossings away.
    mutating func takeCrossings() -> MutableColumn<UInt32> {
        var taken = MutableColumn<UInt32>()
        swap(&taken, &crossings)
        return taken
    }

    /// Gives the sources away.
    mutating func takeSources() -> MutableColumn<UInt32> {
        var taken = MutableColumn<UInt32>()
        swap(&taken, &sources)
        return taken
    }

    /// Gives the parents away.
    mutating func takeParents() -> MutableColumn<UInt32> {
        var taken = MutableColumn<UInt32>()
        swap(&taken, &parents)
        return taken
    }

    /// Adds a node by hand and returns its preorder.
    mutating func add(source: UInt32, parent: UInt32) -> UInt32 {
        let number = UInt32(truncatingIfNeeded: count)
        preorder.base[Int(source)] = number
        sources.base[count] = source
        parents.base[count] = parent
        count += 1
        return number
    }

    /// Visits `start` and all that is reached from it and was not reached before.
    ///
    /// - Parameters:
    ///   - parent: preorder of the node that `start` hangs below.
    ///   - floor: an edge to a node before this one no longer counts from now on.
    /// - Complexity: O(edges of the visited nodes).
    mutating func visit(_ start: UInt32, parent: UInt32, floor: UInt32, in heap: inout RawHeap) {
        let (first, targets, labels) = (heap.firstEdges.base, heap.targets.base, heap.labels.base)
        let (preorder, sources, parents) = (preorder.base, sources.base, parents.base)
        let (crossings, stack) = (crossings.base, stack.base)
        var number = add(source: start, parent: parent)
        var next = number &+ 1
        var depth = 0
        var source = start
        var (edge, end) = (first[Int(start)], first[Int(start) &+ 1])
        while true {
            if edge == end {
                if depth == 0 { break }
                depth &-= 1
                source = UInt32(truncatingIfNeeded: stack[depth] >> 32)
                edge = UInt32(truncatingIfNeeded: stack[depth])
                end = first[Int(source) &+ 1]
                number = preorder[Int(source)]
                continue
            }
            let index = Int(edge)
            edge &+= 1
            if !EdgeLabel(rawValue: labels[index]).isEssential { continue }
            let target = targets[index]
            let known = preorder[Int(target)]
            if known == none {
                stack[depth] = UInt64(source) << 32 | UInt64(edge)
                depth &+= 1
                preorder[Int(target)] = next
                sources[Int(next)] = target
                parents[Int(next)] = number
                number = next
                next &+= 1
                source = target
                (edge, end) = (first[Int(target)], first[Int(target) &+ 1])
            } else if known < floor {
                labels[index] |= EdgeStrength.shortcut.rawValue << 30
            } else {
                crossings[Int(known)] &+= 1
            }
        }
        count = Int(next)
    }
}
