// Where functions begin, to the column: in a script that was made smaller all of them are in one line.
package import HeapFile

/// A place in a script as V8 has it. Lines and columns count from 0.
package struct FunctionPosition: Sendable, Equatable {
    package let line: Int
    package let column: Int
}

package enum FunctionPositions {
    /// Reads them from a `.heapsnapshot`, which a snapshot keeps without their columns.
    ///
    /// - Parameter identities: whose, by V8's numbers.
    /// - Returns: by number; those that the file does not say are missing.
    /// - Throws: `HeapFileError` if it is no such file.
    /// - Complexity: O(bytes of the numbers of nodes and locations).
    package static func read(path: String, of identities: Set<UInt64>) throws(HeapFileError)
        -> [UInt64: FunctionPosition]
    {
        let text = try SnapshotText(path)
        do throws(SnapshotFault) {
            return try read(text.bytes, identities)
        } catch {
            throw error.error(of: path)
        }
    }

    private static func read(
        _ text: UnsafeRawBufferPointer, _ identities: Set<UInt64>
    ) throws(SnapshotFault) -> [UInt64: FunctionPosition] {
        let head = try SnapshotHead.read(UnsafeRawBufferPointer(rebasing: text[SnapshotSections.head(text)]))
        let sections = try SnapshotSections(text)
        let fields = head.meta.location_fields ?? []
        guard let range = sections["locations"], let object = fields.firstIndex(of: "object_index"),
            let line = fields.firstIndex(of: "line"), let column = fields.firstIndex(of: "column")
        else { return [:] }
        let nodes = try places(text, head, sections, identities)
        let numbers = try NumberList.read(text, range, fieldCount: fields.count, name: "locations")
        var positions: [UInt64: FunctionPosition] = [:]
        for start in stride(from: 0, to: numbers.count, by: fields.count) {
            guard let identity = nodes[numbers[start + object]] else { continue }
            positions[identity] = FunctionPosition(
                line: Int(clamping: numbers[start + line]), column: Int(clamping: numbers[start + column]))
        }
        return positions
    }

    /// The numbers of nodes by where these stand among the numbers of all.
    private static func places(
        _ text: UnsafeRawBufferPointer, _ head: SnapshotHead, _ sections: SnapshotSections, _ identities: Set<UInt64>
    ) throws(SnapshotFault) -> [UInt64: UInt64] {
        let layout = try NodeLayout(head.meta)
        guard let range = sections["nodes"] else { throw SnapshotFault("it has no \"nodes\"") }
        let blocks = try NumberBlocks(text, range, fieldCount: layout.fieldCount, name: "nodes")
        let base = text.baseAddress!.assumingMemoryBound(to: UInt8.self)
        var reader = NumberReader(from: base + range.lowerBound, to: base + range.upperBound)
        var places: [UInt64: UInt64] = [:]
        for node in 0..<blocks.tupleCount {
            for field in 0..<layout.fieldCount {
                let number = reader.next()
                if field == layout.id, identities.contains(number) {
                    places[UInt64(node * layout.fieldCount)] = number
                }
            }
        }
        return places
    }
}
