// Two blocks of numbers that one thread reads by turns.

/// What tuples look like.
struct TupleShape: Sendable {
    let fieldCount: Int
    /// Fields whose numbers have one digit as a rule, a bit each.
    let digitFields: UInt32

    /// - Parameters:
    ///   - digitFields: places in the tuple; negative ones are no fields.
    init(fieldCount: Int, digitFields: [Int]) {
        self.fieldCount = fieldCount
        self.digitFields = digitFields.reduce(0) { $1 < 0 ? $0 : $0 | 1 << UInt32($1) }
    }
}

/// Where a number begins is not known before the one in front of it has been read, and a processor that could work on
/// several waits. In another block there is one that waits for none of these.
struct BlockPair: Sendable {
    let first: NumberBlock
    /// Nil if there is an odd number of blocks and this is the last.
    let second: NumberBlock?
    let shape: TupleShape

    /// Blocks that are neighbours, in pairs.
    static func pairs(_ blocks: [NumberBlock], _ shape: TupleShape) -> [BlockPair] {
        stride(from: 0, to: blocks.count, by: 2).map {
            BlockPair(first: blocks[$0], second: $0 + 1 < blocks.count ? blocks[$0 + 1] : nil, shape: shape)
        }
    }

    /// The bytes of both.
    var range: Range<Int> { first.range.lowerBound..<(second ?? first).range.upperBound }

    /// Reads all tuples of both.
    ///
    /// - Parameters:
    ///   - end: place of the array's closing bracket.
    ///   - write: is given the number of a tuple and its fields, and says whether they mean something.
    ///   - fault: what is wrong if they do not, at a place of the text.
    /// - Throws: `SnapshotFault` if something is no number or means nothing.
    @inline(__always)
    func read(
        _ text: UnsafeRawBufferPointer, end: Int, _ write: (Int, UnsafePointer<UInt64>) -> Bool,
        fault: (Int) -> SnapshotFault
    ) throws(SnapshotFault) {
        var one = TupleReader(first, text, end: end, shape)
        defer { one.free() }
        var other = TupleReader(second ?? .empty, text, end: end, shape)
        defer { other.free() }
        var isWhole = true
        for _ in 0..<min(one.left, other.left) where isWhole {
            isWhole = one.next(write) && other.next(write)
        }
        while isWhole && one.left > 0 { isWhole = one.next(write) }
        while isWhole && other.left > 0 { isWhole = other.next(write) }
        for reader in [one, other] { try reader.check(text, fault) }
    }
}

/// The tuples of one block, one after the other.
private struct TupleReader {
    private var numbers: NumberReader
    private var tuple: Int
    private let tuples: Range<Int>
    private let shape: TupleShape
    private let values: UnsafeMutablePointer<UInt64>
    private var isWhole = true

    init(_ block: NumberBlock, _ text: UnsafeRawBufferPointer, end: Int, _ shape: TupleShape) {
        tuples = block.tuples
        tuple = tuples.lowerBound
        numbers = block.reader(text, end: end)
        self.shape = shape
        values = .allocate(capacity: shape.fieldCount)
    }

    func free() { values.deallocate() }

    var left: Int { tuples.upperBound &- tuple }

    @inline(__always)
    mutating func next(_ write: (Int, UnsafePointer<UInt64>) -> Bool) -> Bool {
        var digitFields = shape.digitFields
        for field in 0..<shape.fieldCount {
            values[field] = digitFields & 1 != 0 ? numbers.nextOfOneDigit() : numbers.next()
            digitFields &>>= 1
        }
        isWhole = write(tuple, values)
        tuple &+= 1
        return isWhole
    }

    func check(_ text: UnsafeRawBufferPointer, _ fault: (Int) -> SnapshotFault) throws(SnapshotFault) {
        try numbers.check(text)
        if !isWhole { throw fault(numbers.offset(text)) }
    }
}
