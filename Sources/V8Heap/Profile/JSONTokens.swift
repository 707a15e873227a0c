// JSON as tokens, however deep it is nested.

/// Steps through JSON token by token, without recursion. Commas and colons are passed over.
struct JSONTokens {
    enum Token {
        case beginObject, endObject, beginArray, endArray
        /// A member's name.
        case key(String)
        case string(String)
        case number(Double)
        /// true, false, null.
        case word
    }

    private let bytes: UnsafeRawBufferPointer
    private(set) var place = 0
    /// Whether each open bracket is an object's.
    private var isObject: [Bool] = []
    private var expectsKey = false

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var depth: Int { isObject.count }

    /// The next token; nil at the end of the text.
    mutating func next() throws(SnapshotFault) -> Token? {
        while place < bytes.count,
            bytes[place] <= 0x20 || bytes[place] == UInt8(ascii: ",") || bytes[place] == UInt8(ascii: ":")
        {
            if bytes[place] == UInt8(ascii: ",") { expectsKey = isObject.last ?? false }
            place += 1
        }
        guard place < bytes.count else {
            if !isObject.isEmpty { throw .truncated(bytes.count, in: "the profile") }
            return nil
        }
        switch bytes[place] {
        case UInt8(ascii: "{"): return open(isObject: true)
        case UInt8(ascii: "["): return open(isObject: false)
        case UInt8(ascii: "}"): return try close(isObject: true)
        case UInt8(ascii: "]"): return try close(isObject: false)
        case UInt8(ascii: "\""):
            let text = try string()
            defer { expectsKey = false }
            return expectsKey ? .key(text) : .string(text)
        default: return try scalar()
        }
    }

    private mutating func open(isObject: Bool) -> Token {
        self.isObject.append(isObject)
        expectsKey = isObject
        place += 1
        return isObject ? .beginObject : .beginArray
    }

    private mutating func close(isObject: Bool) throws(SnapshotFault) -> Token {
        guard self.isObject.popLast() == isObject else { throw .at(place, "a bracket closes what is not open") }
        expectsKey = false
        place += 1
        return isObject ? .endObject : .endArray
    }

    private mutating func string() throws(SnapshotFault) -> String {
        let start = place
        var end = place + 1
        while end < bytes.count, bytes[end] != 0x22 { end += bytes[end] == 0x5C ? 2 : 1 }
        guard end < bytes.count else { throw .truncated(bytes.count, in: "a text") }
        place = end + 1
        let output = UnsafeMutablePointer<UInt8>.allocate(capacity: end - start + 16)
        defer { output.deallocate() }
        var decoder = StringDecoder(bytes, start..<end + 1, output: output)
        _ = try decoder.next()
        return String(decoding: UnsafeBufferPointer(start: output, count: decoder.written), as: UTF8.self)
    }

    private mutating func scalar() throws(SnapshotFault) -> Token {
        let start = place
        while place < bytes.count, bytes[place] > 0x20, !",:]}[{\"".utf8.contains(bytes[place]) { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if let number = Double(text) { return .number(number) }
        guard ["true", "false", "null"].contains(text) else { throw .at(start, "there is no JSON value") }
        return .word
    }
}
