// The first 64 bytes of a snapshot file. Their layout is the same in all versions.

/// Says that a file is a snapshot, how long it is and where its table of sections is. All numbers are little-endian.
struct FileHeader: Equatable {
    var version = Self.currentVersion
    var sectionCount: UInt32
    var fileLength: UInt64
    var tableOffset: UInt64
    var tableChecksum: UInt64

    static let byteCount = 64
    /// Rises only when an old reader would take a file for something that it is not. New sections do not need it.
    static let currentVersion: UInt32 = 1
    /// Not text, and spoilt by whatever converts line ends.
    static let magic: [UInt8] = [0x89, 0x68, 0x65, 0x61, 0x70, 0x0D, 0x0A, 0x1A]
    private static let checksumOffset = 56

    var bytes: [UInt8] {
        var bytes = Self.magic
        bytes.append(littleEndian: version)
        bytes.append(littleEndian: sectionCount)
        for value in [fileLength, tableOffset, tableChecksum] { bytes.append(littleEndian: value) }
        bytes.append(contentsOf: repeatElement(0, count: Self.checksumOffset - bytes.count))
        bytes.append(littleEndian: bytes.withUnsafeBytes { Checksum.of($0) })
        return bytes
    }
}

extension FileHeader {
    /// Reads the header of bytes that begin with the magic; nil if they do not fit their checksum.
    init?(_ bytes: UnsafeRawBufferPointer) {
        let checked = UnsafeRawBufferPointer(rebasing: bytes[..<Self.checksumOffset])
        guard Checksum.of(checked) == bytes.littleEndian(at: Self.checksumOffset, as: UInt64.self) else { return nil }
        version = bytes.littleEndian(at: 8, as: UInt32.self)
        sectionCount = bytes.littleEndian(at: 12, as: UInt32.self)
        fileLength = bytes.littleEndian(at: 16, as: UInt64.self)
        tableOffset = bytes.littleEndian(at: 24, as: UInt64.self)
        tableChecksum = bytes.littleEndian(at: 32, as: UInt64.self)
    }
}

extension [UInt8] {
    mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    func littleEndian<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Value.Type) -> Value {
        Value(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}
