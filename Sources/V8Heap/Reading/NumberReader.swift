// Numbers of a JSON array, as fast as they can be read one by one.

/// Reads whole numbers between commas. The array's closing bracket stands behind the last one and ends it, so no read
/// leaves the array.
struct NumberReader {
    /// The next byte.
    private(set) var place: UnsafePointer<UInt8>
    /// The closing bracket.
    private let end: UnsafePointer<UInt8>
    /// The first byte that should not be where it is, if there was one. What is read after it means nothing.
    private(set) var wrong: UnsafePointer<UInt8>?

    init(from place: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>) {
        self.place = place
        self.end = end
    }

    /// The next number; of a negative one, its two's complement.
    @inline(__always)
    mutating func next() -> UInt64 {
        var digit = place.pointee &- 0x30
        var sign: UInt64 = 0
        if digit > 9 { digit = begin(&sign) }
        let first = place
        var value = UInt64(digit)
        place += 1
        while true {
            digit = place.pointee &- 0x30
            if digit > 9 { break }
            value = value &* 10 &+ UInt64(digit)
            place += 1
        }
        if place - first > 18 { fail(at: first) }
        if place.pointee == UInt8(ascii: ",") { place += 1 } else { finish() }
        return (value ^ sign) &- sign
    }

    /// Space and a sign in front of a number.
    @inline(never)
    private mutating func begin(_ sign: inout UInt64) -> UInt8 {
        while place < end, place.pointee <= 0x20 { place += 1 }
        if place < end, place.pointee == UInt8(ascii: "-") {
            sign = .max
            place += 1
        }
        let digit = place.pointee &- 0x30
        if digit <= 9 { return digit }
        fail(at: place)
        return 0
    }

    /// What follows a number, if not just a comma.
    @inline(never)
    private mutating func finish() {
        while place < end, place.pointee <= 0x20 { place += 1 }
        if place >= end { return }
        if place.pointee == UInt8(ascii: ",") { place += 1 } else { fail(at: place) }
    }

    /// From here on all is zero, and reading stays at the bracket.
    @inline(never)
    private mutating func fail(at place: UnsafePointer<UInt8>) {
        if wrong == nil { wrong = place }
        self.place = end - 1
    }
}
