// Records that no agent ever sent, into the account and through a ring.
import CAgentABI
import CFuzzPlatform
import Glibc

@testable import Recording

extension Random {
    /// A record: mostly of a known operation, with addresses and threads that meet again, and now and then of nothing.
    mutating func record() -> (UInt64, UInt64) {
        if below(50) == 0 { return (next(), next()) }
        let operation = UInt64(below(26))
        let leaf = below(3) == 0 ? UInt64(below(64)) << UInt64(HEAPTIDE_LEAF_SHIFT) : 0
        let address: UInt64 =
            below(4) == 0
            ? next() >> 16 : below(2) == 0 ? UInt64(below(40)) : UInt64(0x7000_0000_0000 + below(400) * 4096)
        let size: UInt64 =
            below(8) == 0 ? next() >> 16 : below(3) == 0 ? UInt64(below(40)) << 24 : UInt64(below(1 << 20))
        let thread = UInt64(below(20) == 0 ? below(65536) : below(3))
        return (address | operation << 48 | UInt64(below(8)) << 54 | leaf, size | thread << 48)
    }

    mutating func bytes(_ most: Int) -> [UInt8] { (0..<below(most)).map { _ in byte() } }
}

/// Streams of records, applied to an account.
struct AccountTarget: FuzzTarget {
    let name = "records"
    let share = 20

    func tryOne(_ random: inout Random) {
        var account = HeapAccount(minor: 9 + random.below(6))
        for _ in 0..<random.below(4000) {
            let (word0, word1) = random.record()
            account.prefetch(word0)
            account.apply(word0, word1)
            if random.below(20) == 0 { describeCode(&account, &random) }
        }
        _ = account.currentTotals()
        for cell in 0..<account.cells.count { _ = (account.peak(cell), account.end(cell)) }
    }

    private func describeCode(_ account: inout HeapAccount, _ random: inout Random) {
        let number = random.below(30)
        account.codes.begin(number, firstLine: Int32(truncatingIfNeeded: random.next()))
        for field in 0..<8 {
            random.bytes(60).withUnsafeBytes { account.codes.append(number, field: field, bytes: $0) }
        }
    }
}

/// A ring whose program writes what it likes, its own head included.
struct RingTarget: FuzzTarget {
    let name = "rings"
    let share = 5
    private let size = Int(HEAPTIDE_RING_HEADER_BYTES) + 16 << Int(HEAPTIDE_RING_BITS)

    func tryOne(_ random: inout Random) {
        let file = heaptide_fuzz_ring(Int64(size))
        defer { close(file) }
        guard let ring = Ring(file: file) else { preconditionFailure("the ring is refused") }
        var account = HeapAccount(minor: 11)
        let words = (UnsafeMutableRawPointer(ring.header) + Int(HEAPTIDE_RING_HEADER_BYTES))
            .assumingMemoryBound(to: UInt64.self)
        var head: UInt64 = 0
        for _ in 0..<random.below(40) {
            for _ in 0..<random.below(300) {
                let (word0, word1) = random.record()
                let slot = Int(head & (HEAPTIDE_RING_CAPACITY_WORDS - 1)) * 2
                let lap = (~(head >> UInt64(HEAPTIDE_RING_BITS)) & 1) << 63
                words[slot + 1] = word1
                words[slot] = random.below(60) == 0 ? word0 : word0 & ~(1 << 63) | lap
                head &+= 1
            }
            if random.below(30) == 0 { head = random.next() >> UInt64(random.below(64)) }
            heaptide_store_release(heaptide_ring_head(ring.header), head)
            for _ in 0..<random.below(4) {
                _ = ring.drain(into: &account, skipsUnwritten: random.below(4) == 0) { _ in }
            }
        }
    }
}

private let HEAPTIDE_RING_CAPACITY_WORDS: UInt64 = 1 << UInt64(HEAPTIDE_RING_BITS)

/// Packed changes and line tables.
struct PackedTarget: FuzzTarget {
    let name = "packed"
    let share = 500

    func tryOne(_ random: inout Random) {
        let changes =
            random.below(2) == 0 ? random.bytes(300) : (0..<random.below(100)).map { _ in random.byte() | 0x80 }
        let decoded = ChangeList.decode(changes)
        let again = ChangeList.decode(ChangeList.encode(decoded))
        precondition(again.map(\.cell) == decoded.map(\.cell) && again.map(\.bytes) == decoded.map(\.bytes))
        _ = ChangeList.merge(changes, random.bytes(100))
        let table = LineTable(
            random.bytes(300), firstLine: Int32(truncatingIfNeeded: random.next()), minor: 9 + random.below(6))
        for offset in 0..<(table.unitCount + 3) { _ = table.line(at: offset * 2) }
        _ = CodeRegistry.text(random.bytes(50), width: 1 << random.below(3))
    }
}
