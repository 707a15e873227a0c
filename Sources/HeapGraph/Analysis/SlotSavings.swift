/// What instances would save if their attributes had fixed places instead of a dict.
package struct SlotSavings: Sendable {
    package struct Row: Sendable, Equatable {
        package let type: TypeIndex
        package var count = 0
        package var savedBytes: UInt64 = 0
    }

    /// Most saved bytes first.
    package let rows: [Row]

    /// - Parameter savings: bytes that an instance would save, for the instances that could.
    /// - Complexity: O(savings).
    package init(_ graph: HeapGraph, savings: SparseColumn<UInt64>) {
        var rows: [TypeIndex: Row] = [:]
        for index in 0..<savings.count {
            let type = graph.nodes.types[savings.nodes[index]]
            rows[type, default: Row(type: type)].count += 1
            rows[type, default: Row(type: type)].savedBytes &+= savings.values[index]
        }
        self.rows = rows.values.sorted { ($1.savedBytes, $0.type) < ($0.savedBytes, $1.type) }
    }
}
