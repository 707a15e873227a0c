// Hand-made tables of the three formats. The interpreters' own are in NumbersTests.
import Recording
import Testing

@Suite struct LineTableTests {
    private func lines(_ bytes: [UInt8], minor: Int, firstLine: Int32 = 10, units: Int) -> [Int32] {
        let table = LineTable(bytes, firstLine: firstLine, minor: minor)
        return (0..<units).map { table.line(at: $0 * 2) }
    }

    @Test func pairsWithTheDeltaAfter() {
        #expect(lines([4, 1, 2, 255], minor: 9, units: 5) == [10, 10, 11, 10, 10])
    }

    /// Steps of more than 127 lines and of more than 254 bytes take several pairs.
    @Test func longSteps() {
        #expect(lines([2, 127, 0, 127, 0, 46], minor: 9, units: 2) == [10, 310])
        let split = lines([255, 0, 45, 1], minor: 9, units: 151)
        #expect(split.prefix(150).allSatisfy { $0 == 10 } && split.last == 11)
    }

    @Test func pairsWithTheDeltaBefore() {
        #expect(lines([2, 0, 4, 1, 2, 128, 2, 254], minor: 10, units: 5) == [10, 11, 11, 10, 9])
    }

    @Test func locations() {
        let table: [UInt8] = [
            0x80 | 0 << 3 | 0, 0x11,  // short form: same line, one unit
            0x80 | 11 << 3 | 1, 4, 9,  // one line on, two units
            0x80 | 15 << 3 | 0,  // no line
            0x80 | 13 << 3 | 0, 0x05,  // no columns, -2
            0x80 | 14 << 3 | 7, 0x40 | 8, 0x09, 0, 1, 1,  // long form, + (8 | 9 << 6) / 2 = 292, eight units
        ]
        #expect(lines(table, minor: 11, units: 6) == [10, 11, 11, 10, 9, 301])
        #expect(LineTable(table, firstLine: 10, minor: 13).unitCount == 13)
    }

    @Test func emptyTables() {
        for minor in 9...14 { #expect(lines([], minor: minor, firstLine: 42, units: 3) == [42, 42, 42]) }
    }

    /// Anything decodes to something, in bounds.
    @Test(arguments: 9...14) func nonsense(minor: Int) {
        var random = SplitMix(seed: UInt64(minor))
        for length in 0..<400 {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let table = LineTable(bytes, firstLine: .max, minor: minor)
            #expect(table.unitCount <= length * 255 + 1)
            _ = table.line(at: 0)
            _ = table.line(at: 1 << 24)
        }
    }
}
