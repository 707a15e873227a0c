// The strings of a .heapsnapshot, decoded once.
import Glibc
import HeapGraph

/// All strings one behind the other, under the numbers that the file gives them. Number 0, V8's "<dummy>", is empty.
struct StringTable: ~Copyable {
    private(set) var bytes: MutableColumn<UInt8>
    private(set) var offsets: MutableColumn<UInt32>
    /// The number of the file's first string, if that says something: it stands behind all others then.
    private(set) var movedFirst: UInt32?

    /// What V8 writes first, and never uses.
    private static let dummy = Array("<dummy>".utf8)
    var count: Int { offsets.count - 1 }

    /// - Parameter range: of the array in `text`, without the brackets.
    /// - Throws: `SnapshotFault` if it is no array of strings.
    /// - Complexity: O(bytes).
    init(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) throws(SnapshotFault) {
        var bytes = MutableColumn<UInt8>(sparse: range.count + 16)
        var offsets = MutableColumn<UInt32>(capacity: 1 << 10)
        var decoder = StringDecoder(text, range, output: bytes.base)
        offsets.append(0)
        offsets.append(0)
        var first: [UInt8] = []
        if try decoder.next() { first = decoder.takeAll() }
        while try decoder.next() {
            guard decoder.written <= Int(UInt32.max), offsets.count < Int(UInt32.max) else {
                throw SnapshotFault("its strings take more than 4 GiB")
            }
            offsets.append(UInt32(truncatingIfNeeded: decoder.written))
        }
        bytes.setCount(decoder.written)
        if !first.isEmpty && first != Self.dummy {
            guard decoder.written + first.count <= Int(UInt32.max) else {
                throw SnapshotFault("its strings take more than 4 GiB")
            }
            for byte in first { bytes.append(byte) }
            movedFirst = UInt32(truncatingIfNeeded: offsets.count - 1)
            offsets.append(UInt32(truncatingIfNeeded: bytes.count))
        }
        self.bytes = bytes
        self.offsets = offsets
    }

    /// The bytes of a string. Valid as long as the table.
    @inline(__always)
    func utf8(_ number: UInt32) -> UnsafeBufferPointer<UInt8> {
        let start = Int(offsets.base[Int(number)])
        return UnsafeBufferPointer(
            start: UnsafePointer(bytes.base) + start, count: Int(offsets.base[Int(number) + 1]) - start)
    }

    func text(_ number: UInt32) -> String { String(decoding: utf8(number), as: UTF8.self) }

    /// The string that the file means by a number, its first one too.
    func text(inFile number: UInt32) -> String { text(number == 0 ? movedFirst ?? 0 : number) }

    /// Gives the strings to a table of names, where they keep their numbers.
    consuming func interner() -> NameInterner { NameInterner(bytes: bytes, offsets: offsets) }
}

/// Goes through an array of JSON strings and writes them as UTF-8.
struct StringDecoder {
    private let text: UnsafeRawBufferPointer
    private var place: Int
    private let end: Int
    private let output: UnsafeMutablePointer<UInt8>
    /// Bytes so far.
    private(set) var written = 0

    /// - Parameter output: has room for as many bytes as the array has.
    init(_ text: UnsafeRawBufferPointer, _ range: Range<Int>, output: UnsafeMutablePointer<UInt8>) {
        self.text = text
        place = range.lowerBound
        end = range.upperBound
        self.output = output
    }

    /// Takes back all that was written so far.
    mutating func takeAll() -> [UInt8] {
        defer { written = 0 }
        return Array(UnsafeBufferPointer(start: output, count: written))
    }

    /// Writes the next string; false if there is none.
    mutating func next() throws(SnapshotFault) -> Bool {
        while place < end, text[place] <= 0x20 || text[place] == UInt8(ascii: ",") { place += 1 }
        guard place < end else { return false }
        guard text[place] == UInt8(ascii: "\"") else { throw .at(place, "there is no string where one should be") }
        place += 1
        let start = text.baseAddress! + place
        guard let quote = memchr(start, 0x22, end - place) else { throw .truncated(text.count, in: "\"strings\"") }
        let length = UnsafeRawPointer(quote) - start
        if memchr(start, 0x5C, length) == nil {
            (output + written).update(from: start.assumingMemoryBound(to: UInt8.self), count: length)
            written += length
            place += length + 1
        } else {
            try unescape()
        }
        return true
    }

    /// The rest of a string in which there are backslashes.
    private mutating func unescape() throws(SnapshotFault) {
        while place < end {
            let byte = text[place]
            place += 1
            if byte == 0x22 { return }
            guard byte == 0x5C, place < end else {
                write(byte)
                continue
            }
            let escaped = text[place]
            place += 1
            switch escaped {
            case UInt8(ascii: "n"): write(0x0A)
            case UInt8(ascii: "t"): write(0x09)
            case UInt8(ascii: "r"): write(0x0D)
            case UInt8(ascii: "b"): write(0x08)
            case UInt8(ascii: "f"): write(0x0C)
            case UInt8(ascii: "u"): write(unit: try unit())
            default: write(escaped)
            }
        }
        throw .truncated(text.count, in: "\"strings\"")
    }

    private mutating func write(_ byte: UInt8) {
        output[written] = byte
        written += 1
    }

    /// The four digits behind `\u`.
    private mutating func unit() throws(SnapshotFault) -> UInt32 {
        guard place + 4 <= end else { throw .truncated(text.count, in: "\"strings\"") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = text[place]
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x37
            case 0x61...0x66: digit = byte - 0x57
            default: throw .at(place, "there is no hexadecimal digit where one should be")
            }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }

    /// A UTF-16 unit, with its other half if it is one; half a pair becomes U+FFFD.
    private mutating func write(unit: UInt32) {
        var scalar = unit
        if unit >> 10 == 0x36, place + 6 <= end, text[place] == 0x5C, text[place + 1] == UInt8(ascii: "u") {
            let start = place
            place += 2
            if let low = try? self.unit(), low >> 10 == 0x37 {
                scalar = 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)
            } else {
                place = start
            }
        }
        let text = Unicode.Scalar(scalar) ?? "\u{FFFD}"
        for byte in UTF8.encode(text)! { write(byte) }
    }
}
