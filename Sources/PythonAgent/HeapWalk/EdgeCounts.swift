// The references of one object that have been told, so that the rest can be told apart.
import CAgentPlatform

/// How often each target was told of; cleared for every object by a stamp.
struct EdgeCounts {
    private struct Entry {
        var target: UInt64
        var stamp: UInt32
        var count: UInt32
    }

    private var entries: UnsafeMutablePointer<Entry>! = nil
    private var stamp: UInt32 = 1
    private var used = 0

    private static let capacity = 1 << 12
    private static let most = 3000

    /// Too many to keep: nothing can be said of the rest.
    var isFull: Bool { used >= Self.most }

    mutating func prepare() -> Bool {
        guard let pages = mapPages(Self.capacity * MemoryLayout<Entry>.stride) else { return false }
        entries = pages.assumingMemoryBound(to: Entry.self)
        return true
    }

    mutating func clear() {
        stamp &+= 1
        used = 0
    }

    @inline(__always)
    private func slot(_ target: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: ((target >> 3) &* 0x9E37_79B9_7F4A_7C15) >> 52)
        while entries[slot].stamp == stamp && entries[slot].target != target {
            slot = (slot &+ 1) & (Self.capacity &- 1)
        }
        return slot
    }

    @inline(__always)
    mutating func add(_ target: UInt64) {
        if used >= Self.most { return }
        let entry = entries + slot(target)
        if entry.pointee.stamp == stamp {
            entry.pointee.count &+= 1
        } else {
            entry.pointee = Entry(target: target, stamp: stamp, count: 1)
            used &+= 1
        }
    }

    /// True if the target had been told of once more than it was taken.
    @inline(__always)
    mutating func take(_ target: UInt64) -> Bool {
        let entry = entries + slot(target)
        guard entry.pointee.stamp == stamp, entry.pointee.count > 0 else { return false }
        entry.pointee.count &-= 1
        return true
    }
}
