// `heaptide heap FILE histogram`: objects by type.
package import HeapGraph

/// In which order types are listed.
package enum TypeOrder: String, Sendable, CaseIterable {
    case shallow, retained, count
}

/// Objects by type.
package struct HistogramView: HeapView {
    struct Row: Encodable, Sendable {
        let type: String
        let count: Int
        let shallowBytes: Int
        let retainedBytes: Int
        /// Shallow part of all bytes: the shares of all types sum up to 1.
        let share: Double
        /// Of its nearest object, as DevTools counts it; nil in Python, where only the engine or weak references lead, and
        /// in a summary.
        @Nullable var distance: Int?
    }

    let nodes: Int
    let edges: Int
    /// Nodes that are objects of the program, of the types in question.
    let objects: Int
    let totalBytes: Int
    /// Bytes of these objects.
    let shallowBytes: Int
    /// How many types there are, listed or not.
    let typeCount: Int
    let types: [Row]

    /// - Parameters:
    ///   - only: nil = all types.
    ///   - limit: how many types are listed.
    ///   - withDistances: whether distances are measured, if there are any.
    package init(
        _ heap: HeapReport, by order: TypeOrder = .shallow, only: Set<TypeIndex>? = nil, limit: Int = .max,
        withDistances: Bool = false
    ) {
        let nearest = withDistances ? heap.nearest() : [:]
        let rows = heap.typeRows.filter { only?.contains($0.type) ?? true }
        nodes = heap.graph.nodeCount
        edges = heap.graph.edgeCount
        totalBytes = heap.totalBytes
        shallowBytes = rows.reduce(0) { $0 + $1.shallowBytes.signed }
        objects = rows.reduce(0) { $0 + $1.count }
        typeCount = rows.count
        types = rows.sorted { Self.key($0, order) > Self.key($1, order) }.prefix(limit).map { row in
            Row(
                type: heap.typeName(row.type), count: row.count, shallowBytes: row.shallowBytes.signed,
                retainedBytes: row.retainedBytes.signed, share: heap.share(row.shallowBytes.signed),
                distance: nearest[row.type])
        }
    }

    /// What comes first is larger; equal rows are ordered by their other figures, then by type.
    private static func key(_ row: Histogram.Row, _ order: TypeOrder) -> (UInt64, UInt64, Int, Int) {
        let number = -Int(row.type)
        switch order {
        case .shallow: return (row.shallowBytes, row.retainedBytes, row.count, number)
        case .retained: return (row.retainedBytes, row.shallowBytes, row.count, number)
        case .count: return (UInt64(row.count), row.shallowBytes, Int(clamping: row.retainedBytes), number)
        }
    }

    package func text(_ style: TextStyle) -> String {
        guard !types.isEmpty else { return "There are no objects.\n" }
        let bytes = "\(Bytes.text(shallowBytes)) (\(Decimal.share(shallowBytes, of: totalBytes)))"
        let objects = HeapWords.count(objects, "object")
        let title = "\(bytes) in \(objects) of \(HeapWords.count(typeCount, "type"))"
        return style.strong(title) + "\n\n" + Self.table(of: types, totalBytes).text(style, isCut: true)
            + HeapWords.more(typeCount, beyond: types.count)
    }

    /// The table alone, with bars that compare the rows.
    static func table(of types: [Row], _ totalBytes: Int) -> TextTable {
        let hasDistances = types.contains { $0.distance != nil }
        var table = TextTable(
            ["shallow", "share", "", "count", "retained"] + (hasDistances ? ["distance"] : []) + ["type"], accented: 2)
        let largest = types.map(\.share).max() ?? 0
        for row in types {
            table.add(
                [
                    Bytes.text(row.shallowBytes), Decimal.share(row.shallowBytes, of: totalBytes),
                    HeapWords.bar(largest > 0 ? row.share / largest : 0, width: 12), Decimal.grouped(row.count),
                    Bytes.text(row.retainedBytes),
                ] + (hasDistances ? [row.distance.map { Decimal.grouped($0) } ?? "-"] : []) + [row.type])
        }
        return table
    }
}

extension HeapReport {
    /// The distance of each type's nearest object.
    fileprivate func nearest() -> [TypeIndex: Int] {
        guard let distance = distances() else { return [:] }
        var nearest: [TypeIndex: Int] = [:]
        for node in 0..<NodeIndex(graph.nodeCount) {
            guard let distance = distance(node) else { continue }
            let type = graph.nodes.types[node]
            if distance < nearest[type] ?? .max { nearest[type] = distance }
        }
        return nearest
    }

    /// The types of objects: what was made up to give the graph its shape, and takes no memory, is none.
    var typeRows: [Histogram.Row] {
        Histogram(graph).rows.filter { graph.types[$0.type].category != .synthetic || $0.shallowBytes > 0 }
    }
}
