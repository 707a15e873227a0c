// ELF's tables as they lie in a file or in memory, 64 bit, little-endian.

extension Collection<UInt8> where Index == Int {
    /// The unsigned integer of `count` bytes at `offset` from the start; 0 behind the end.
    func integer(_ offset: Int, _ count: Int) -> UInt64 {
        guard offset >= 0, count <= self.count, offset <= self.count - count else { return 0 }
        return (0..<count).reversed().reduce(0) { $0 << 8 | UInt64(self[startIndex + offset + $1]) }
    }
}

struct ELFHeader {
    static let bytes = 64
    let segments: UInt64
    let segmentCount: Int
    let sections: UInt64
    let sectionCount: Int

    /// Whether it is an ELF file at all, of any architecture.
    static func isELF(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) }
    static func is64Bit(_ bytes: [UInt8]) -> Bool { bytes.count > 5 && bytes[4] == 2 && bytes[5] == 1 }
    static func isX86(_ bytes: [UInt8]) -> Bool { bytes.integer(18, 2) == 62 }

    /// - Returns: nil if this is no x86_64 object with program headers of the usual size.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.bytes, Self.isELF(bytes), Self.is64Bit(bytes), Self.isX86(bytes),
            bytes.integer(54, 2) == 56, bytes.integer(56, 2) <= 256
        else { return nil }
        segments = bytes.integer(32, 8)
        segmentCount = Int(bytes.integer(56, 2))
        sections = bytes.integer(40, 8)
        sectionCount = bytes.integer(58, 2) == 64 ? Int(bytes.integer(60, 2)) : 0
    }
}

struct ELFSegment {
    let type: UInt64
    let address: UInt64
    let bytes: UInt64

    static func list(_ bytes: [UInt8]) -> [ELFSegment] {
        stride(from: 0, to: bytes.count, by: 56).map { start in
            ELFSegment(
                type: bytes.integer(start, 4), address: bytes.integer(start + 16, 8),
                bytes: bytes.integer(start + 40, 8))
        }
    }
}

struct ELFSymbol {
    /// Offset into the table of names.
    let name: UInt32
    let value: UInt64
    /// Whether it is a function or a variable of this object that has one address.
    let isDefined: Bool

    init(_ bytes: ArraySlice<UInt8>) {
        name = UInt32(bytes.integer(0, 4))
        value = bytes.integer(8, 8)
        isDefined = bytes.integer(6, 2) != 0 && bytes.integer(4, 1) & 15 <= 2
    }
}
