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
    ///
    /// One of up to eight digits, and a comma behind it or on the next line, is read in one step: V8 writes hardly any
    /// others.
    @inline(__always)
    mutating func next() -> UInt64 {
        // The word, the line's end and the comma are in front of the bracket.
        guard UnsafeRawPointer(end) - UnsafeRawPointer(place) >= DigitWord.count + 2 else { return nextByBytes() }
        let word = DigitWord(at: place)
        var behind = place + word.digitCount
        if behind.pointee == UInt8(ascii: "\n") { behind += 1 }
        guard word.digitCount > 0, behind.pointee == UInt8(ascii: ",") else { return nextByBytes() }
        place = behind + 1
        return word.value
    }

    /// The same for a field whose numbers have one digit as a rule: where the next one begins does not wait for how long
    /// this one is.
    @inline(__always)
    mutating func nextOfOneDigit() -> UInt64 {
        let digit = place.pointee &- 0x30
        // The comma is in front of the bracket.
        guard digit <= 9, UnsafeRawPointer(end) - UnsafeRawPointer(place) >= 2, place[1] == UInt8(ascii: ",") else {
            return next()
        }
        place += 2
        return UInt64(digit)
    }

    /// The same as `next`, for every number in any spelling, byte by byte.
    @inline(never)
    mutating func nextByBytes() -> UInt64 {
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

/// Eight bytes of text as one number of 64 bits, the first byte lowest, and the digits that they begin with.
struct DigitWord {
    static let count = 8

    /// Digits as 0 to 9; bytes that are none are above.
    private let bytes: UInt64
    /// How many of the bytes are digits before the first that is none.
    let digitCount: Int

    /// - Parameter place: of eight bytes that can be read.
    @inline(__always)
    init(at place: UnsafePointer<UInt8>) {
        bytes = UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self)) ^ 0x3030_3030_3030_3030
        // The uppermost bit of every byte above 9. Sums that carry do so behind the first such byte, which is all that
        // counts.
        let others = (bytes &+ 0x7676_7676_7676_7676 | bytes) & 0x8080_8080_8080_8080
        digitCount = others.trailingZeroBitCount >> 3
    }

    /// What the digits say; there is at least one. Neighbours are put together: digits to pairs, these to fours, these
    /// to eight (Lemire, "Quickly parsing eight digits", 2018).
    @inline(__always)
    var value: UInt64 {
        // Zeroes in front of the digits, which end at the uppermost byte.
        let digits = bytes &<< UInt64(truncatingIfNeeded: 64 &- digitCount &* 8)
        let pairs = (digits &* (1 + 10 << 8)) &>> 8 & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* (1 + 100 << 16)) &>> 16 & 0x0000_FFFF_0000_FFFF
        return (fours &* (1 + 10_000 << 32)) &>> 32
    }
}
