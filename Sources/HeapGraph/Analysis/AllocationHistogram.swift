/// Objects by type and allocating stack.
package struct AllocationHistogram: Sendable {
    package struct Row: Sendable, Equatable {
        package let type: TypeIndex
        /// 0 = unknown.
        package let stack: StackIndex
        package var count: Int
        package var shallowBytes: UInt64
    }

    /// Most bytes first.
    package let rows: [Row]

    /// - Complexity: O(nodes + rows log rows).
    package init(_ graph: HeapGraph) {
        var known = KeyTable()
        var rows: [Row] = []
        let (types, stacks, sizes) = (graph.nodes.types.base, graph.nodes.stacks.base, graph.nodes.selfSizes.base)
        for node in 0..<graph.nodeCount {
            let (number, isNew) = known.insert(UInt64(types[node]) << 32 | UInt64(stacks[node]))
            if isNew { rows.append(Row(type: types[node], stack: stacks[node], count: 0, shallowBytes: 0)) }
            rows[number].count += 1
            rows[number].shallowBytes &+= sizes[node]
        }
        self.rows = rows.sorted {
            ($1.shallowBytes, $0.type, $0.stack) < ($0.shallowBytes, $1.type, $1.stack)
        }
    }
}
