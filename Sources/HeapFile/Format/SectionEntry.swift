// One row of the table of sections, 64 bytes.

/// Where a section is and what it must sum up to.
struct SectionEntry: Equatable {
    var name: String
    var elementSize: UInt32
    var offset: UInt64
    /// Elements, not bytes.
    var count: UInt64
    var checksum: UInt64

    static let byteCount = 64
    /// Sections begin at multiples of this: a cache line, so that any element is aligned.
    static let alignment = 64
    private static let nameLength = 24

    /// Bytes of all elements; nil if that is more than there can be.
    var byteLength: UInt64? {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: UInt64(elementSize))
        return overflow ? nil : bytes
    }

    var bytes: [UInt8] {
        precondition(name.utf8.count <= Self.nameLength, "the name of a section is too long")
        var bytes = Array(name.utf8) + Array(repeating: 0, count: Self.nameLength - name.utf8.count)
        bytes.append(littleEndian: elementSize)
        bytes.append(littleEndian: UInt32(0))
        for value in [offset, count, checksum, 0] { bytes.append(littleEndian: value) }
        return bytes
    }
}

extension SectionEntry {
    /// Reads the 64 bytes of an entry. Nothing of it is checked.
    init(_ bytes: UnsafeRawBufferPointer) {
        name = String(decoding: bytes.prefix(Self.nameLength).prefix { $0 != 0 }, as: UTF8.self)
        elementSize = bytes.littleEndian(at: 24, as: UInt32.self)
        offset = bytes.littleEndian(at: 32, as: UInt64.self)
        count = bytes.littleEndian(at: 40, as: UInt64.self)
        checksum = bytes.littleEndian(at: 48, as: UInt64.self)
    }
}
