// Moments that the program has named (`heaptide_mark`), and what was live then.

/// One named moment. Bytes and blocks of the heap are exact: the mark has its place in the order of all allocations.
package struct Mark: Equatable, Sendable {
    package var name: String
    /// After the process's start, to the millisecond or so at which the recorder met the mark.
    package var seconds: Double
    package var heapBytes: Int64
    package var heapBlocks: Int64
    /// pymalloc's arenas, and the live objects that are small enough to be in them.
    package var arenaBytes: Int64
    package var smallBytes: Int64
    /// The resident set as the program itself read it at that moment; 0 = not measured.
    package var residentBytes: Int64
}

/// The marks of one process, in their order.
package struct MarkList: Sendable {
    /// A program that marks every round of a long loop does not fill the file.
    package static let most = 1000

    package private(set) var marks: [Mark] = []
    /// Marks beyond the most.
    package private(set) var dropped = 0

    package init() {}

    mutating func add(_ name: String, seconds: Double, _ totals: HeapTotals, residentBytes: Int64) {
        guard marks.count < Self.most else {
            dropped += 1
            return
        }
        marks.append(
            Mark(
                name: name, seconds: seconds, heapBytes: totals.bytes, heapBlocks: totals.blocks,
                arenaBytes: totals.arenaBytes, smallBytes: totals.smallBytes, residentBytes: residentBytes))
    }
}
