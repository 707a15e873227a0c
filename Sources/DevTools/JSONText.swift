// The text of a JSON string, from its bytes to what they stand for: a heap snapshot comes as hundreds of them.
import Glibc

enum JSONText {
    /// Where the string whose bytes these are ends (its closing quote); nil if it does not.
    ///
    /// - Complexity: O(count) for text without quotes in it.
    static func end(of bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var index = 0
        while index < bytes.count, let found = memchr(base + index, 0x22, bytes.count - index) {
            let quote = UnsafeRawPointer(found) - base
            var slashes = 0
            while slashes < quote, bytes[quote - slashes - 1] == 0x5C { slashes += 1 }
            if slashes % 2 == 0 { return quote }
            index = quote + 1
        }
        return nil
    }

    /// Appends what a string without its quotes stands for, as UTF-8. Halves of surrogate pairs that stand alone become
    /// U+FFFD. False if it is not the body of a JSON string.
    static func decode(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        var index = 0
        while index < bytes.count {
            guard let found = memchr(base + index, 0x5C, bytes.count - index) else { break }
            let slash = UnsafeRawPointer(found) - base
            text.append(contentsOf: bytes[index..<slash])
            index = slash + 1
            guard index < bytes.count, unescape(bytes, &index, &text) else { return false }
        }
        if index < bytes.count { text.append(contentsOf: bytes[index...]) }
        return true
    }

    /// Takes what follows a backslash.
    private static func unescape(_ bytes: UnsafeRawBufferPointer, _ index: inout Int, _ text: inout [UInt8]) -> Bool {
        let letter = bytes[index]
        index += 1
        switch letter {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"):
            guard let unit = unit(bytes, &index) else { return false }
            append(scalar(unit, bytes, &index), to: &text)
        default: return false
        }
        return true
    }

    /// Four hexadecimal digits.
    private static func unit(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> UInt32? {
        guard bytes.count - index >= 4 else { return nil }
        var unit: UInt32 = 0
        for offset in 0..<4 {
            let byte = bytes[index + offset]
            switch byte {
            case 0x30...0x39: unit = unit << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: unit = unit << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: unit = unit << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        index += 4
        return unit
    }

    /// The scalar of `unit`, with the second half of a pair if one follows.
    private static func scalar(_ unit: UInt32, _ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> UInt32 {
        guard (0xD800..<0xE000).contains(unit) else { return unit }
        guard unit < 0xDC00, bytes.count - index >= 6, bytes[index] == 0x5C, bytes[index + 1] == UInt8(ascii: "u")
        else { return 0xFFFD }
        var ahead = index + 2
        guard let low = self.unit(bytes, &ahead), (0xDC00..<0xE000).contains(low) else { return 0xFFFD }
        index = ahead
        return 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }

    private static func append(_ scalar: UInt32, to text: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(scalar) else { return }
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encode("\u{FFFD}")!)
    }
}
