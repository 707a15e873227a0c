// Where functions and classes are in the source.

/// The tuples of "locations", as they stand in the file; empty if it has none.
struct LocationTable: Sendable {
    struct Location {
        /// Source number of a node: of a function, or of an object, whose constructor is meant.
        let node: Int
        let script: UInt64
        /// From 1.
        let line: UInt32
    }

    private let numbers: [UInt64]
    /// Exchanged with the first node (`SnapshotTables.exchangeRoot`).
    private let root: Int
    private let fieldCount, object, script, line, nodeFieldCount: Int

    /// - Throws: `SnapshotFault` if they are no tuples of numbers.
    init(
        _ text: UnsafeRawBufferPointer, _ head: SnapshotHead, _ sections: SnapshotSections
    ) throws(SnapshotFault) {
        let fields = head.meta.location_fields ?? []
        fieldCount = fields.count
        root = head.rootNumber
        nodeFieldCount = head.meta.node_fields.count
        object = fields.firstIndex(of: "object_index") ?? -1
        script = fields.firstIndex(of: "script_id") ?? -1
        line = fields.firstIndex(of: "line") ?? -1
        guard let range = sections["locations"], min(object, script, line) >= 0 else {
            numbers = []
            return
        }
        numbers = try NumberList.read(text, range, fieldCount: fields.count, name: "locations")
    }

    var count: Int { fieldCount > 0 ? numbers.count / fieldCount : 0 }

    /// Nil if it is of no node.
    func location(_ index: Int, nodeCount: Int) -> Location? {
        let start = index * fieldCount
        let (place, line) = (numbers[start + object], numbers[start + self.line])
        guard place % UInt64(nodeFieldCount) == 0, place / UInt64(nodeFieldCount) < nodeCount, line < UInt32.max else {
            return nil
        }
        let node = Int(place) / nodeFieldCount
        return Location(
            node: node == 0 ? root : node == root ? 0 : node, script: numbers[start + script],
            line: UInt32(truncatingIfNeeded: line) + 1)
    }
}
