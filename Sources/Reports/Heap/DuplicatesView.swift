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

    /// Groups whose first objects are in one place.
    struct Place: Encodable, Sendable {
        let type: String
        /// Without what differs from item to item: `app.ROWS[…].name`.
        let pathText: String
        var groupCount: Int
        /// Objects in all of them.
        var count: Int
        var wastedBytes: Int
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
    /// By type and place of a group's first object, of the 10,000 groups that waste most.
    let places: [Place]
    let placeCount: Int
    let groupCount: Int
    let groups: [Group]

    /// - Parameters:
    ///   - only: nil = all types.
    ///   - limit: how many groups are listed.
    package init(_ heap: HeapReport, only: Set<TypeIndex>? = nil, limit: Int = 100) {
        let contents = heap.snapshot.contents.filter { only?.contains(heap.graph.nodes.types[$0]) ?? true }
        let found = Duplicates(heap.graph, contents: contents, limit: max(limit, 10_000))
        let places = Self.places(found.groups, heap)
        totalBytes = heap.totalBytes
        compared = contents.count
        wastedBytes = found.wastedBytes.signed
        types = Set(contents.nodes.lazy.map { heap.graph.nodes.types[$0] }).sorted().map { type in
            TypeRow(type, contents.filter { heap.graph.nodes.types[$0] == type }, heap)
        }.filter { $0.groupCount > 0 }.sorted { $0.wastedBytes > $1.wastedBytes }
        self.places = Array(places.prefix(limit))
        placeCount = places.count
        groupCount = found.groupCount
        groups = found.groups.prefix(limit).map { Group($0, heap) }
    }

    private static func places(_ groups: [Duplicates.Group], _ heap: HeapReport) -> [Place] {
        var places: [[String]: Place] = [:]
        for group in groups {
            let (type, path) = (heap.typeName(group.type), heap.graph.path(to: group.example).generalSteps.text.shown)
            var place =
                places[[type, path]]
                ?? Place(type: type, pathText: path, groupCount: 0, count: 0, wastedBytes: 0)
            place.groupCount += 1
            place.count += group.count
            place.wastedBytes += group.wastedBytes.signed
            places[[type, path]] = place
        }
        return places.values.sorted {
            ($1.wastedBytes, $0.type, $0.pathText) < ($0.wastedBytes, $1.type, $1.pathText)
        }
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
