// Where the parts of a .heapsnapshot are in its text.
import Glibc

/// The top-level arrays by name. Nothing between their brackets has been looked at.
struct SnapshotSections {
    /// Contents without the brackets.
    private(set) var arrays: [String: Range<Int>] = [:]

    subscript(name: String) -> Range<Int>? { arrays[name] }

    /// The value of "snapshot", which comes first.
    ///
    /// - Complexity: O(head).
    static func head(_ bytes: UnsafeRawBufferPointer) throws(SnapshotFault) -> Range<Int> {
        let end = min(bytes.count, SnapshotHead.mostBytes)
        var scanner = JSONScanner(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
        do throws(SnapshotFault) {
            try scanner.expect("{")
            guard try scanner.key() == "snapshot" else { throw SnapshotFault("its head is missing") }
            return try scanner.skipValue()
        } catch {
            if bytes.count <= SnapshotHead.mostBytes { throw error }
            throw SnapshotFault("its head is longer than V8 writes one")
        }
    }

    /// - Complexity: O(bytes), at the speed of memchr, on all cores.
    init(_ bytes: UnsafeRawBufferPointer) throws(SnapshotFault) {
        var scanner = JSONScanner(bytes)
        try scanner.expect("{")
        while true {
            let name = try scanner.key()
            let isLast = name == "strings" && arrays["nodes"] != nil && arrays["edges"] != nil
            let value = try scanner.skipTopLevelValue(name, isLast: isLast)
            if bytes[value.lowerBound] == UInt8(ascii: "[") {
                arrays[name] = value.lowerBound + 1..<value.upperBound - 1
            }
            if try !scanner.continues() { return }
        }
    }
}

/// Steps through JSON without making anything of it.
struct JSONScanner {
    private let bytes: UnsafeRawBufferPointer
    private(set) var place = 0
    /// The part that an error names.
    private var part = "its head"

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private func fault(_ problem: String) -> SnapshotFault {
        place >= bytes.count ? .truncated(bytes.count, in: part) : .at(place, problem)
    }

    private mutating func skipSpace() {
        while place < bytes.count, bytes[place] <= 0x20 { place += 1 }
    }

    mutating func expect(_ character: Unicode.Scalar) throws(SnapshotFault) {
        skipSpace()
        guard place < bytes.count, bytes[place] == UInt8(ascii: character) else {
            throw fault("there is no '\(character)'")
        }
        place += 1
    }

    /// A member's name and the colon.
    mutating func key() throws(SnapshotFault) -> String {
        skipSpace()
        let start = place
        try skipString()
        let name = String(decoding: bytes[start + 1..<place - 1], as: UTF8.self)
        try expect(":")
        return name
    }

    /// Whether another member follows; if not, the object has ended.
    mutating func continues() throws(SnapshotFault) -> Bool {
        skipSpace()
        guard place < bytes.count, bytes[place] == UInt8(ascii: ",") || bytes[place] == UInt8(ascii: "}") else {
            throw fault("there is no ',' behind a part")
        }
        place += 1
        return bytes[place - 1] == UInt8(ascii: ",")
    }

    private mutating func skipString() throws(SnapshotFault) {
        try expect("\"")
        while true {
            guard let quote = find(UInt8(ascii: "\"")) else {
                place = bytes.count
                throw fault("")
            }
            var backslashes = 0
            while quote - backslashes > place, bytes[quote - backslashes - 1] == UInt8(ascii: "\\") { backslashes += 1 }
            place = quote + 1
            if backslashes % 2 == 0 { return }
        }
    }

    private func find(_ byte: UInt8) -> Int? { FarByte.first(byte, in: bytes, from: place) }

    /// Any value, brackets counted.
    mutating func skipValue() throws(SnapshotFault) -> Range<Int> {
        skipSpace()
        let start = place
        var depth = 0
        while true {
            skipSpace()
            guard place < bytes.count else { throw fault("") }
            switch bytes[place] {
            case UInt8(ascii: "\""): try skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                place += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return start..<place }
                depth -= 1
                place += 1
            case UInt8(ascii: ",") where depth == 0: return start..<place
            default: place += 1
            }
            if depth == 0, bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "[") {
                return start..<place
            }
        }
    }

    /// A value of the outermost object: arrays of numbers end before the next quotation mark, and the strings, which V8
    /// writes last, at the end of the text.
    mutating func skipTopLevelValue(_ name: String, isLast: Bool) throws(SnapshotFault) -> Range<Int> {
        part = "\"\(name)\""
        skipSpace()
        guard place < bytes.count else { throw fault("") }
        let start = place
        guard bytes[start] == UInt8(ascii: "["), let end = isLast ? lastBracket() : bracketBeforeQuote()
        else { return try skipValue() }
        place = end + 1
        return start..<end + 1
    }

    private func lastBracket() -> Int? { bracket(before: bytes.count, through: UInt8(ascii: "}")) }

    private func bracketBeforeQuote() -> Int? {
        guard let quote = find(UInt8(ascii: "\"")) else {
            return bracket(before: bytes.count, through: UInt8(ascii: "}"))
        }
        return bracket(before: quote, through: UInt8(ascii: ","))
    }

    /// A closing bracket before `end` that only one `separator` and space follow.
    private func bracket(before end: Int, through separator: UInt8) -> Int? {
        var last = end - 1
        var separators = 0
        while last > place {
            if bytes[last] == separator {
                separators += 1
            } else if bytes[last] > 0x20 {
                return bytes[last] == UInt8(ascii: "]") && separators == 1 ? last : nil
            }
            last -= 1
        }
        return nil
    }
}
