// The recorder's arithmetic: what one process has live, who allocated it, and what was live at the high-water mark.
import CAgentABI
import Glibc

/// Sums over a whole process. Bytes and blocks.
package struct HeapTotals: Sendable {
    package var bytes: Int64 = 0
    package var blocks: Int64 = 0
    package var allocatedBytes: Int64 = 0
    package var allocations: Int64 = 0
    /// The high-water mark of `bytes`, and what made it up.
    package var peakBytes: Int64 = 0
    package var peakBlocks: Int64 = 0
    package var peakSeconds: Double = 0
    package var classBytes = InlineArray<4, Int64>(repeating: 0)
    package var classPeakBytes = InlineArray<4, Int64>(repeating: 0)
    /// pymalloc's arenas, and the live objects that are small enough to be in them.
    package var arenaBytes: Int64 = 0
    package var arenaPeakBytes: Int64 = 0
    package var smallBytes: Int64 = 0
    package var smallPeakBytes: Int64 = 0
}

/// The account of one process: applies records in the ring's order.
///
/// The heap at its high-water mark is kept lazily, as memray and heaptrack do not: while the heap stands at its mark,
/// the cells themselves are the answer; on the first free after it, `peakEpoch` is raised, and from then on a cell's
/// figures are copied before its first change. Exact, without a scan, O(1) a record.
package struct HeapAccount: ~Copyable {
    /// A frame of a thread's stack: its node, and the code that was told of last at this depth.
    package struct FrameAccount {
        var node: UInt32 = 0
        var code: UInt32 = 0
    }

    /// What the recorder knows of a thread of the program.
    package struct ThreadAccount {
        var frames: UnsafeMutablePointer<FrameAccount>? = nil
        var capacity: UInt32 = 0
        var depth: UInt32 = 0
        var node: UInt32 = 0
        /// Cell per class at `node`, 0 = not looked up yet.
        var cells: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        var lastAddress: UInt64 = 0
        var pendingSize: UInt64 = 0
        var pendingCell: UInt32 = 0
        /// Who allocated the block that this thread reallocates.
        var pendingThread: UInt16 = 0
        var hasPending = false
    }

    package var totals = HeapTotals()
    package var tree = StackTree()
    package var cells = AllocationTotals()
    package var codes: CodeRegistry
    package var marks = MarkList()
    /// Seconds since the process began, as of the batch that is applied now.
    package var now = 0.0
    package private(set) var isReady = false
    package private(set) var refusal: UInt64 = 0
    package private(set) var exitResidentBytes: UInt64 = 0
    /// What the process said to leave with; nil if it has not said so.
    package private(set) var exitCode: Int32?
    package private(set) var deniedBytes: UInt64 = 0
    package private(set) var denials = 0
    package private(set) var threadsSeen = 0
    /// Blocks that were allocated at an address that was live: their free was not seen. Counted, never hidden.
    package private(set) var replacedBlocks = 0
    /// What was live when the interpreter began to tear itself down, nil before.
    package private(set) var endTotals: (bytes: Int64, blocks: Int64)?
    private var endCells: [(bytes: Int64, blocks: Int64)] = []
    private var live = LiveTable()
    /// Goes on with the copy that a snapshot has asked for; `bytes` nil = to its end.
    package mutating func continueCopy(bytes: Int?) {
        if let bytes { live.continueCopy(bytes: bytes) } else { live.finishCopy() }
    }

    /// What the program has told of its snapshots since it was asked before.
    private var snapshotEvents: [SnapshotEvent] = []
    private var mappings = MappingTable()
    /// What a thread's mremap has taken off the books until it returns.
    private var remapped: [Int: Remapped] = [:]

    private struct Remapped {
        var address: UInt64
        var size: UInt64
        var pieces: [MappingTable.Piece]
    }
    private let threads: UnsafeMutablePointer<ThreadAccount>
    /// One more than the highest number of a thread that has had a frame.
    private var threadsWithFrames = 0
    private static let threadBytes = Int(HEAPTIDE_THREAD_COUNT) * MemoryLayout<ThreadAccount>.stride
    private var isAtPeak = false
    private var peakEpoch: UInt32 = 0

    private static let smallestLarge: UInt64 = 512
    private static let fieldMask: UInt64 = (1 << 24) - 1
    private static let deepest: UInt32 = 1 << 22

    package init(minor: Int) {
        codes = CodeRegistry(minor: minor)
        // The kernel's zeroes are a thread that has done nothing; pages of threads that never come are never there.
        let pages = mmap(nil, Self.threadBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let pages, pages != MAP_FAILED else { fatalError("out of memory for the threads of a process") }
        threads = pages.bindMemory(to: ThreadAccount.self, capacity: Int(HEAPTIDE_THREAD_COUNT))
    }

    deinit {
        for number in 0..<threadsWithFrames { threads[number].frames?.deallocate() }
        munmap(threads, Self.threadBytes)
    }

    /// Applies one record. Any record is acceptable: one that makes no sense changes nothing or little, never memory
    /// that is not ours.
    @inline(__always)
    package mutating func apply(_ word0: UInt64, _ word1: UInt64) {
        let address = word0 & HEAPTIDE_ADDRESS_MASK_VALUE
        let thread = Int(word1 >> 48)
        let size = word1 & HEAPTIDE_ADDRESS_MASK_VALUE
        switch UInt32(truncatingIfNeeded: (word0 >> 48) & 63) {
        case HEAPTIDE_OP_ALLOCATE_AT.rawValue:
            moveLeaf(thread, Self.leaf(word0), Int(size >> 24))
            allocate(address, size & Self.fieldMask, thread, Int((word0 >> 54) & 3), isNew: true)
        case HEAPTIDE_OP_ALLOCATE.rawValue:
            allocate(address, size, thread, Int((word0 >> 54) & 3), isNew: true)
        case HEAPTIDE_OP_FREE.rawValue:
            free(address)
        case HEAPTIDE_OP_PUSH.rawValue:
            push(thread, UInt32(truncatingIfNeeded: size >> 24), Int(address), Int(size & 0xFF_FFFF))
        case HEAPTIDE_OP_POP.rawValue:
            pop(thread, UInt32(truncatingIfNeeded: size >> 24))
        case HEAPTIDE_OP_REALLOCATE.rawValue:
            beginReallocation(address, thread)
        case HEAPTIDE_OP_REALLOCATED.rawValue:
            threads[thread].hasPending = false
            allocate(address, size, thread, Int((word0 >> 54) & 3), isNew: true)
        case HEAPTIDE_OP_REALLOCATED_AT.rawValue:
            threads[thread].hasPending = false
            moveLeaf(thread, Self.leaf(word0), Int(size >> 24))
            allocate(address, size & Self.fieldMask, thread, Int((word0 >> 54) & 3), isNew: true)
        case HEAPTIDE_OP_REALLOCATE_FAILED.rawValue:
            undoReallocation(address, thread)
        default:
            applyRare(word0, address, size, thread)
        }
    }

    /// Applies a record that has bytes behind it.
    package mutating func apply(_ word0: UInt64, data: UnsafeRawBufferPointer) {
        let address = word0 & HEAPTIDE_ADDRESS_MASK_VALUE
        if UInt32(truncatingIfNeeded: (word0 >> 48) & 63) == HEAPTIDE_OP_MARK.rawValue {
            marks.add(String(decoding: data, as: UTF8.self), seconds: now, totals, residentBytes: Int64(address))
        } else {
            codes.append(Int(address), field: Int((word0 >> 54) & 7), bytes: data)
        }
    }

    @inline(__always)
    package func prefetch(_ word0: UInt64) { live.prefetch(word0 & HEAPTIDE_ADDRESS_MASK_VALUE) }

    @inline(never)
    private mutating func applyRare(_ word0: UInt64, _ address: UInt64, _ size: UInt64, _ thread: Int) {
        switch UInt32(truncatingIfNeeded: (word0 >> 48) & 63) {
        case HEAPTIDE_OP_MAP.rawValue: map(address, size, thread)
        case HEAPTIDE_OP_UNMAP.rawValue: _ = unmap(address, size)
        case HEAPTIDE_OP_REMAP.rawValue:
            remapped[thread] = Remapped(address: address, size: size, pieces: unmap(address, size))
        case HEAPTIDE_OP_REMAPPED.rawValue: finishRemap(address, size, thread)
        case HEAPTIDE_OP_ARENA_MAP.rawValue: totals.arenaBytes &+= Int64(size)
        case HEAPTIDE_OP_ARENA_UNMAP.rawValue: totals.arenaBytes &-= Int64(size)
        case HEAPTIDE_OP_THREAD.rawValue: beginThread(thread)
        case HEAPTIDE_OP_CODE.rawValue:
            codes.begin(Int(address), firstLine: Int32(truncatingIfNeeded: size))
        case HEAPTIDE_OP_READY.rawValue: isReady = true
        case HEAPTIDE_OP_REFUSED.rawValue: refusal = address
        case HEAPTIDE_OP_EXIT.rawValue:
            exitResidentBytes = max(exitResidentBytes, size)
            if address & 256 != 0 { exitCode = Int32(address & 255) }
        case HEAPTIDE_OP_CEILING.rawValue:
            denials += 1
            deniedBytes = size
        case HEAPTIDE_OP_FINALIZING.rawValue: keepEnd()
        case HEAPTIDE_OP_SNAPSHOT.rawValue:
            let stacks = LiveStacks(live.beginCopy(), cells, tree, codes.locations)
            note(.taken(UInt32(truncatingIfNeeded: address), stacks, heapBytes: totals.bytes))
        case HEAPTIDE_OP_SNAPSHOT_PAUSE.rawValue:
            let pause = size == HEAPTIDE_ADDRESS_MASK_VALUE ? nil : Double(size) / 1e6
            note(.paused(UInt32(truncatingIfNeeded: address), pause))
        default: break
        }
    }

    /// What the program has told of its snapshots since it was asked before.
    package mutating func takeSnapshotEvents() -> [SnapshotEvent] {
        defer { snapshotEvents.removeAll() }
        return snapshotEvents
    }

    /// A program that tells of many at once is not believed.
    private mutating func note(_ event: SnapshotEvent) {
        if snapshotEvents.count < 8 { snapshotEvents.append(event) }
    }

    // MARK: The end

    /// What is live now is what the program kept until its end; what follows is the interpreter's own cleaning up.
    private mutating func keepEnd() {
        guard endTotals == nil else { return }
        endTotals = (totals.bytes, totals.blocks)
        endCells = (0..<cells.count).map { (cells.cells[$0].bytes, cells.cells[$0].blocks) }
    }

    /// What a cell had live at the end; before the end, what it has live now.
    package func end(_ cell: Int) -> (bytes: Int64, blocks: Int64) {
        guard endTotals != nil else { return (cells.cells[cell].bytes, cells.cells[cell].blocks) }
        return cell < endCells.count ? endCells[cell] : (0, 0)
    }

    // MARK: Blocks

    @inline(__always)
    private mutating func allocate(_ address: UInt64, _ size: UInt64, _ thread: Int, _ blockClass: Int, isNew: Bool) {
        let cell = cell(thread, blockClass)
        let block = LiveBlock(size: size, cell: cell, thread: UInt16(truncatingIfNeeded: thread))
        if let old = live.insert(address, block) {
            replacedBlocks += 1
            subtract(old.cell, Int64(old.size), blocks: 1)
        }
        threads[thread].lastAddress = address
        add(cell, Int64(size), blocks: 1)
        cells.cells[Int(cell)].allocatedBytes &+= Int64(size)
        cells.cells[Int(cell)].allocations &+= 1
        totals.allocatedBytes &+= Int64(size)
        totals.allocations &+= 1
    }

    @inline(__always)
    private mutating func free(_ address: UInt64) {
        guard let block = live.remove(address) else { return }
        let owner = Int(block.thread)
        if threads[owner].lastAddress == address {
            threads[owner].lastAddress = 0
            cells.cells[Int(block.cell)].temporaries &+= 1
        }
        subtract(block.cell, Int64(block.size), blocks: 1)
    }

    private mutating func beginReallocation(_ address: UInt64, _ thread: Int) {
        guard let block = live.remove(address) else {
            threads[thread].hasPending = false
            return
        }
        subtract(block.cell, Int64(block.size), blocks: 1)
        threads[thread].pendingSize = block.size
        threads[thread].pendingCell = block.cell
        threads[thread].pendingThread = block.thread
        threads[thread].hasPending = true
    }

    private mutating func undoReallocation(_ address: UInt64, _ thread: Int) {
        guard threads[thread].hasPending else { return }
        threads[thread].hasPending = false
        let cell = threads[thread].pendingCell
        let size = threads[thread].pendingSize
        _ = live.insert(address, LiveBlock(size: size, cell: cell, thread: threads[thread].pendingThread))
        add(cell, Int64(size), blocks: 1)
    }

    private mutating func map(_ address: UInt64, _ size: UInt64, _ thread: Int) {
        _ = unmap(address, size)
        let cell = cell(thread, Int(HEAPTIDE_CLASS_MAPPING.rawValue))
        mappings.add(MappingTable.Mapping(start: address, size: size, cell: cell))
        add(cell, Int64(size), blocks: 1)
        cells.cells[Int(cell)].allocatedBytes &+= Int64(size)
        cells.cells[Int(cell)].allocations &+= 1
        totals.allocatedBytes &+= Int64(size)
        totals.allocations &+= 1
    }

    /// Returns what was mapped there.
    private mutating func unmap(_ address: UInt64, _ size: UInt64) -> [MappingTable.Piece] {
        let pieces = mappings.remove(start: address, size: size)
        for piece in pieces { subtract(piece.cell, Int64(piece.bytes), blocks: piece.blocks) }
        return pieces
    }

    /// The same range again: the call failed (or changed nothing), and what was there is back with its owners.
    private mutating func finishRemap(_ address: UInt64, _ size: UInt64, _ thread: Int) {
        guard let old = remapped.removeValue(forKey: thread), !old.pieces.isEmpty else { return }
        let isBack = old.address == address && old.size == size && old.pieces.allSatisfy { $0.blocks == 1 }
        guard isBack else { return map(address, size, thread) }
        for piece in old.pieces {
            mappings.add(MappingTable.Mapping(start: piece.start, size: piece.bytes, cell: piece.cell))
            add(piece.cell, Int64(piece.bytes), blocks: 1)
        }
    }

    // MARK: The high-water mark

    @inline(__always)
    private mutating func add(_ cell: UInt32, _ bytes: Int64, blocks: Int64) {
        let blockClass = Int(cells.nodes[Int(cell)] & 3)
        totals.bytes &+= bytes
        totals.blocks &+= blocks
        totals.classBytes[blockClass] &+= bytes
        if blockClass == 0 && UInt64(bitPattern: bytes) <= Self.smallestLarge { totals.smallBytes &+= bytes }
        if totals.bytes > totals.peakBytes {
            isAtPeak = true
            totals.peakBytes = totals.bytes
        } else if !isAtPeak {
            keepPeak(cell)
        }
        cells.cells[Int(cell)].bytes &+= bytes
        cells.cells[Int(cell)].blocks &+= blocks
        cells.markChanged(cell)
    }

    @inline(__always)
    private mutating func subtract(_ cell: UInt32, _ bytes: Int64, blocks: Int64) {
        if isAtPeak { leavePeak() }
        keepPeak(cell)
        let blockClass = Int(cells.nodes[Int(cell)] & 3)
        totals.bytes &-= bytes
        totals.blocks &-= blocks
        totals.classBytes[blockClass] &-= bytes
        if blockClass == 0 && UInt64(bitPattern: bytes) <= Self.smallestLarge { totals.smallBytes &-= bytes }
        cells.cells[Int(cell)].bytes &-= bytes
        cells.cells[Int(cell)].blocks &-= blocks
        cells.markChanged(cell)
    }

    @inline(__always)
    private mutating func keepPeak(_ cell: UInt32) {
        let totals = cells.cells + Int(cell)
        if totals.pointee.peakEpoch != peakEpoch {
            totals.pointee.peakEpoch = peakEpoch
            totals.pointee.bytesAtPeak = totals.pointee.bytes
            totals.pointee.blocksAtPeak = totals.pointee.blocks
        }
    }

    private mutating func leavePeak() {
        isAtPeak = false
        peakEpoch &+= 1
        notePeak()
    }

    private mutating func notePeak() {
        totals.peakBlocks = totals.blocks
        totals.peakSeconds = now
        totals.classPeakBytes = totals.classBytes
        totals.arenaPeakBytes = totals.arenaBytes
        totals.smallPeakBytes = totals.smallBytes
    }

    /// The totals with the peak as it is known now.
    package mutating func currentTotals() -> HeapTotals {
        if isAtPeak { notePeak() }
        return totals
    }

    /// The figures of a cell at the high-water mark.
    package func peak(_ cell: Int) -> (bytes: Int64, blocks: Int64) {
        let totals = cells.cells[cell]
        if isAtPeak || totals.peakEpoch != peakEpoch { return (totals.bytes, totals.blocks) }
        return (totals.bytesAtPeak, totals.blocksAtPeak)
    }

    /// True if cells that have not changed since the last save may have another figure at the peak now.
    package var peakToken: UInt64 { UInt64(peakEpoch) << 1 | (isAtPeak ? 1 : 0) }

    // MARK: Stacks

    @inline(__always)
    private mutating func cell(_ thread: Int, _ blockClass: Int) -> UInt32 {
        let known: UInt32
        switch blockClass {
        case 0: known = threads[thread].cells.0
        case 1: known = threads[thread].cells.1
        case 2: known = threads[thread].cells.2
        default: known = threads[thread].cells.3
        }
        return known != 0 ? known : findCell(thread, blockClass)
    }

    @inline(never)
    private mutating func findCell(_ thread: Int, _ blockClass: Int) -> UInt32 {
        let cell = cells.cell(node: threads[thread].node, blockClass: blockClass)
        switch blockClass {
        case 0: threads[thread].cells.0 = cell
        case 1: threads[thread].cells.1 = cell
        case 2: threads[thread].cells.2 = cell
        default: threads[thread].cells.3 = cell
        }
        return cell
    }

    private mutating func beginThread(_ thread: Int) {
        threadsSeen += 1
        threads[thread].lastAddress = 0
        threads[thread].hasPending = false
        pop(thread, 0)
    }

    @inline(__always)
    private mutating func push(_ thread: Int, _ depth: UInt32, _ code: Int, _ offset: Int) {
        let account = threads + thread
        if depth >= account.pointee.capacity || depth > account.pointee.depth { makeRoom(thread, depth) }
        guard let frames = account.pointee.frames, depth < account.pointee.capacity else { return }
        let parent = depth == 0 ? 0 : frames[Int(depth) - 1].node
        let node = code == 0 ? parent : tree.child(of: parent, at: codes.location(code, offset: offset))
        frames[Int(depth)] = FrameAccount(node: node, code: UInt32(truncatingIfNeeded: code))
        account.pointee.depth = depth + 1
        if node != account.pointee.node {
            account.pointee.node = node
            account.pointee.cells = (0, 0, 0, 0)
        }
    }

    @inline(__always)
    private static func leaf(_ word0: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: word0 >> UInt64(HEAPTIDE_LEAF_SHIFT)) & 63
    }

    /// The leaf goes on, after `steps` frames have returned, or one was called that runs what ran there before.
    @inline(__always)
    private mutating func moveLeaf(_ thread: Int, _ steps: UInt32, _ offset: Int) {
        let account = threads + thread
        let isCalled = steps == HEAPTIDE_LEAF_CALLED.rawValue
        let depth = isCalled ? account.pointee.depth : account.pointee.depth &- 1 &- steps
        guard let frames = account.pointee.frames, depth < account.pointee.capacity else { return }
        push(thread, depth, Int(frames[Int(depth)].code), offset)
    }

    private mutating func pop(_ thread: Int, _ depth: UInt32) {
        let account = threads + thread
        let kept = min(depth, account.pointee.depth)
        account.pointee.depth = kept
        account.pointee.node = kept == 0 ? 0 : account.pointee.frames![Int(kept) - 1].node
        account.pointee.cells = (0, 0, 0, 0)
    }

    /// Room for a frame at `depth`; a gap below it (never sent by the agent) repeats the frame under it.
    @inline(never)
    private mutating func makeRoom(_ thread: Int, _ depth: UInt32) {
        guard depth < Self.deepest else { return }
        threadsWithFrames = max(threadsWithFrames, thread + 1)
        let account = threads + thread
        if depth >= account.pointee.capacity {
            let capacity = max(64, account.pointee.capacity * 2, depth + 1)
            let frames = UnsafeMutablePointer<FrameAccount>.allocate(capacity: Int(capacity))
            frames.initialize(repeating: FrameAccount(), count: Int(capacity))
            if let old = account.pointee.frames {
                frames.update(from: old, count: Int(account.pointee.capacity))
                old.deallocate()
            }
            account.pointee.frames = frames
            account.pointee.capacity = capacity
        }
        while account.pointee.depth < depth {
            let below = account.pointee.depth == 0 ? 0 : account.pointee.frames![Int(account.pointee.depth) - 1].node
            account.pointee.frames![Int(account.pointee.depth)] = FrameAccount(node: below)
            account.pointee.depth += 1
        }
    }
}

let HEAPTIDE_ADDRESS_MASK_VALUE: UInt64 = (1 << 48) - 1
