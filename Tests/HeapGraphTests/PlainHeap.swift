// A heap as arrays of values, drawn at random, and all that the engine computes said as simply as it can be.
import HeapGraph
import SyntheticHeap

struct PlainHeap {
    struct Edge {
        var source, target: Int
        var label: EdgeLabel
    }

    var sizes: [UInt64] = []
    var types: [UInt32] = []
    var flags: [NodeFlags] = []
    var edges: [Edge] = []

    static let typeCount: UInt32 = 4
    static let nameCount: UInt32 = 5

    var count: Int { sizes.count }

    /// Up to three edges a node; all kinds and strengths, self loops, parallel edges, unreached parts.
    init(random: inout SplitMix, mostNodes: Int = 12) {
        let count = 1 + random.draw(mostNodes)
        for _ in 0..<count {
            sizes.append(UInt64(random.draw(100)))
            types.append(UInt32(random.draw(Int(Self.typeCount))))
            flags.append(random.draw(5) == 0 ? .grey : [])
        }
        for _ in 0..<random.draw(3 * count + 1) {
            edges.append(
                Edge(source: random.draw(count), target: random.draw(count), label: Self.drawLabel(&random)))
        }
        edges.sort { $0.source < $1.source }
    }

    private static func drawLabel(_ random: inout SplitMix) -> EdgeLabel {
        let kind = EdgeKind.allCases[random.draw(EdgeKind.allCases.count)]
        let strengths: [EdgeStrength] = [.strong, .strong, .strong, .strong, .weak, .shortcut]
        return EdgeLabel(kind, UInt32(random.draw(Int(Self.nameCount))), strength: strengths[random.draw(6)])
    }

    func raw() -> RawHeap {
        var heap = RawHeap()
        for name in 1..<Self.nameCount { _ = heap.nameTable.intern("n\(name)") }
        for type in 0..<Self.typeCount { _ = heap.type(named: "T\(type)", .object) }
        var next = 0
        for node in 0..<count {
            heap.addNode(type: types[node], selfSize: sizes[node], identity: UInt64(node), flags: flags[node])
            while next < edges.count && edges[next].source == node {
                heap.addEdge(edges[next].label, to: UInt32(edges[next].target))
                next += 1
            }
        }
        return heap
    }

    // MARK: - Which edges count

    /// What `start` leads to, itself included, through these edges.
    static func reached(from start: Set<Int>, _ edges: [Edge], without removed: Int? = nil) -> Set<Int> {
        var reached = start.subtracting(removed.map { [$0] } ?? [])
        var before = -1
        while reached.count != before {
            before = reached.count
            for edge in edges where reached.contains(edge.source) && edge.target != removed {
                reached.insert(edge.target)
            }
        }
        return reached
    }

    /// Strong edges, and shortcuts to what strong edges do not reach.
    private var essential: [Edge] {
        let strong = edges.filter { $0.label.strength == .strong }
        let reached = Self.reached(from: [0], strong)
        return edges.compactMap { edge in
            if edge.label.strength == .strong { return edge }
            guard edge.label.strength == .shortcut, !reached.contains(edge.target) else { return nil }
            var edge = edge
            edge.label = EdgeLabel(edge.label.kind, edge.label.value, strength: .promoted)
            return edge
        }
    }

    /// Nodes that the root does not reach.
    var orphans: Set<Int> { Set(0..<count).subtracting(Self.reached(from: [0], essential)) }

    /// The edges that count; with orphans, a node `count` below the root that `heads` hang below.
    func counted(heads: [Int]) -> [Edge] {
        let orphans = orphans
        let kept = essential.filter { !orphans.contains($0.source) || orphans.contains($0.target) }
        if orphans.isEmpty { return kept }
        let added = [Edge(source: 0, target: count, label: EdgeLabel(.root))]
        return kept + added + heads.map { Edge(source: count, target: $0, label: EdgeLabel(.unnamed)) }
    }

    /// Groups of orphans that reach each other and that no other orphan reaches: each needs one head.
    var headGroups: [Set<Int>] {
        let orphans = orphans
        let edges = essential.filter { orphans.contains($0.source) && orphans.contains($0.target) }
        var groups: Set<Set<Int>> = []
        for orphan in orphans {
            let reached = Self.reached(from: [orphan], edges)
            let reaching = orphans.filter { Self.reached(from: [$0], edges).contains(orphan) }
            if reaching.isSubset(of: reached) { groups.insert(reaching) }
        }
        return Array(groups)
    }
}

extension PlainHeap: CustomStringConvertible {
    var description: String { "\(count) nodes; " + edges.map(\.description).joined(separator: ", ") }
}

extension PlainHeap.Edge: CustomStringConvertible {
    var description: String { "\(source) \(label.strength) \(label.kind)(\(label.value)) \(target)" }
}
