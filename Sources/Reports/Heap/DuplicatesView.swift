// `heaptide heap FILE duplicates`: objects that are there several times with the same contents.
import HeapFile
package import HeapGraph

/// Objects of one type and size that say the same.
package struct DuplicatesView: HeapView {
    struct TypeRow: Encodable, Sendable {
        let type: String
        /// Objects whose contents were compared.
        let compared: Int
        let groupCount: Int
        let wastedBytes: Int
    }

    struct Group: Encodable, Sendable {
        let type: String
        let count: Int
        /// Bytes of one.
        let size: Int
        /// Bytes that would be saved if there were one.
        let wastedBytes: Int
        /// One of them.
        let example: String
        let examplePath: String
        /// What it says, if texts were recorded.
        @Nullable var value: String?
    }

    let totalBytes: Int
    /// How many objects' contents were compared.
    let compared: Int
    let wastedBytes: Int
    let types: [TypeRow]
    let groupCount: Int
    let groups: [Group]

    /// - Parameters:
    ///   - only: nil = all types.
    ///   - limit: how many groups are listed.
    package init(_ heap: HeapReport, only: Set<TypeIndex>? = nil, limit: Int = 100) {
        let contents = heap.snapshot.contents.filter { only?.contains(heap.graph.nodes.types[$0]) ?? true }
        let found = Duplicates(heap.graph, contents: contents, limit: limit)
        totalBytes = heap.totalBytes
        compared = contents.count
        wastedBytes = found.wastedBytes.signed
        types = Set(contents.nodes.lazy.map { heap.graph.nodes.types[$0] }).sorted().map { type in
            TypeRow(type, contents.filter { heap.graph.nodes.types[$0] == type }, heap)
        }.filter { $0.groupCount > 0 }.sorted { $0.wastedBytes > $1.wastedBytes }
        groupCount = found.groupCount
        groups = found.groups.map { Group($0, heap) }
    }
}

extension DuplicatesView.TypeRow {
    fileprivate init(_ type: TypeIndex, _ contents: SparseColumn<UInt64>, _ heap: HeapReport) {
        let found = Duplicates(heap.graph, contents: contents, limit: 0)
        self.init(
            type: heap.typeName(type), compared: contents.count, groupCount: found.groupCount,
            wastedBytes: found.wastedBytes.signed)
    }
}

extension DuplicatesView.Group {
    fileprivate init(_ group: Duplicates.Group, _ heap: HeapReport) {
        let name = heap.graph.name(of: group.example)
        self.init(
            type: heap.typeName(group.type), count: group.count, size: group.size.signed,
            wastedBytes: group.wastedBytes.signed, example: heap.identifier(of: group.example),
            examplePath: heap.pathText(to: group.example),
            value: heap.snapshot.facts.hasValues && !name.isEmpty ? name.shown : nil)
    }
}

extension SparseColumn {
    /// The values of the nodes that are wanted.
    fileprivate func filter(_ isWanted: (NodeIndex) -> Bool) -> SparseColumn {
        let wanted = nodes.indices.filter { isWanted(nodes[$0]) }
        let kept = try? SparseColumn(
            nodes: Column(wanted.map { nodes[$0] }), values: Column(wanted.map { values[$0] }), nodeCount: .max)
        return kept ?? self
    }
}
