// Numbers read eight bytes at a time, against the plainest way to read them.
import SyntheticHeap
import Testing

@testable import V8Heap

@Suite struct NumberReaderTests {
    @Test(arguments: 0..<8) func anySpelling(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var (good, bad) = (0, 0)
        for _ in 0..<5000 {
            let tokens = (0...random.draw(12)).map { _ in token(&random) }
            let text = tokens.joined(separator: ",")
            let expected = Self.numbers(text)
            let found = Self.read(text)
            #expect(found == expected, "\(text.debugDescription)")
            if expected == nil { bad += 1 } else { good += 1 }
        }
        #expect(good > 1000 && bad > 1000)
    }

    /// The tables of an array that is cut anywhere read nothing behind it.
    @Test func cutAnywhere() {
        let text = "12,345,6\n,7890123,45678901,234567890,1"
        for end in 0...text.utf8.count {
            let cut = String(text.prefix(end))
            #expect(Self.read(cut) == Self.numbers(cut), "\(cut.debugDescription)")
        }
    }

    @Test func everyCountOfDigits() {
        for count in 1...18 {
            let digits = String("123456789012345678".prefix(count))
            #expect(Self.read("\(digits),0,-\(digits),7,7,7,7,7") == Self.numbers("\(digits),0,-\(digits),7,7,7,7,7"))
        }
        #expect(Self.read("1234567890123456789") == nil)
    }

    private func token(_ random: inout SplitMix) -> String {
        let digits = String(random.next() >> UInt64(random.draw(60)))
        switch random.draw(40) {
        case 0: return "-" + digits
        case 1: return " \n" + digits + "\t"
        case 2: return digits + "\n"
        case 3: return "000" + digits
        case 4:
            let place = random.draw(digits.count + 1)
            let odd = ["x", ".5", "e3", " ", "-", "\"", "]", "é", "/", ":", "\u{0}", ""][random.draw(12)]
            return String(digits.prefix(place)) + odd + String(digits.dropFirst(place))
        case 5: return random.draw(4) == 0 ? "" : digits
        default: return String(digits.prefix(1 + random.draw(9)))
        }
    }

    /// All numbers between commas; nil if one is none. `-1` is the largest of 64 bits.
    private static func numbers(_ text: String) -> [UInt64]? {
        var numbers: [UInt64] = []
        for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            var bytes = Array(part)[...]
            while let first = bytes.first, first <= 0x20 { bytes = bytes.dropFirst() }
            while let last = bytes.last, last <= 0x20 { bytes = bytes.dropLast() }
            let isNegative = bytes.first == UInt8(ascii: "-")
            if isNegative { bytes = bytes.dropFirst() }
            guard (1...18).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            let value = bytes.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 0x30) }
            numbers.append(isNegative ? 0 &- value : value)
        }
        return numbers
    }

    /// The same by the reader. The bytes end with the array's bracket.
    private static func read(_ text: String) -> [UInt64]? {
        let bytes = Array((text + "]").utf8)
        let count = bytes.count { $0 == UInt8(ascii: ",") } + 1
        return bytes.withUnsafeBufferPointer { bytes in
            let base = bytes.baseAddress!
            var reader = NumberReader(from: base, to: base + bytes.count - 1)
            let numbers = (0..<count).map { _ in reader.next() }
            var byBytes = NumberReader(from: base, to: base + bytes.count - 1)
            let slowly = (0..<count).map { _ in byBytes.nextByBytes() }
            #expect((reader.wrong == nil) == (byBytes.wrong == nil) && (reader.wrong != nil || numbers == slowly))
            var oneDigit = NumberReader(from: base, to: base + bytes.count - 1)
            let again = (0..<count).map { _ in oneDigit.nextOfOneDigit() }
            #expect((oneDigit.wrong == nil) == (byBytes.wrong == nil) && (oneDigit.wrong != nil || again == slowly))
            return reader.wrong == nil ? numbers : nil
        }
    }
}
