// One path from the root to every node: the one that a reader follows most easily.
//
// A path is better if it needs fewer grey edges; among those, if it is shorter; and its last edge is better if it has a
// name. Grey are promoted and unnamed edges and all edges of nodes flagged so. An edge to attributes has no length: the
// target is a part of its owner.
import CMemoryHints

/// A breadth-first search in rounds. Round n finds the nodes whose best paths have n grey edges: it begins with nodes
/// that grey edges of the round before lead to, and ends when no other edge leads further.
struct BestPaths: ~Copyable {
    private let parentEdges: MutableColumn<EdgeIndex>
    private let depths: MutableColumn<UInt32>

    /// Length of the best path so far, 0 once the node is done: no path is shorter. A node that only grey edges lead to
    /// so far waits with `waiting` set; `none` = nothing leads to it so far.
    private let lengths: MutableColumn<UInt32>
    private let edges: EdgeColumns
    private let flags: Column<UInt8>
    /// Nodes of this length and of the next; a node that moved on to a smaller length is still there and skipped.
    private var frontier: MutableColumn<NodeIndex>
    private var next: MutableColumn<NodeIndex>
    private var waitingNodes: MutableColumn<NodeIndex>
    /// Where the round begins: lengths in the upper half, nodes in the lower. Nodes come to wait in the order of their
    /// lengths, so no sorting is needed.
    private var seeds: MutableColumn<UInt64>

    private static let waiting: UInt32 = 1 << 31
    private static let lookAhead = 8

    /// Finds the paths of all nodes that edges that count lead to.
    ///
    /// - Complexity: O(nodes + edges). 16 bytes a node while it works, 12 more for nodes that grey edges lead to.
    init(edges: EdgeColumns, flags: Column<UInt8>) {
        self.edges = edges
        self.flags = flags
        let count = flags.count
        parentEdges = MutableColumn(zeroes: count)
        depths = MutableColumn(zeroes: count)
        lengths = MutableColumn(unwritten: count)
        lengths.base.update(repeating: none, count: count)
        parentEdges.base[0] = none
        lengths.base[0] = Self.waiting
        frontier = MutableColumn()
        next = MutableColumn()
        waitingNodes = MutableColumn()
        seeds = MutableColumn()
        waitingNodes.append(0)
        while waitingNodes.count > 0 {
            seedRound()
            searchRound()
        }
    }

    /// Ends the search: last edge and number of edges of each node's best path.
    consuming func frozen() -> (parentEdges: Column<EdgeIndex>, depths: Column<UInt32>) {
        (parentEdges.frozen(), depths.frozen())
    }

    /// Begins a round with the nodes that still wait.
    private mutating func seedRound() {
        seeds.removeAll()
        for index in 0..<waitingNodes.count {
            let node = waitingNodes.base[index]
            let length = lengths.base[Int(node)]
            guard length & Self.waiting != 0 else { continue }
            lengths.base[Int(node)] = length & ~Self.waiting
            seeds.append(UInt64(length & ~Self.waiting) << 32 | UInt64(node))
        }
        waitingNodes.removeAll()
    }

    private mutating func searchRound() {
        var seed = 0
        var length: UInt32 = 0
        while seed < seeds.count || frontier.count > 0 {
            if frontier.count == 0 { length = UInt32(truncatingIfNeeded: seeds.base[seed] >> 32) }
            while seed < seeds.count && seeds.base[seed] >> 32 == UInt64(length) {
                frontier.append(NodeIndex(truncatingIfNeeded: seeds.base[seed]))
                seed += 1
            }
            expandFrontier(at: length)
            swap(&frontier, &next)
            next.removeAll()
            length += 1
        }
    }

    private mutating func expandFrontier(at length: UInt32) {
        var index = 0
        while index < frontier.count {
            let node = frontier.base[index]
            announce(index)
            index &+= 1
            guard lengths.base[Int(node)] == length else { continue }
            expand(node, at: length)
            lengths.base[Int(node)] = 0
        }
    }

    /// Fetches what nodes of the frontier that come soon need: of the nearer one its edges, of the other where they begin.
    @inline(__always)
    private func announce(_ index: Int) {
        guard index &+ 2 &* Self.lookAhead < frontier.count else { return }
        let first = edges.first.base
        heaptide_will_read(first + Int(frontier.base[index &+ 2 &* Self.lookAhead]))
        let edge = Int(first[Int(frontier.base[index &+ Self.lookAhead])])
        heaptide_will_read(edges.targets.base + edge)
        heaptide_will_read(edges.labels.base + edge)
    }

    @inline(__always)
    private mutating func expand(_ node: NodeIndex, at length: UInt32) {
        let isGrey = flags.base[Int(node)] & NodeFlags.grey.rawValue != 0
        let (targets, labels, lengths) = (edges.targets.base, edges.labels.base, lengths.base)
        for edge in Int(edges.first.base[Int(node)])..<Int(edges.first.base[Int(node) &+ 1]) {
            let target = targets[edge]
            let known = lengths[Int(target)]
            if known <= length { continue }
            let label = EdgeLabel(rawValue: labels[edge])
            guard label.isEssential else { continue }
            if isGrey || label.isPromoted || label.isUnnamed {
                wait(for: target, edge, length &+ 1, from: node)
            } else if label.isAttributes {
                lengths[Int(target)] = length
                reach(target, edge, from: node)
                frontier.append(target)
            } else if known > length &+ 1 {
                lengths[Int(target)] = length &+ 1
                reach(target, edge, from: node)
                next.append(target)
            } else if label.isTelling && !parentIsTelling(target) {
                reach(target, edge, from: node)
            }
        }
    }

    /// Keeps a grey edge in mind, for the case that no better one leads to `target`. Lengths only grow in a round, so
    /// the first edge is one of the shortest.
    private mutating func wait(for target: NodeIndex, _ edge: Int, _ length: UInt32, from node: NodeIndex) {
        let (known, candidate) = (lengths.base[Int(target)], length | Self.waiting)
        let label = EdgeLabel(rawValue: edges.labels.base[edge])
        if known == none {
            waitingNodes.append(target)
            lengths.base[Int(target)] = candidate
            reach(target, edge, from: node)
        } else if known == candidate && label.isTelling && !parentIsTelling(target) {
            reach(target, edge, from: node)
        }
    }

    @inline(__always)
    private func reach(_ target: NodeIndex, _ edge: Int, from node: NodeIndex) {
        parentEdges.base[Int(target)] = EdgeIndex(truncatingIfNeeded: edge)
        depths.base[Int(target)] = depths.base[Int(node)] &+ 1
    }

    @inline(__always)
    private func parentIsTelling(_ node: NodeIndex) -> Bool {
        EdgeLabel(rawValue: edges.labels.base[Int(parentEdges.base[Int(node)])]).isTelling
    }
}
