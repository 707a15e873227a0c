// Costs of best paths, by trying edges until nothing gets better.
import HeapGraph

struct PathOracle {
    struct Cost: Comparable {
        var grey: Int
        var length: Int
        static func < (left: Self, right: Self) -> Bool { (left.grey, left.length) < (right.grey, right.length) }
    }

    /// Cost of the best path, by node.
    let costs: [Int: Cost]
    private let edges: [PlainHeap.Edge]
    private let flags: [NodeFlags]

    init(_ edges: [PlainHeap.Edge], flags: [NodeFlags]) {
        self.edges = edges
        self.flags = flags
        var costs = [0: Cost(grey: 0, length: 0)]
        var changed = true
        while changed {
            changed = false
            for edge in edges {
                guard let cost = Self.cost(costs[edge.source], through: edge, flags) else { continue }
                if costs[edge.target].map({ cost < $0 }) ?? true {
                    costs[edge.target] = cost
                    changed = true
                }
            }
        }
        self.costs = costs
    }

    private static func cost(_ cost: Cost?, through edge: PlainHeap.Edge, _ flags: [NodeFlags]) -> Cost? {
        guard let cost else { return nil }
        let isSourceGrey = edge.source < flags.count && flags[edge.source].contains(.grey)
        if isSourceGrey || edge.label.strength == .promoted || edge.label.kind == .unnamed {
            return Cost(grey: cost.grey + 1, length: cost.length + 1)
        }
        return Cost(grey: cost.grey, length: cost.length + (edge.label.kind == .attributes ? 0 : 1))
    }

    /// Whether this edge is the last of a best path.
    func isBest(_ edge: PlainHeap.Edge) -> Bool {
        edge.target != 0 && Self.cost(costs[edge.source], through: edge, flags) == costs[edge.target]
    }

    /// Whether a best path could end with a name. Attributes do not count: they are found in other ways.
    func canTell(_ node: Int) -> Bool {
        edges.contains { $0.target == node && $0.label.kind != .attributes && Self.tells($0.label) && isBest($0) }
    }

    static func tells(_ label: EdgeLabel) -> Bool {
        switch label.kind {
        case .property, .key, .variable: label.value != 0
        case .attributes, .root: true
        case .element, .internal, .unnamed: false
        }
    }
}
