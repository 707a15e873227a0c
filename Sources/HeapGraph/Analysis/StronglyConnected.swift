/// Groups of nodes that reach each other (Tarjan, 1972), without recursion.
struct StronglyConnected: ~Copyable {
    /// All nodes in groups, group by group, and where each group ends.
    private(set) var members = MutableColumn<NodeIndex>()
    private(set) var ends = MutableColumn<UInt32>()

    /// Order of discovery and one, and the smallest that is reached: 0 = not seen.
    private let discovered: MutableColumn<UInt32>
    private let lowest: MutableColumn<UInt32>
    /// Nodes that are in no group yet, and the way down as node and next edge.
    private var open = MutableColumn<NodeIndex>()
    private var way = MutableColumn<UInt64>()
    private var count: UInt32 = 0

    private static let isClosed = none

    var groupCount: Int { ends.count }

    /// - Parameter included: one byte a node, 1 = to be looked at. Only strong edges between such nodes are.
    /// - Complexity: O(nodes + edges). 24 bytes a node at most while it works.
    init(_ graph: HeapGraph, included: borrowing MutableColumn<UInt8>) {
        discovered = MutableColumn(zeroes: graph.nodeCount)
        lowest = MutableColumn(zeroes: graph.nodeCount)
        for node in 0..<graph.nodeCount where included.base[node] != 0 && discovered.base[node] == 0 {
            search(from: NodeIndex(truncatingIfNeeded: node), graph, included.base)
        }
    }

    /// The nodes of a group.
    func members(of group: Int) -> UnsafeBufferPointer<NodeIndex> {
        let start = group == 0 ? 0 : Int(ends[group - 1])
        return UnsafeBufferPointer(start: members.base + start, count: Int(ends[group]) - start)
    }

    private mutating func search(from start: NodeIndex, _ graph: HeapGraph, _ included: UnsafePointer<UInt8>) {
        let (first, targets, labels) = (graph.edges.first.base, graph.edges.targets.base, graph.edges.labels.base)
        enter(start, first)
        while way.count > 0 {
            let top = way.base[way.count &- 1]
            let (node, edge) = (Int(top >> 32), Int(truncatingIfNeeded: top & 0xFFFF_FFFF))
            if edge == Int(first[node &+ 1]) {
                leave(node, graph)
                continue
            }
            way.base[way.count &- 1] = top &+ 1
            let target = Int(targets[edge])
            if included[target] == 0 || labels[edge] >> 30 != EdgeStrength.strong.rawValue { continue }
            if discovered.base[target] == 0 {
                enter(targets[edge], first)
            } else if lowest.base[target] != Self.isClosed {
                lowest.base[node] = min(lowest.base[node], discovered.base[target])
            }
        }
    }

    private mutating func enter(_ node: NodeIndex, _ first: UnsafePointer<EdgeIndex>) {
        count &+= 1
        discovered.base[Int(node)] = count
        lowest.base[Int(node)] = count
        open.append(node)
        way.append(UInt64(node) << 32 | UInt64(first[Int(node)]))
    }

    private mutating func leave(_ node: Int, _ graph: HeapGraph) {
        way.removeLast()
        if way.count > 0 {
            let parent = Int(way.base[way.count &- 1] >> 32)
            lowest.base[parent] = min(lowest.base[parent], lowest.base[node])
        }
        if lowest.base[node] == discovered.base[node] { close(node, graph) }
    }

    /// All nodes that were opened since `node` are its group.
    private mutating func close(_ node: Int, _ graph: HeapGraph) {
        var start = open.count &- 1
        while open.base[start] != node { start &-= 1 }
        let isGroup = open.count - start > 1 || hasSelfEdge(node, graph)
        for index in start..<open.count {
            let member = open.base[index]
            lowest.base[Int(member)] = Self.isClosed
            if isGroup { members.append(member) }
        }
        if isGroup { ends.append(UInt32(truncatingIfNeeded: members.count)) }
        open.removeLast(open.count - start)
    }

    private func hasSelfEdge(_ node: Int, _ graph: HeapGraph) -> Bool {
        graph.edges(of: NodeIndex(node)).contains { $0.target == node && $0.label.strength == .strong }
    }
}
