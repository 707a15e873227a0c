// An array of numbers in pieces that threads can read side by side.
import HeapFile

/// Some tuples of an array.
struct NumberBlock: Sendable {
    /// Bytes in which the tuples begin; the last one may end behind them.
    let range: Range<Int>
    let tuples: Range<Int>
    /// Whether the first number of the array begins here; else numbers begin behind the first comma.
    let isFirst: Bool
    /// Numbers that begin in front of the first tuple: the block before reads them.
    let skipped: Int

    /// Nothing to read.
    static let empty = NumberBlock(range: 0..<0, tuples: 0..<0, isFirst: true, skipped: 0)
}

/// An array of tuples of `fieldCount` numbers each.
struct NumberBlocks: Sendable {
    let blocks: [NumberBlock]
    let tupleCount: Int
    /// Place of the closing bracket.
    let end: Int

    private static let blockSize = 1 << 20

    /// - Throws: `SnapshotFault` if the numbers are no whole tuples.
    /// - Complexity: O(bytes), counting commas on all cores.
    init(_ text: UnsafeRawBufferPointer, _ range: Range<Int>, fieldCount: Int, name: String) throws(SnapshotFault) {
        end = range.upperBound
        guard text[range].contains(where: { $0 > 0x20 }) else {
            (blocks, tupleCount) = ([], 0)
            return
        }
        let ranges = stride(from: range.lowerBound, to: range.upperBound, by: Self.blockSize).map {
            $0..<min($0 + Self.blockSize, range.upperBound)
        }
        let counts = Parallel.map(ranges, cost: \.count) { Commas.count(UnsafeRawBufferPointer(rebasing: text[$0])) }
        let numberCount = counts.reduce(1, +)
        guard numberCount % fieldCount == 0 else {
            throw SnapshotFault("\"\(name)\" has \(numberCount) numbers, which are no tuples of \(fieldCount)")
        }
        tupleCount = numberCount / fieldCount
        var blocks: [NumberBlock] = []
        var number = 0
        for (range, count) in zip(ranges, counts) {
            let isFirst = range.lowerBound == ranges[0].lowerBound
            // The first number that begins in the block is the one behind its first comma.
            let next = isFirst ? 0 : number + 1
            let first = (next + fieldCount - 1) / fieldCount
            let last = (number + count + fieldCount) / fieldCount
            blocks.append(
                NumberBlock(
                    range: range, tuples: first..<max(first, last), isFirst: isFirst,
                    skipped: first * fieldCount - next))
            number += count
        }
        self.blocks = blocks
    }
}

extension NumberBlock {
    /// A reader that stands in front of the first tuple.
    ///
    /// - Parameter end: place of the array's closing bracket.
    func reader(_ text: UnsafeRawBufferPointer, end: Int) -> NumberReader {
        let base = text.baseAddress!.assumingMemoryBound(to: UInt8.self)
        if tuples.isEmpty { return NumberReader(from: base + end, to: base + end) }
        var start = range.lowerBound
        if !isFirst {
            while base[start] != UInt8(ascii: ",") { start += 1 }
            start += 1
        }
        var reader = NumberReader(from: base + start, to: base + end)
        for _ in 0..<skipped { _ = reader.next() }
        return reader
    }
}

enum Commas {
    /// - Complexity: O(bytes). Sums of at most 255 ones fit in a byte, which is what lets the compiler take 16 at a step.
    static func count(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
        var total = 0
        var place = 0
        while place < bytes.count {
            let stop = min(bytes.count, place &+ 240)
            var sum: UInt8 = 0
            while place < stop {
                sum &+= base[place] == UInt8(ascii: ",") ? 1 : 0
                place &+= 1
            }
            total &+= Int(sum)
        }
        return total
    }
}
