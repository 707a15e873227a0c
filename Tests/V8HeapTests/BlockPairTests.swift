// Arrays that are read in several blocks, two by turns, against the numbers that were written.
import SyntheticHeap
import Testing

@testable import V8Heap

@Suite struct BlockPairTests {
    /// An array of tuples as text, and its numbers.
    private struct Written {
        var text: [UInt8] = [UInt8(ascii: "[")]
        var numbers: [UInt64] = []
        let fieldCount: Int

        init(bytes: Int, fieldCount: Int, seed: UInt64) {
            self.fieldCount = fieldCount
            var random = SplitMix(seed: seed)
            while text.count < bytes || numbers.count % fieldCount != 0 {
                let isDigit = numbers.count % fieldCount == 0
                let number =
                    isDigit && random.draw(50) > 0 ? UInt64(random.draw(10)) : random.next() >> UInt64(random.draw(64))
                numbers.append(number % 1_000_000_000_000_000_000)
                if numbers.count > 1 { text.append(UInt8(ascii: ",")) }
                text += Array("\(numbers[numbers.count - 1])".utf8)
            }
            text.append(UInt8(ascii: "]"))
        }

        /// Reads it in pairs of blocks. Tuples that are not written are `nil`; one that is written twice is a failure.
        func read() throws -> [[UInt64]?] {
            var tuples = [[UInt64]?](repeating: nil, count: numbers.count / fieldCount)
            try text.withUnsafeBytes { bytes in
                let blocks = try NumberBlocks(bytes, 1..<bytes.count - 1, fieldCount: fieldCount, name: "nodes")
                #expect(blocks.tupleCount == tuples.count)
                for pair in BlockPair.pairs(blocks.blocks, TupleShape(fieldCount: fieldCount, digitFields: [0, -1])) {
                    try pair.read(bytes, end: blocks.end) { tuple, values in
                        #expect(tuples[tuple] == nil)
                        tuples[tuple] = (0..<fieldCount).map { values[$0] }
                        return values[0] != Self.meaningless
                    } fault: {
                        .at($0, "a tuple means nothing")
                    }
                }
            }
            return tuples
        }

        static let meaningless: UInt64 = 999_999_999_999_999_999
    }

    /// One block, an odd number of them and an even one; tuples that lie across their borders.
    @Test(arguments: [1, 100, 1 << 20, 3 << 19, 2 << 20, 5 << 19], [1, 3, 7]) func everyTupleOnce(
        bytes: Int, fieldCount: Int
    ) throws {
        let written = Written(bytes: bytes, fieldCount: fieldCount, seed: UInt64(bytes + fieldCount))
        let tuples = try written.read()
        for (tuple, values) in tuples.enumerated() {
            let expected = Array(written.numbers[tuple * fieldCount..<(tuple + 1) * fieldCount])
            guard values == expected else {
                Issue.record("tuple \(tuple): \(values ?? []) and not \(expected)")
                return
            }
        }
    }

    /// What is wrong in either block is told with its place.
    @Test(arguments: 0..<12) func damage(place: Int) throws {
        var written = Written(bytes: 5 << 19, fieldCount: 3, seed: 7)
        let comma = try #require(
            written.text[(written.text.count / 12 * place)...].firstIndex(of: UInt8(ascii: ",")))
        written.text[comma + 1] = UInt8(ascii: "x")
        do {
            _ = try written.read()
            Issue.record("an x is a number")
        } catch {
            #expect("\(error)".contains("byte \(comma + 1)"), "\(error)")
        }
    }

    @Test(arguments: [0, 20_000, 60_000]) func whatMeansNothing(tuple: Int) throws {
        var written = Written(bytes: 5 << 19, fieldCount: 3, seed: 9)
        written.numbers[tuple * 3] = Written.meaningless
        written.text = Array("[\(written.numbers.map(String.init).joined(separator: ","))]".utf8)
        do {
            _ = try written.read()
            Issue.record("nobody has noticed")
        } catch {
            #expect("\(error)".contains("a tuple means nothing"))
        }
    }
}
