// Every live block of one process: address → (size, who allocated it). The recorder's largest and hottest structure.
import CRecorderPlatform
import Glibc

/// A live block as the table gives it back.
package struct LiveBlock {
    package var size: UInt64
    /// Index into `AllocationTotals`.
    package var cell: UInt32
    /// Number of the allocating thread.
    package var thread: UInt16

    package init(size: UInt64, cell: UInt32, thread: UInt16) {
        self.size = size
        self.cell = cell
        self.thread = thread
    }
}

/// A place of the table.
struct LiveSlot: BitwiseCopyable {
    /// Address in the low 48 bits, thread in the high 16.
    var key: UInt64
    /// Cell in the low 32 bits, size in the high 32; a size of all ones is in `large`.
    var value: UInt64

    static let addressMask: UInt64 = (1 << 48) - 1

    /// Where the search for an address begins.
    @inline(__always)
    static func home(_ address: UInt64, _ mask: Int) -> Int {
        Int(truncatingIfNeeded: ((address >> 3) &* 0x9E37_79B9_7F4A_7C15) >> 24) & mask
    }
}

/// Open addressing with linear probing and backward-shift deletion; 16 bytes a slot, at most 70 % full.
///
/// - Complexity: O(1) expected for all operations; a growth rehashes all slots.
/// - Invariant: `key == 0` marks a free slot (no allocator hands out address 0).
package struct LiveTable: ~Copyable, @unchecked Sendable {
    private static let largeMark: UInt64 = 0xFFFF_FFFF

    private var slots: UnsafeMutablePointer<LiveSlot>
    private var mask: Int
    package private(set) var count = 0
    private var large: [UInt64: UInt64] = [:]
    /// A copy that is being made, and its marks: see `LiveTableCopy`.
    private var copy: LiveTableCopy?
    private var copiedChunks: UnsafeMutablePointer<UInt8>?

    package init(bits: Int = 12) {
        mask = (1 << bits) - 1
        slots = Self.makeSlots(mask + 1)
    }

    deinit {
        copy?.finish(from: slots)
        munmap(slots, (mask + 1) * MemoryLayout<LiveSlot>.stride)
    }

    /// Zeroed memory from the kernel, in huge pages where there are any: most look-ups miss every cache.
    static func makeSlots(_ count: Int) -> UnsafeMutablePointer<LiveSlot> {
        let bytes = count * MemoryLayout<LiveSlot>.stride
        let pages = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let pages, pages != MAP_FAILED else { fatalError("out of memory for \(count) live blocks") }
        madvise(pages, bytes, MADV_HUGEPAGE)
        return pages.bindMemory(to: LiveSlot.self, capacity: count)
    }

    @inline(__always)
    private func home(_ address: UInt64) -> Int { LiveSlot.home(address, mask) }

    /// Starts fetching the slot of `address` into the cache.
    @inline(__always)
    package func prefetch(_ address: UInt64) { heaptide_prefetch(slots + home(address)) }

    // MARK: Copies

    /// What is live now. The copy is made bit by bit: by `continueCopy`, and wherever the table changes before that.
    package mutating func beginCopy() -> LiveTableCopy {
        finishCopy()
        let made = LiveTableCopy(capacity: mask + 1)
        copy = made
        copiedChunks = made.chunks
        return made
    }

    /// Copies some more, if there is a copy to be made.
    package mutating func continueCopy(bytes: Int) {
        guard let copy else { return }
        if copy.proceed(bytes: bytes, from: slots) { finishCopy() }
    }

    /// Copies all that is missing.
    package mutating func finishCopy() {
        copy?.finish(from: slots)
        copy = nil
        copiedChunks = nil
    }

    @inline(__always)
    private func willWrite(_ index: Int) {
        if let copiedChunks, copiedChunks[index >> LiveTableCopy.chunkShift] == 0 { copyChunk(of: index) }
    }

    @inline(never)
    private func copyChunk(of index: Int) { copy?.take(index >> LiveTableCopy.chunkShift, from: slots) }

    // MARK: Blocks

    /// Adds a block. If the address is live already (its free was never seen), the old block is returned and replaced.
    @inline(__always)
    package mutating func insert(_ address: UInt64, _ block: LiveBlock) -> LiveBlock? {
        if count &* 10 > mask &* 7 { grow() }
        var index = home(address)
        while slots[index].key != 0 {
            if slots[index].key & LiveSlot.addressMask == address {
                let old = take(slots[index], address)
                willWrite(index)
                slots[index] = makeSlot(address, block)
                return old
            }
            index = (index &+ 1) & mask
        }
        willWrite(index)
        slots[index] = makeSlot(address, block)
        count &+= 1
        return nil
    }

    @inline(__always)
    private mutating func makeSlot(_ address: UInt64, _ block: LiveBlock) -> LiveSlot {
        var size = block.size
        if size >= Self.largeMark {
            large[address] = size
            size = Self.largeMark
        }
        return LiveSlot(key: address | UInt64(block.thread) << 48, value: UInt64(block.cell) | size << 32)
    }

    /// The block of a slot; a large size leaves the side table.
    @inline(__always)
    private mutating func take(_ slot: LiveSlot, _ address: UInt64) -> LiveBlock {
        var size = slot.value >> 32
        if size == Self.largeMark { size = large.removeValue(forKey: address) ?? 0 }
        return LiveBlock(
            size: size, cell: UInt32(truncatingIfNeeded: slot.value), thread: UInt16(truncatingIfNeeded: slot.key >> 48)
        )
    }

    /// Takes a block out; nil if the address is not live.
    @inline(__always)
    package mutating func remove(_ address: UInt64) -> LiveBlock? {
        var index = home(address)
        while true {
            let key = slots[index].key
            if key == 0 { return nil }
            if key & LiveSlot.addressMask == address { break }
            index = (index &+ 1) & mask
        }
        let slot = slots[index]
        closeGap(index)
        count &-= 1
        return take(slot, address)
    }

    /// Knuth, TAOCP 3, 6.4, algorithm R: moves later entries of the run into the gap.
    @inline(__always)
    private mutating func closeGap(_ start: Int) {
        var gap = start
        var index = start
        while true {
            index = (index &+ 1) & mask
            let slot = slots[index]
            if slot.key == 0 { break }
            let distance = (index &- home(slot.key & LiveSlot.addressMask)) & mask
            if distance < (index &- gap) & mask { continue }
            willWrite(gap)
            slots[gap] = slot
            gap = index
        }
        willWrite(gap)
        slots[gap].key = 0
    }

    /// Doubles the table where it is. Entry by entry from behind a free slot, so that every entry is put back behind
    /// those that come before it in its run: its new home is its old one, or that far into the new half.
    private mutating func grow() {
        finishCopy()
        let oldCount = mask + 1
        let oldBytes = oldCount * MemoryLayout<LiveSlot>.stride
        let pages = heaptide_grow_mapping(slots, oldBytes, oldBytes * 2)
        guard let pages, pages != MAP_FAILED else { fatalError("out of memory for \(oldCount) live blocks") }
        madvise(pages, oldBytes * 2, MADV_HUGEPAGE)
        slots = pages.bindMemory(to: LiveSlot.self, capacity: oldCount * 2)
        var start = 0
        while slots[start].key != 0 { start += 1 }
        mask = mask * 2 + 1
        for step in 1...oldCount {
            let position = (start + step) & (oldCount - 1)
            let slot = slots[position]
            if slot.key == 0 { continue }
            slots[position].key = 0
            var index = home(slot.key & LiveSlot.addressMask)
            while slots[index].key != 0 { index = (index &+ 1) & mask }
            slots[index] = slot
        }
    }
}
