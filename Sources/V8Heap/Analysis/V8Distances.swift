// How far objects are from the roots, after DevTools' calculateDistances.
package import HeapGraph

/// Steps from the nearest global object or document; where only other roots lead, `systemDistance` more.
package struct V8Distances: Sendable {
    /// By node; `unreached` where only weak references lead.
    package let distances: Column<Int32>

    package static let systemDistance: Int32 = 100_000_000
    package static let unreached: Int32 = -5

    /// - Parameter graph: of a file of V8's.
    /// - Complexity: O(nodes + edges).
    package init(_ graph: HeapGraph) {
        var search = DistanceSearch(graph)
        search.run()
        distances = search.finish()
    }

    /// As a person reads it: nil where nothing but the engine or weak references lead.
    package func text(of node: NodeIndex) -> Int? {
        let distance = distances[node]
        return distance >= 0 && distance < Self.systemDistance ? Int(distance) : nil
    }
}

private struct DistanceSearch: ~Copyable {
    private let graph: HeapGraph
    private let distances: MutableColumn<Int32>
    private var queue: MutableColumn<NodeIndex>
    /// Names of edges that lead to values of WeakMaps, without their numbers, of which one has been met.
    private var halves: Set<String> = []
    private let isSynthetic, isSystem, isArray: [Bool]

    init(_ graph: HeapGraph) {
        self.graph = graph
        distances = MutableColumn(zeroes: graph.nodeCount)
        distances.base.update(repeating: V8Distances.unreached, count: graph.nodeCount)
        queue = MutableColumn(capacity: graph.nodeCount)
        let names = (0..<graph.types.count).map { graph.names[graph.types[TypeIndex($0)].name] }
        isSynthetic = (0..<graph.types.count).map { graph.types[TypeIndex($0)].category == .synthetic }
        isSystem = names.map { $0 == "(system)" }
        isArray = names.map { $0 == "(array)" }
    }

    consuming func finish() -> Column<Int32> { distances.frozen() }

    mutating func run() {
        for edge in graph.edges(of: 0) where edge.target != 0 {
            let isDocuments = graph.name(of: edge.target) == "(Document DOM trees)"
            guard !isSynthetic[Int(graph.nodes.types[edge.target])] || isDocuments else { continue }
            if distances.base[Int(edge.target)] == 1 { continue }
            distances.base[Int(edge.target)] = 1
            queue.append(edge.target)
        }
        let hasRoots = queue.count > 0
        visit()
        distances.base[0] = hasRoots ? V8Distances.systemDistance : 0
        queue.append(0)
        visit()
    }

    private mutating func visit() {
        var next = 0
        while next < queue.count {
            let node = queue.base[next]
            next += 1
            let distance = distances.base[Int(node)] &+ 1
            for edge in graph.edges(of: node) {
                guard distances.base[Int(edge.target)] == V8Distances.unreached, edge.label.strength != .weak,
                    follows(edge, from: node)
                else { continue }
                distances.base[Int(edge.target)] = distance
                queue.append(edge.target)
            }
        }
        queue.removeAll()
    }

    /// As the names of WeakMaps' pairs do.
    private static func beginsWithDigit(_ name: some Collection<UInt8>) -> Bool {
        name.first.map { $0 >= 0x30 && $0 <= 0x39 } ?? false
    }

    private mutating func follows(_ edge: HeapEdge, from node: NodeIndex) -> Bool {
        let type = Int(graph.nodes.types[node])
        switch edge.label.kind {
        case .element where isArray[type] && graph.name(of: node) == "(map descriptors)":
            return edge.label.value < 2 || edge.label.value % 3 != 1
        case .internal where isSystem[type]:
            return graph.names[edge.label.value] != "sloppy_function_map"
                || graph.name(of: node) != "system / NativeContext"
        case .key where Self.beginsWithDigit(graph.names.utf8(edge.label.value)):
            let name = graph.names[edge.label.value]
            guard let half = name.firstRange(of: " / part of key (") else { return true }
            let pair = String(name[half.lowerBound...])
            return halves.remove(pair) != nil || !halves.insert(pair).inserted
        case .root where graph.flags(of: edge.target).isSuperset(of: [.synthetic, .garbage]): return false
        default: return true
        }
    }
}
