// Text on its way to a file.

/// Collects text and hands it on in large pieces.
final class TextBuffer {
    private var bytes: UnsafeMutablePointer<UInt8>
    private var count = 0
    private var capacity = TextBuffer.pieceSize + 4096

    private static let pieceSize = 1 << 20

    init() { bytes = .allocate(capacity: capacity) }

    deinit { bytes.deallocate() }

    func append(byte: UInt8) {
        if count == capacity { reserve(1) }
        bytes[count] = byte
        count &+= 1
    }

    func append(_ text: String) {
        for byte in text.utf8 { append(byte: byte) }
    }

    /// A number in decimal.
    func append(number: UInt32) { append(number: UInt64(number)) }

    func append(number: UInt64) {
        reserve(20)
        var digits = 1
        var limit: UInt64 = 10
        while digits < 20 && number >= limit {
            digits &+= 1
            limit = digits == 20 ? .max : limit &* 10
        }
        var rest = number
        var place = count &+ digits
        count = place
        repeat {
            place &-= 1
            bytes[place] = UInt8(truncatingIfNeeded: rest % 10) &+ 0x30
            rest /= 10
        } while rest > 0
    }

    /// A JSON string, all of it ASCII. Bytes that are no UTF-8 become U+FFFD.
    func append(quoted text: UnsafeBufferPointer<UInt8>) {
        append(byte: 0x22)
        if text.allSatisfy(Self.isPlain) {
            reserve(text.count)
            (bytes + count).update(from: text.baseAddress ?? UnsafePointer(bytes), count: text.count)
            count += text.count
        } else {
            for unit in String(decoding: text, as: UTF8.self).utf16 { append(escaped: unit) }
        }
        append(byte: 0x22)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x5C
    }

    private func append(escaped unit: UInt16) {
        if let byte = UInt8(exactly: unit), Self.isPlain(byte) { return append(byte: byte) }
        append("\\u")
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: unit >> UInt16(shift) & 15)
            append(byte: digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }

    private func reserve(_ room: Int) {
        guard count + room > capacity else { return }
        capacity = max(capacity * 2, count + room)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
    }

    /// Hands on what there is if that is a whole piece.
    ///
    /// - Returns: whether it was.
    func flushIfFull<Failure: Error>(
        to sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        guard count >= Self.pieceSize else { return false }
        try flush(to: sink)
        return true
    }

    func flush<Failure: Error>(to sink: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
        try sink(UnsafeRawBufferPointer(start: bytes, count: count))
        count = 0
    }
}
