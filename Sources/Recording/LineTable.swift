// From an instruction to its line: CPython's three formats of line tables, decoded outside the program.
// Source: CPython's Objects/lnotab_notes.txt (3.9, 3.10) and Objects/locations.md (3.11 and later).

/// A decoded table: one line number per two bytes of bytecode.
///
/// - Invariant: lines are positive; instructions without a line have the function's first.
package struct LineTable {
    private let lines: [Int32]
    private let firstLine: Int32

    /// Decodes `table` of CPython 3.`minor`. Bytes that make no sense end the table early; offsets behind its end have
    /// the first line. Bounded: at most 2^22 instructions.
    package init(_ table: [UInt8], firstLine: Int32, minor: Int) {
        self.firstLine = firstLine
        switch minor {
        case ...9: lines = Self.decodePairs(table, firstLine: firstLine, isSigned: false)
        case 10: lines = Self.decodePairs(table, firstLine: firstLine, isSigned: true)
        default: lines = Self.decodeLocations(table, firstLine: firstLine)
        }
    }

    package var isEmpty: Bool { lines.isEmpty }
    /// Number of two-byte units the table covers.
    package var unitCount: Int { lines.count }

    /// The line of the instruction at `offset` bytes.
    package func line(at offset: Int) -> Int32 {
        let unit = offset / 2
        return unit < lines.count ? lines[unit] : (lines.last ?? firstLine)
    }

    private static let mostUnits = 1 << 22

    /// 3.9: (bytes, line delta) pairs whose delta applies after the bytes. 3.10: pairs whose delta applies before them,
    /// -128 = no line.
    private static func decodePairs(_ table: [UInt8], firstLine: Int32, isSigned: Bool) -> [Int32] {
        var lines: [Int32] = []
        var line = firstLine
        var index = 0
        // 3.9 splits long steps at 255 bytes, half an instruction.
        var end = 0
        while index + 1 < table.count && lines.count < mostUnits {
            end += Int(table[index])
            let delta = Int8(bitPattern: table[index + 1])
            let hasLine = !isSigned || delta != -128
            if isSigned && hasLine { line &+= Int32(delta) }
            lines.append(contentsOf: repeatElement(hasLine ? line : firstLine, count: max(0, end / 2 - lines.count)))
            if !isSigned { line &+= Int32(delta) }
            index += 2
        }
        if !isSigned { lines.append(line) }
        return lines
    }

    private static func decodeLocations(_ table: [UInt8], firstLine: Int32) -> [Int32] {
        var lines: [Int32] = []
        var line = firstLine
        var index = 0
        while index < table.count && lines.count < mostUnits {
            let first = table[index]
            let kind = (first >> 3) & 15
            let units = Int(first & 7) + 1
            index += 1
            switch kind {
            case 15: break
            case 13, 14: line &+= readSignedVarint(table, &index)
            case 10...12: line &+= Int32(kind) - 10
            default: break
            }
            lines.append(contentsOf: repeatElement(kind == 15 ? firstLine : line, count: units))
            while index < table.count && table[index] & 0x80 == 0 { index += 1 }
        }
        return lines
    }

    /// Six bits a byte, bit 6 = more follows; the lowest bit of the value is its sign.
    private static func readSignedVarint(_ table: [UInt8], _ index: inout Int) -> Int32 {
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while index < table.count && shift < 32 {
            let byte = table[index]
            index += 1
            value |= UInt32(byte & 63) << shift
            shift += 6
            if byte & 64 == 0 { break }
        }
        return value & 1 == 1 ? 0 &- Int32(value >> 1) : Int32(value >> 1)
    }
}
