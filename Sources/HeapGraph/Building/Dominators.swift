// Immediate dominators by Semi-NCA: semidominators as Lengauer and Tarjan find them (1979), then the nearest common
// ancestor in the dominator tree built so far (Georgiadis, "Linear-Time Algorithms for Dominators and Related Problems",
// 2005).

/// All by preorder, in which a semidominator is a plain minimum: labels hold it instead of a node that has it.
struct Dominators: ~Copyable {
    /// A node as the forest of linked nodes sees it.
    private struct Link: BitwiseCopyable {
        /// At first the tree parent; compression moves it up.
        var ancestor: UInt32
        /// Smallest semidominator between the node and its ancestor, the node's included.
        var label: UInt32
    }

    /// Immediate dominator by preorder; the root's is the root.
    let immediate: MutableColumn<UInt32>
    private let count: Int
    /// After so many nodes, memory that is no longer needed is freed.
    private static let pieceMask = 1 << 18 - 1

    /// - Complexity: O((nodes + edges) log nodes). 12 bytes a node while it works, of which 8 are
    ///   taken as those of the predecessors are freed.
    ///
    /// - Parameters:
    ///   - parents: of the depth-first tree; the column is reused.
    ///   - predecessors: freed as soon as they are no longer needed.
    init(parents: consuming MutableColumn<UInt32>, count: Int, _ predecessors: consuming Predecessors) {
        self.count = count
        immediate = parents
        let semidominators = findSemidominators(predecessors)
        findDominators(UnsafePointer(semidominators.base + 1))
    }

    /// Semidominators by preorder and one. They are written where the ends of the nodes' predecessors were, each as soon
    /// as no node below it needs that end.
    private func findSemidominators(_ predecessors: consuming Predecessors) -> MutableColumn<UInt32> {
        let linkColumn = MutableColumn<Link>(unwritten: count)
        let stackColumn = MutableColumn<UInt32>(sparse: count)
        let (links, stack) = (linkColumn.base, stackColumn.base)
        let (parents, first, sources) = (immediate.base, predecessors.first.base, predecessors.sources.base)
        var node = count &- 1
        while node > 0 {
            var smallest = parents[node]
            var index = Int(first[node])
            let end = Int(first[node &+ 1])
            while index < end {
                let source = sources[index]
                let candidate = source <= node ? source : Self.label(of: source, above: UInt32(node), links, stack)
                smallest = min(smallest, candidate)
                index &+= 1
            }
            first[node &+ 1] = smallest
            links[node] = Link(ancestor: parents[node], label: smallest)
            if node & Self.pieceMask == 0 { predecessors.forget(from: Int(first[node])) }
            node &-= 1
        }
        return predecessors.takeFirst()
    }

    /// Smallest semidominator on the way from `node` up to the last linked node, those with numbers above `floor`.
    /// Compresses the way.
    @inline(__always)
    private static func label(
        of node: UInt32, above floor: UInt32, _ links: UnsafeMutablePointer<Link>, _ stack: UnsafeMutablePointer<UInt32>
    ) -> UInt32 {
        if links[Int(node)].ancestor > floor { compress(node, floor, links, stack) }
        return links[Int(node)].label
    }

    @inline(never)
    private static func compress(
        _ node: UInt32, _ floor: UInt32, _ links: UnsafeMutablePointer<Link>, _ stack: UnsafeMutablePointer<UInt32>
    ) {
        var depth = 0
        var current = Int(node)
        while links[current].ancestor > floor {
            stack[depth] = UInt32(truncatingIfNeeded: current)
            depth &+= 1
            current = Int(links[current].ancestor)
        }
        while depth > 0 {
            depth &-= 1
            let below = Int(stack[depth])
            let above = links[Int(links[below].ancestor)]
            links[below].label = min(links[below].label, above.label)
            links[below].ancestor = above.ancestor
        }
    }

    /// The dominator is the nearest node above the parent, in the dominator tree, that is not below the semidominator.
    /// Looking for it step by step is fastest in heaps, but a long list whose values are shared needs n² steps; then
    /// the rest is found through jumps.
    private func findDominators(_ semidominators: UnsafePointer<UInt32>) {
        let immediate = immediate.base
        var budget = 2 &* count
        for node in 1..<max(1, count) {
            let semidominator = semidominators[node]
            var candidate = immediate[node]
            while candidate > semidominator {
                candidate = immediate[Int(candidate)]
                budget &-= 1
            }
            immediate[node] = candidate
            if budget < 0 { return jump(semidominators, from: node + 1) }
        }
    }

    /// Every node has a pointer further up, placed such that any ancestor is O(log n) steps away (Myers, "An applicative
    /// random-access stack", 1983).
    private func jump(_ semidominators: UnsafePointer<UInt32>, from start: Int) {
        let immediate = immediate.base
        let jumps = MutableColumn<UInt32>(zeroes: count)
        let depths = MutableColumn<UInt32>(zeroes: count)
        for node in 1..<max(1, count) {
            if node >= start {
                var candidate = Int(immediate[node])
                let semidominator = Int(semidominators[node])
                while candidate > semidominator {
                    let far = Int(jumps.base[candidate])
                    candidate = far >= semidominator ? far : Int(immediate[candidate])
                }
                immediate[node] = UInt32(truncatingIfNeeded: candidate)
            }
            let parent = Int(immediate[node])
            let far = Int(jumps.base[parent])
            let (near, next) = (depths.base[parent] &- depths.base[far], depths.base[Int(jumps.base[far])])
            jumps.base[node] = near == depths.base[far] &- next ? jumps.base[far] : UInt32(truncatingIfNeeded: parent)
            depths.base[node] = depths.base[parent] &+ 1
        }
    }
}
