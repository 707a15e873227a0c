// `heaptide heap FILE histogram --by-site`: objects by type and by the line that allocated them.
import HeapFile
package import HeapGraph
import Recording

/// Objects by type and allocating line.
package struct SiteHistogramView: HeapView {
    struct Row: Encodable, Sendable {
        let type: String
        /// Nil if the allocation was not recorded.
        @Nullable var file: String?
        @Nullable var line: Int?
        @Nullable var function: String?
        var count: Int
        var shallowBytes: Int
        var share: Double
    }

    let nodes: Int
    let edges: Int
    let totalBytes: Int
    /// Bytes of objects whose allocation was recorded.
    let recordedBytes: Int
    let rowCount: Int
    let rows: [Row]

    /// - Parameters:
    ///   - only: nil = all types.
    ///   - limit: how many rows are listed.
    package init(_ heap: HeapReport, only: Set<TypeIndex>? = nil, limit: Int = .max) {
        let sums = Self.sums(heap, only)
        nodes = heap.graph.nodeCount
        edges = heap.graph.edgeCount
        totalBytes = heap.totalBytes
        recordedBytes = sums.reduce(0) { $0 + ($1.key.location == nil ? 0 : $1.value.bytes) }
        rowCount = sums.count
        rows = sums.sorted(by: Self.comesBefore).prefix(limit).map { key, sum in
            Row(
                type: heap.typeName(key.type), file: key.location?.fileText, line: key.location.map { Int($0.line) },
                function: key.location?.function, count: sum.count, shallowBytes: sum.bytes,
                share: heap.share(sum.bytes))
        }
    }

    private struct Key: Hashable {
        var type: TypeIndex
        var location: SourceLocation?
    }

    private typealias Sum = (count: Int, bytes: Int)

    private static func sums(_ heap: HeapReport, _ only: Set<TypeIndex>?) -> [Key: Sum] {
        let counted = Set(heap.typeRows.map(\.type)).intersection(only ?? Set(heap.typeRows.map(\.type)))
        var sums: [Key: Sum] = [:]
        for row in AllocationHistogram(heap.graph).rows where counted.contains(row.type) {
            let location = heap.snapshot.stacks.location(of: row.stack)
            sums[Key(type: row.type, location: location), default: (0, 0)].count += row.count
            sums[Key(type: row.type, location: location), default: (0, 0)].bytes += row.shallowBytes.signed
        }
        return sums
    }

    private static func comesBefore(_ left: (key: Key, value: Sum), _ right: (key: Key, value: Sum)) -> Bool {
        if left.value.bytes != right.value.bytes { return left.value.bytes > right.value.bytes }
        if left.value.count != right.value.count { return left.value.count > right.value.count }
        if left.key.type != right.key.type { return left.key.type < right.key.type }
        let (a, b) = (left.key.location, right.key.location)
        return (a?.file ?? "", a?.line ?? 0, a?.function ?? "") < (b?.file ?? "", b?.line ?? 0, b?.function ?? "")
    }

    package func text(_ style: TextStyle) -> String {
        guard recordedBytes > 0 else { return "No allocating lines were recorded with this snapshot.\n" }
        var table = TextTable(["shallow", "share", "count", "type", "allocated at"], firstName: 3)
        for row in rows {
            table.add([
                Bytes.text(row.shallowBytes), Decimal.share(row.shallowBytes, of: totalBytes),
                Decimal.grouped(row.count), row.type.cut(to: 32), place(row),
            ])
        }
        let share = Decimal.share(recordedBytes, of: totalBytes)
        return style.strong("\(Bytes.text(recordedBytes)) (\(share)) of objects whose allocation was recorded") + "\n\n"
            + table.text(style, isCut: true) + HeapWords.more(rowCount, beyond: rows.count)
    }

    private func place(_ row: Row) -> String {
        guard let file = row.file else { return "(not recorded)" }
        return SourceLine(file: file, line: row.line ?? 0, function: row.function ?? "").location.sentence
    }
}
