// Objects of a page that grew without new objects in them: lists of numbers, tables, buffers.
import HeapFile
import HeapGraph

/// Own sizes of a heap's objects: theirs and those of what is a part of them, tables, numbers, bytes of a buffer.
struct PageGrowth {
    /// Bytes by owner; 0 of what belongs to another object.
    private let sizes: [UInt64]
    private let graph: HeapGraph

    /// - Complexity: O(nodes + edges).
    init(_ graph: HeapGraph) {
        self.graph = graph
        let (parents, parentEdges) = (graph.parents(), graph.derived.parentEdges)
        let isNumber = (0..<graph.types.count).map { graph.types[TypeIndex($0)].category == .number }
        let isData = (0..<graph.types.count).map {
            graph.names[graph.types[TypeIndex($0)].name] == "system / JSArrayBufferData"
        }
        var sizes = (0..<graph.nodeCount).map { graph.nodes.selfSizes[$0] }
        // Children before their parents, so that a part of a part arrives at the owner.
        for node in Self.byDepth(graph).reversed() where node != 0 {
            let type = Int(graph.nodes.types[Int(node)])
            let isPart = graph.edge(parentEdges[Int(node)]).label.kind == .attributes
            guard isPart || isNumber[type] || isData[type] else { continue }
            sizes[Int(parents[Int(node)])] &+= sizes[Int(node)]
            sizes[Int(node)] = 0
        }
        self.sizes = sizes
    }

    /// Nodes by length of their paths, the root first (counting sort).
    private static func byDepth(_ graph: HeapGraph) -> [NodeIndex] {
        let depths = graph.derived.depths
        var starts = [Int](repeating: 0, count: Int(depths.max() ?? 0) + 2)
        for depth in depths { starts[Int(depth) + 1] += 1 }
        for depth in 1..<starts.count { starts[depth] += starts[depth - 1] }
        var order = [NodeIndex](repeating: 0, count: graph.nodeCount)
        for node in 0..<graph.nodeCount {
            order[starts[Int(depths[node])]] = NodeIndex(node)
            starts[Int(depths[node])] += 1
        }
        return order
    }

    /// Objects that grew, and by how much.
    ///
    /// - Parameters:
    ///   - graphs: of one process, oldest first.
    ///   - leastBytes: from the first to the last; and in every step something.
    ///   - isOfInterest: asked of objects of the last graph.
    /// - Returns: in ascending order of the last graph's nodes.
    static func find(
        _ graphs: [HeapGraph], leastBytes: UInt64, where isOfInterest: (NodeIndex) -> Bool
    ) -> [(node: NodeIndex, bytes: UInt64)] {
        let last = PageGrowth(graphs[graphs.count - 1])
        var known: [UInt64: (node: NodeIndex, size: UInt64)] = [:]
        for node in 1..<max(1, last.graph.nodeCount)
        where last.sizes[node] >= leastBytes && isOfInterest(NodeIndex(node)) {
            known[last.graph.nodes.identities[node]] = (NodeIndex(node), last.sizes[node])
        }
        known[0] = nil
        var grown = known
        for graph in graphs.dropLast().reversed() where !grown.isEmpty {
            let before = PageGrowth(graph)
            var still: [UInt64: (node: NodeIndex, size: UInt64)] = [:]
            for node in 1..<graph.nodeCount {
                guard let next = grown[graph.nodes.identities[node]], before.sizes[node] < next.size else { continue }
                still[graph.nodes.identities[node]] = (next.node, before.sizes[node])
            }
            grown = still
        }
        return grown.compactMap { identity, first in
            let bytes = known[identity]!.size - first.size
            return bytes >= leastBytes ? (first.node, bytes) : nil
        }.sorted { $0.node < $1.node }
    }
}
