// Every live block of one process: address → (size, who allocated it). The recorder's largest and hottest structure.
import CRecorderPlatform

/// A live block as the table gives it back.
struct LiveBlock {
    var size: UInt64
    /// Index into `AllocationTotals`.
    var cell: UInt32
    /// Number of the allocating thread.
    var thread: UInt16
}

/// Open addressing with linear probing and backward-shift deletion; 16 bytes a slot, at most 60 % full.
///
/// - Complexity: O(1) expected for all operations; a growth rehashes all slots.
/// - Invariant: `key == 0` marks a free slot (no allocator hands out address 0).
struct LiveTable: ~Copyable {
    private struct Slot {
        /// Address in the low 48 bits, thread in the high 16.
        var key: UInt64
        /// Cell in the low 32 bits, size in the high 32; a size of all ones is in `large`.
        var value: UInt64
    }

    private static let largeMark: UInt64 = 0xFFFF_FFFF
    private static let addressMask: UInt64 = (1 << 48) - 1

    private var slots: UnsafeMutablePointer<Slot>
    private var mask: Int
    private(set) var count = 0
    private var large: [UInt64: UInt64] = [:]

    init(bits: Int = 12) {
        mask = (1 << bits) - 1
        slots = Self.makeSlots(mask + 1)
    }

    deinit { slots.deallocate() }

    private static func makeSlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
        slots.initialize(repeating: Slot(key: 0, value: 0), count: count)
        return slots
    }

    @inline(__always)
    private func home(_ address: UInt64) -> Int {
        Int(truncatingIfNeeded: ((address >> 3) &* 0x9E37_79B9_7F4A_7C15) >> 24) & mask
    }

    /// Starts fetching the slot of `address` into the cache.
    @inline(__always)
    func prefetch(_ address: UInt64) { heaptide_prefetch(slots + home(address)) }

    /// Adds a block. If the address is live already (its free was never seen), the old block is returned and replaced.
    @inline(__always)
    mutating func insert(_ address: UInt64, _ block: LiveBlock) -> LiveBlock? {
        if count &* 5 > mask &* 3 { grow() }
        let small: UInt64
        if block.size < Self.largeMark {
            small = block.size
        } else {
            small = Self.largeMark
            large[address] = block.size
        }
        let new = Slot(key: address | UInt64(block.thread) << 48, value: UInt64(block.cell) | small << 32)
        var index = home(address)
        while slots[index].key != 0 {
            if slots[index].key & Self.addressMask == address { return replace(index, address, new) }
            index = (index &+ 1) & mask
        }
        slots[index] = new
        count &+= 1
        return nil
    }

    private mutating func replace(_ index: Int, _ address: UInt64, _ new: Slot) -> LiveBlock {
        let old = slots[index]
        let keepsLarge = new.value >> 32 == Self.largeMark
        let oldSize = old.value >> 32 == Self.largeMark ? (keepsLarge ? 0 : large.removeValue(forKey: address) ?? 0) : old.value >> 32
        slots[index] = new
        return LiveBlock(size: oldSize, cell: UInt32(truncatingIfNeeded: old.value), thread: UInt16(old.key >> 48))
    }

    /// Takes a block out; nil if the address is not live.
    @inline(__always)
    mutating func remove(_ address: UInt64) -> LiveBlock? {
        var index = home(address)
        while true {
            let key = slots[index].key
            if key == 0 { return nil }
            if key & Self.addressMask == address { break }
            index = (index &+ 1) & mask
        }
        let slot = slots[index]
        closeGap(index)
        count &-= 1
        var size = slot.value >> 32
        if size == Self.largeMark { size = large.removeValue(forKey: address) ?? 0 }
        return LiveBlock(size: size, cell: UInt32(truncatingIfNeeded: slot.value), thread: UInt16(slot.key >> 48))
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
            let distance = (index &- home(slot.key & Self.addressMask)) & mask
            if distance < (index &- gap) & mask { continue }
            slots[gap] = slot
            gap = index
        }
        slots[gap].key = 0
    }

    private mutating func grow() {
        let old = slots
        let oldCount = mask + 1
        mask = mask * 2 + 1
        slots = Self.makeSlots(mask + 1)
        for position in 0..<oldCount where old[position].key != 0 {
            var index = home(old[position].key & Self.addressMask)
            while slots[index].key != 0 { index = (index &+ 1) & mask }
            slots[index] = old[position]
        }
        old.deallocate()
    }
}
