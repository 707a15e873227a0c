/// Names by number; name 0 is empty.
package struct NameTable: Sendable {
    /// All names, one behind the other.
    package let bytes: Column<UInt8>
    /// Where each name begins in `bytes`, and where the last one ends.
    package let offsets: Column<UInt32>

    /// - Throws: `HeapGraphError` if an offset leads out of `bytes` or name 0 is not empty.
    /// - Complexity: O(names).
    package init(bytes: Column<UInt8>, offsets: Column<UInt32>) throws(HeapGraphError) {
        guard offsets.count >= 2, offsets[0] == 0, offsets[1] == 0, offsets[offsets.count - 1] == bytes.count,
            Scan.ascends(offsets.base, offsets.count)
        else { throw HeapGraphError("the name table's offsets do not fit its bytes") }
        self.init(checkedBytes: bytes, offsets: offsets)
    }

    init(checkedBytes bytes: Column<UInt8>, offsets: Column<UInt32>) {
        self.bytes = bytes
        self.offsets = offsets
    }

    package var count: Int { offsets.count - 1 }

    /// The name as text; bytes that are no UTF-8 become U+FFFD.
    package subscript(name: NameIndex) -> String { String(decoding: utf8(name), as: UTF8.self) }

    /// The bytes of a name. Valid as long as this table.
    package func utf8(_ name: NameIndex) -> UnsafeBufferPointer<UInt8> {
        let start = Int(offsets[name])
        return UnsafeBufferPointer(start: bytes.base + start, count: Int(offsets[name + 1]) - start)
    }
}
