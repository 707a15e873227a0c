// The consumer's side of a ring: a mapping of the program's memfd. What the program writes there is not trusted: an
// index is masked, a count is bounded, and what makes no sense is skipped and counted.
import CAgentABI
import CRecorderPlatform
import Glibc

/// One ring, consumed by one thread.
final class Ring: @unchecked Sendable {
    let header: UnsafeMutablePointer<heaptide_ring_header>
    private let words: UnsafeMutablePointer<UInt64>
    private let bytes = Int(HEAPTIDE_RING_HEADER_BYTES) + 16 << Int(HEAPTIDE_RING_BITS)
    private(set) var tail: UInt64 = 0
    /// Records that were reserved and never written: their thread was killed in between.
    private(set) var unwrittenRecords = 0

    private static let capacity: UInt64 = 1 << UInt64(HEAPTIDE_RING_BITS)
    private static let mask = capacity - 1
    /// Records that are consumed before the program sees that they are.
    static let batch = 4096

    /// Maps the ring behind `file`, which stays the caller's. Nil unless it is a sealed memfd of the right size.
    init?(file: Int32) {
        guard heaptide_is_sealed_ring(file, Int64(bytes)),
            let pages = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), pages != MAP_FAILED
        else { return nil }
        header = pages.assumingMemoryBound(to: heaptide_ring_header.self)
        words = (pages + Int(HEAPTIDE_RING_HEADER_BYTES)).assumingMemoryBound(to: UInt64.self)
    }

    deinit { munmap(header, bytes) }

    var head: UInt64 { heaptide_load_acquire(heaptide_ring_head(header)) }

    /// How much of the ring is filled, 0 to 1.
    var fill: Double { Double(head &- tail) / Double(Self.capacity) }

    /// A program that writes nonsense into its own head cannot make the recorder read far.
    var isOverrun: Bool { head &- tail > Self.capacity * 2 }

    /// Applies the records that are there, at most one batch. Returns how many slots were consumed. With `skipsUnwritten`
    /// (the program is dead) a reserved but unwritten slot is passed over. `beforePublishing` sees the account before the
    /// program sees that the records are consumed.
    func drain(
        into account: inout HeapAccount, skipsUnwritten: Bool, beforePublishing: (borrowing HeapAccount) -> Void
    ) -> Int {
        let available = head &- tail
        guard available > 0, !isOverrun else { return 0 }
        let end = tail &+ min(available, UInt64(Self.batch))
        let start = tail
        var index = tail
        while index < end {
            let slot = words + Int(index & Self.mask) * 2
            let word0 = heaptide_load_acquire(slot)
            guard word0 >> 63 == ~(index >> UInt64(HEAPTIDE_RING_BITS)) & 1 else {
                if !skipsUnwritten { break }
                unwrittenRecords += 1
                index &+= 1
                continue
            }
            account.prefetch(words[Int((index &+ 12) & Self.mask) * 2])
            let operation = UInt32(truncatingIfNeeded: (word0 >> 48) & 63)
            if operation == HEAPTIDE_OP_CODE_DATA.rawValue || operation == HEAPTIDE_OP_MARK.rawValue {
                guard let slots = consumeData(index, word0, slot[1], &account) else { break }
                index &+= 1 &+ slots
            } else {
                account.apply(word0, slot[1])
                index &+= 1
            }
        }
        beforePublishing(account)
        publish(index)
        return Int(index &- start)
    }

    private func publish(_ index: UInt64) {
        tail = index
        heaptide_store_release(heaptide_ring_tail(header), index)
    }

    /// Hands a record and the bytes behind it to the account. Nil if they are not all reserved yet.
    private func consumeData(
        _ index: UInt64, _ word0: UInt64, _ word1: UInt64, _ account: inout HeapAccount
    ) -> UInt64? {
        let count = Int(word1 & ((1 << 48) - 1))
        let slots = UInt64((count + 15) / 16)
        guard count <= 16384 else { return 0 }
        guard head &- index > slots else { return nil }
        var copy = [UInt8](repeating: 0, count: Int(slots) * 16)
        copy.withUnsafeMutableBytes { target in
            let copied = target.bindMemory(to: UInt64.self)
            for slot in 0..<Int(slots) {
                let position = index &+ 1 &+ UInt64(slot)
                let source = words + Int(position & Self.mask) * 2
                copied[slot * 2] = source[0]
                copied[slot * 2 + 1] = source[1]
                // Data may look like a record of the next lap: leave a word that cannot.
                source[0] = (~(position >> UInt64(HEAPTIDE_RING_BITS)) & 1) << 63
            }
        }
        copy.withUnsafeBytes { bytes in
            account.apply(word0, data: UnsafeRawBufferPointer(rebasing: bytes[0..<count]))
        }
        return slots
    }
}
