// Two graphs compared type by type; types are the same if their names and categories are.

/// What there is more or less of in a graph than in an earlier one.
package struct HeapDiff: Sendable {
    package struct Row: Sendable {
        package let type: String
        package let category: TypeCategory
        package var before = Figures()
        package var after = Figures()
        /// Objects that are new and gone, by identity; nil if identities were not compared.
        package var added: Int?
        package var removed: Int?

        package var addedCount: Int { after.count - before.count }
        package var addedShallowBytes: Int64 { Int64(bitPattern: after.shallowBytes &- before.shallowBytes) }
        package var addedRetainedBytes: Int64 { Int64(bitPattern: after.retainedBytes &- before.retainedBytes) }
    }

    /// Objects of a type in one graph.
    package struct Figures: Sendable, Equatable {
        package var count = 0
        package var shallowBytes: UInt64 = 0
        package var retainedBytes: UInt64 = 0
    }

    /// All types of either graph, most added bytes first, then by name.
    package let rows: [Row]

    /// - Parameter comparesIdentities: both graphs come from one process, whose identities stay with an object as long
    ///   as it lives. Where addresses are identities, an object in the place of a dead one of its type counts as it.
    /// - Complexity: O(nodes).
    package init(before: HeapGraph, after: HeapGraph, comparesIdentities: Bool) {
        var index = RowIndex()
        let oldRows = index.rows(of: before)
        let newRows = index.rows(of: after)
        var rows = index.rows
        for row in Histogram(before).rows { rows[oldRows[Int(row.type)]].before.add(row) }
        for row in Histogram(after).rows { rows[newRows[Int(row.type)]].after.add(row) }
        if comparesIdentities { Self.compare(before, oldRows, after, newRows, &rows) }
        self.rows = rows.sorted {
            ($1.addedShallowBytes, $0.type) < ($0.addedShallowBytes, $1.type)
        }
    }

    /// Objects without an identity count neither as new nor as gone.
    private static func compare(
        _ before: HeapGraph, _ oldRows: [Int], _ after: HeapGraph, _ newRows: [Int], _ rows: inout [Row]
    ) {
        for index in rows.indices { (rows[index].added, rows[index].removed) = (0, 0) }
        var known = KeyTable()
        var knownRows = MutableColumn<UInt32>(capacity: before.nodeCount)
        for node in 0..<before.nodeCount where before.nodes.identities.base[node] != 0 {
            let row = oldRows[Int(before.nodes.types.base[node])]
            if known.insert(before.nodes.identities.base[node]).isNew { knownRows.append(UInt32(row)) }
            rows[row].removed! += 1
        }
        for node in 0..<after.nodeCount where after.nodes.identities.base[node] != 0 {
            let row = newRows[Int(after.nodes.types.base[node])]
            if let number = known.number(of: after.nodes.identities.base[node]), knownRows.base[number] == row {
                rows[row].removed! -= 1
            } else {
                rows[row].added! += 1
            }
        }
    }
}

extension HeapDiff.Figures {
    fileprivate mutating func add(_ row: Histogram.Row) {
        count += row.count
        shallowBytes &+= row.shallowBytes
        retainedBytes &+= row.retainedBytes
    }
}

/// Rows by name and category.
private struct RowIndex {
    private struct Key: Hashable {
        var name: String
        var category: TypeCategory
    }

    private(set) var rows: [HeapDiff.Row] = []
    private var known: [Key: Int] = [:]

    /// For each type of a graph its row.
    mutating func rows(of graph: HeapGraph) -> [Int] {
        (0..<graph.types.count).map { index in
            let type = graph.types[TypeIndex(index)]
            let key = Key(name: graph.names[type.name], category: type.category)
            if let row = known[key] { return row }
            rows.append(HeapDiff.Row(type: key.name, category: key.category))
            known[key] = rows.count - 1
            return rows.count - 1
        }
    }
}
