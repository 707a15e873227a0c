// What is mapped in a process: /proc/PID/maps.

/// One line of the map.
struct Mapping {
    let start: UInt64
    let end: UInt64
    let offset: UInt64
    let inode: UInt64
    let isExecutable: Bool
    let isWritable: Bool
    /// As the kernel writes it; empty for anonymous memory.
    let path: ArraySlice<UInt8>

    var bytes: UInt64 { end - start }

    /// The last part of the path, without the kernel's note that the file is deleted.
    var fileName: String {
        let name = path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? path.startIndex)...]
        let text = String(decoding: name, as: UTF8.self)
        return text.hasSuffix(" (deleted)") ? String(text.dropLast(10)) : text
    }

    /// Reads `55d0-55d1 r-xp 00000000 fe:00 1234   /usr/bin/x`; nil if it is anything else.
    init?(line: ArraySlice<UInt8>) {
        let fields = line.split(separator: 32, maxSplits: 5)
        guard fields.count >= 5, let dash = fields[0].firstIndex(of: UInt8(ascii: "-")), fields[1].count == 4,
            let start = Self.number(fields[0][..<dash], 16), let end = Self.number(fields[0][(dash + 1)...], 16),
            let offset = Self.number(fields[2], 16), let inode = Self.number(fields[4], 10), start < end
        else { return nil }
        (self.start, self.end, self.offset, self.inode) = (start, end, offset, inode)
        isWritable = fields[1][fields[1].startIndex + 1] == UInt8(ascii: "w")
        isExecutable = fields[1][fields[1].startIndex + 2] == UInt8(ascii: "x")
        path = fields.count > 5 ? fields[5].drop { $0 == 32 } : []
    }

    private static func number(_ digits: ArraySlice<UInt8>, _ base: UInt64) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            let (digit, isLetter) = (UInt64(digit), digit >= 97)
            let amount = isLetter ? digit &- 87 : digit &- 48
            guard amount < base, value < 1 << 60 else { return nil }
            value = value * base + amount
        }
        return digits.isEmpty ? nil : value
    }
}

/// The mappings of a process at a moment, by address.
struct MemoryMap {
    let mappings: [Mapping]

    init?(_ files: ProcessFiles) {
        guard let text = files.text("maps"), !text.isEmpty else { return nil }
        mappings = text.split(separator: 10).compactMap { Mapping(line: $0) }
    }

    /// The first mapping of a file (its ELF header), by a test of the file's name.
    func file(where isWanted: (String) -> Bool) -> Mapping? {
        mappings.first { $0.inode != 0 && $0.offset == 0 && isWanted($0.fileName) }
    }

    func mapping(of address: UInt64) -> Mapping? { mappings.first { $0.start <= address && address < $0.end } }
}
