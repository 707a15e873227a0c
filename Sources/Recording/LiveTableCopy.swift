// The live blocks of one moment. To copy a table of millions takes longer than a program needs to fill its ring, and it
// would have to wait; so the copy is made in chunks, between the records, and a chunk that is about to change at once.
import Glibc
import Synchronization

/// A copy of a `LiveTable` as it was when it was begun. Whoever asks it waits until it is whole.
///
/// - Invariant: a chunk is marked once it is copied, and not changed in the table before.
package final class LiveTableCopy: @unchecked Sendable {
    private let slots: UnsafeMutablePointer<LiveSlot>
    private let capacity: Int
    private var next = 0
    private let isWhole = Atomic<Bool>(false)
    /// One mark for each chunk; the table's, until the copy is whole.
    let chunks: UnsafeMutablePointer<UInt8>

    /// Slots of a chunk, as a power of two: 64 KiB.
    static let chunkShift = 12
    private static let chunkBytes = MemoryLayout<LiveSlot>.stride << chunkShift

    init(capacity: Int) {
        self.capacity = capacity
        slots = LiveTable.makeSlots(capacity)
        chunks = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.chunkCount(capacity))
        chunks.initialize(repeating: 0, count: Self.chunkCount(capacity))
    }

    deinit {
        munmap(slots, capacity * MemoryLayout<LiveSlot>.stride)
        chunks.deallocate()
    }

    private static func chunkCount(_ capacity: Int) -> Int { (capacity - 1) >> chunkShift + 1 }

    // MARK: The table's thread

    func take(_ chunk: Int, from table: UnsafePointer<LiveSlot>) {
        if chunks[chunk] != 0 { return }
        let first = chunk << Self.chunkShift
        (slots + first).update(from: table + first, count: min(1 << Self.chunkShift, capacity - first))
        chunks[chunk] = 1
    }

    /// True when nothing is left to copy.
    func proceed(bytes: Int, from table: UnsafePointer<LiveSlot>) -> Bool {
        let count = Self.chunkCount(capacity)
        let end = bytes / Self.chunkBytes >= count - next ? count : next + max(1, bytes / Self.chunkBytes)
        while next < end {
            take(next, from: table)
            next += 1
        }
        return next == count
    }

    func finish(from table: UnsafePointer<LiveSlot>) {
        _ = proceed(bytes: .max, from: table)
        isWhole.store(true, ordering: .releasing)
    }

    // MARK: Any thread

    /// The cell of a block that was live; nil if nothing lived at `address`.
    package func cell(of address: UInt64) -> UInt32? {
        while !isWhole.load(ordering: .acquiring) { usleep(500) }
        var index = LiveSlot.home(address, capacity - 1)
        while slots[index].key != 0 {
            if slots[index].key & LiveSlot.addressMask == address {
                return UInt32(truncatingIfNeeded: slots[index].value)
            }
            index = (index &+ 1) & (capacity - 1)
        }
        return nil
    }
}
