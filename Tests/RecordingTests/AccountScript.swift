// Records as the agent would send them, and the account that they make.
import CAgentABI
import Recording

/// An account that is fed record by record. A "line" stands for a whole stack: one function at that line.
final class AccountScript {
    var account = HeapAccount(minor: 12)
    private var announced: Set<UInt64> = []

    func record(
        _ operation: heaptide_operation, _ address: UInt64, _ size: UInt64 = 0, thread: Int = 1,
        blockClass: Int = 0
    ) {
        account.apply(
            address | UInt64(operation.rawValue) << 48 | UInt64(blockClass) << 54, size | UInt64(thread) << 48)
    }

    /// From here on `thread` allocates at these lines, outermost first.
    func stand(_ lines: UInt64..., thread: Int = 1) {
        record(HEAPTIDE_OP_POP, 0, thread: thread)
        for (depth, line) in lines.enumerated() {
            if announced.insert(line).inserted { record(HEAPTIDE_OP_CODE, line, line) }
            record(HEAPTIDE_OP_PUSH, line, UInt64(depth) << 24, thread: thread)
        }
    }

    func allocate(_ address: UInt64, _ size: UInt64, thread: Int = 1, blockClass: Int = 0) {
        record(HEAPTIDE_OP_ALLOCATE, address, size, thread: thread, blockClass: blockClass)
    }
    /// With the leaf's way in the same record: `steps` is a `heaptide_leaf`.
    func allocateAt(_ address: UInt64, _ size: UInt64, steps: Int, offset: UInt64 = 0) {
        record(HEAPTIDE_OP_ALLOCATE_AT, address | UInt64(steps) << UInt64(HEAPTIDE_LEAF_SHIFT), size | offset << 24)
    }
    func free(_ address: UInt64, thread: Int = 1) { record(HEAPTIDE_OP_FREE, address, thread: thread) }
    func reallocate(_ old: UInt64, to new: UInt64, _ size: UInt64, thread: Int = 1) {
        record(HEAPTIDE_OP_REALLOCATE, old, thread: thread)
        record(HEAPTIDE_OP_REALLOCATED, new, size, thread: thread)
    }
    func failToReallocate(_ old: UInt64, thread: Int = 1) {
        record(HEAPTIDE_OP_REALLOCATE, old, thread: thread)
        record(HEAPTIDE_OP_REALLOCATE_FAILED, old, thread: thread)
    }
    func map(_ address: UInt64, _ size: UInt64, thread: Int = 1) {
        record(HEAPTIDE_OP_MAP, address, size, thread: thread, blockClass: 3)
    }
    func unmap(_ address: UInt64, _ size: UInt64, thread: Int = 1) {
        record(HEAPTIDE_OP_UNMAP, address, size, thread: thread, blockClass: 3)
    }
    func remap(_ old: UInt64, _ oldSize: UInt64, to new: UInt64, _ size: UInt64, thread: Int = 1) {
        record(HEAPTIDE_OP_REMAP, old, oldSize, thread: thread, blockClass: 3)
        record(HEAPTIDE_OP_REMAPPED, new, size, thread: thread, blockClass: 3)
    }
    func finalize() { record(HEAPTIDE_OP_FINALIZING, 0) }

    /// All figures by line and class; cells that never had anything are left out.
    var figures: [LineClass: LineFigures] {
        var figures: [LineClass: LineFigures] = [:]
        for cell in 1..<account.cells.count {
            let (node, blockClass) = account.cells.origin(cell)
            let location = Int(account.tree.locations[Int(node)])
            let line = UInt64(account.codes.locations[location].line)
            let (totals, peak, end) = (account.cells.cells[cell], account.peak(cell), account.end(cell))
            let known = figures[LineClass(line: line, blockClass: blockClass)] ?? LineFigures()
            figures[LineClass(line: line, blockClass: blockClass)] = LineFigures(
                live: known.live + BytesAndBlocks(totals.bytes, totals.blocks),
                peak: known.peak + BytesAndBlocks(peak.bytes, peak.blocks),
                end: known.end + BytesAndBlocks(end.bytes, end.blocks),
                allocated: known.allocated + BytesAndBlocks(totals.allocatedBytes, totals.allocations),
                temporaries: known.temporaries + totals.temporaries)
        }
        return figures.filter { $0.value != LineFigures() }
    }

    /// The figures of a line, over all classes.
    func at(_ line: UInt64) -> LineFigures {
        figures.filter { $0.key.line == line }.values.reduce(LineFigures()) { $0 + $1 }
    }
}

struct LineClass: Hashable {
    var line: UInt64
    var blockClass: Int
}

struct BytesAndBlocks: Equatable {
    var bytes: Int64 = 0
    var blocks: Int64 = 0
    init(_ bytes: Int64 = 0, _ blocks: Int64 = 0) { (self.bytes, self.blocks) = (bytes, blocks) }
    static func + (left: Self, right: Self) -> Self { Self(left.bytes + right.bytes, left.blocks + right.blocks) }
}

struct LineFigures: Equatable {
    var live = BytesAndBlocks()
    var peak = BytesAndBlocks()
    var end = BytesAndBlocks()
    var allocated = BytesAndBlocks()
    var temporaries: Int64 = 0
    static func + (left: Self, right: Self) -> Self {
        Self(
            live: left.live + right.live, peak: left.peak + right.peak, end: left.end + right.end,
            allocated: left.allocated + right.allocated, temporaries: left.temporaries + right.temporaries)
    }
}
