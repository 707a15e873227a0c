// Reads JSON from somebody else: every byte is checked, nesting is bounded.
import Glibc

package struct JSONParser {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0
    private var depth = 0

    /// No message of the protocol nests deeper: a sampled stack of 128 frames takes 257 levels.
    private static let deepest = 1024

    private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The value that `bytes` hold, all of them; nil if they are not JSON.
    ///
    /// - Complexity: O(count).
    package static func parse(_ bytes: UnsafeRawBufferPointer) -> JSON? {
        var parser = JSONParser(bytes)
        guard let value = parser.value() else { return nil }
        parser.skipSpace()
        return parser.index == bytes.count ? value : nil
    }

    package static func parse(_ bytes: [UInt8]) -> JSON? { bytes.withUnsafeBytes { parse($0) } }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func value() -> JSON? {
        skipSpace()
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "{"): return nested { $0.object() }
        case UInt8(ascii: "["): return nested { $0.array() }
        case UInt8(ascii: "\""): return string().map { .string($0) }
        case UInt8(ascii: "t"): return word("true", .bool(true))
        case UInt8(ascii: "f"): return word("false", .bool(false))
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func nested(_ body: (inout JSONParser) -> JSON?) -> JSON? {
        guard depth < Self.deepest else { return nil }
        depth += 1
        index += 1
        defer { depth -= 1 }
        return body(&self)
    }

    private mutating func word(_ text: StaticString, _ value: JSON) -> JSON? {
        let count = text.utf8CodeUnitCount
        guard bytes.count - index >= count, memcmp(bytes.baseAddress! + index, text.utf8Start, count) == 0 else {
            return nil
        }
        index += count
        return value
    }

    private mutating func object() -> JSON? {
        var members: [String: JSON] = [:]
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard let key = string(), take(UInt8(ascii: ":")), let value = value() else { return nil }
            members[key] = value
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}")) ? .object(members) : nil
    }

    private mutating func array() -> JSON? {
        var elements: [JSON] = []
        if take(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            guard let value = value() else { return nil }
            elements.append(value)
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]")) ? .array(elements) : nil
    }

    private mutating func number() -> JSON? {
        let start = index
        var whole: Int64 = 0
        let isNegative = index < bytes.count && bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        while index < bytes.count, (0x30...0x39).contains(bytes[index]), index - start < 16 {
            whole = whole * 10 + Int64(bytes[index] - 0x30)
            index += 1
        }
        if index > start + (isNegative ? 1 : 0), index == bytes.count || !Self.continuesNumber(bytes[index]) {
            return .number(Double(isNegative ? -whole : whole))
        }
        while index < bytes.count, Self.continuesNumber(bytes[index]) { index += 1 }
        let number = Double(String(decoding: bytes[start..<index], as: UTF8.self))
        return number.flatMap { $0.isFinite ? .number($0) : nil }
    }

    private static func continuesNumber(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
    }

    private mutating func string() -> String? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return nil }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[(index + 1)...])
        guard let end = JSONText.end(of: rest) else { return nil }
        let body = UnsafeRawBufferPointer(rebasing: rest[..<end])
        index += end + 2
        if memchr(body.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!, 0x5C, body.count) == nil {
            return String(decoding: body, as: UTF8.self)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(body.count)
        return JSONText.decode(body, into: &decoded) ? String(decoding: decoded, as: UTF8.self) : nil
    }
}
