/// Objects by type.
package struct Histogram: Sendable {
    /// All objects of one type.
    package struct Row: Sendable, Equatable {
        package var type: TypeIndex
        package var count: Int = 0
        /// Bytes of the objects themselves.
        package var shallowBytes: UInt64 = 0
        /// Bytes that would be freed with all of them: what an object retains that another of its type dominates is not
        /// counted twice.
        package var retainedBytes: UInt64 = 0
    }

    /// The types that have objects, most retained bytes first, then by number of the type.
    package let rows: [Row]

    /// - Complexity: O(nodes + types log types).
    package init(_ graph: HeapGraph) {
        var rows = (0..<graph.types.count).map { Row(type: TypeIndex($0)) }
        rows.withUnsafeMutableBufferPointer { Self.count(graph, $0.baseAddress!) }
        self.rows = rows.filter { $0.count > 0 }.sorted {
            ($1.retainedBytes, $0.type) < ($0.retainedBytes, $1.type)
        }
    }

    /// In preorder of the dominator tree, an object is below another of its type if it is in the range of the last one
    /// that was not.
    private static func count(_ graph: HeapGraph, _ rows: UnsafeMutablePointer<Row>) {
        let (types, extents) = (graph.nodes.types.base, graph.derived.extents.base)
        let (selfSizes, retainedSizes) = (graph.nodes.selfSizes.base, graph.derived.retainedSizes.base)
        let ends = MutableColumn<UInt32>(zeroes: graph.types.count)
        for node in 0..<graph.nodeCount {
            let type = Int(types[node])
            rows[type].count &+= 1
            rows[type].shallowBytes &+= selfSizes[node]
            if node >= ends.base[type] {
                ends.base[type] = UInt32(truncatingIfNeeded: node) &+ extents[node]
                rows[type].retainedBytes &+= retainedSizes[node]
            }
        }
    }
}
