import HeapGraph
import SyntheticHeap
import Testing

@testable import PythonHeap

/// Looking up addresses, against a dictionary.
@Suite struct AddressTests {
    private func column(_ addresses: [UInt64]) -> MutableColumn<UInt64> {
        var column = MutableColumn<UInt64>()
        for address in addresses { column.append(address) }
        return column
    }

    /// How addresses lie: close together, in two places far apart, anywhere; with some that cannot be.
    static let shapes: [@Sendable (inout SplitMix) -> UInt64] = [
        { 0x7F00_0000_0000 + UInt64($0.draw(1 << 14)) * 16 },
        { ($0.draw(2) == 0 ? 0x5600_0000_0000 : 0x7FFF_FFFF_0000) + UInt64($0.draw(1 << 18)) * 8 },
        { $0.next() >> 16 & ~7 },
        { $0.draw(3) == 0 ? $0.next() : UInt64($0.draw(1 << 12)) * 8 },
    ]

    @Test(arguments: shapes.indices, 0..<5 as Range<UInt64>)
    func ranks(_ shape: Int, _ seed: UInt64) {
        var random = SplitMix(seed: seed)
        let addresses = (0..<random.draw(5000)).map { _ in Self.shapes[shape](&random) }
        var positions: [UInt64: Int] = [:]
        for (position, address) in addresses.enumerated() where address >> 48 == 0 {
            positions[address >> 3] = position
        }
        let ranks = AddressRanks(column(addresses))
        for address in addresses { #expect(ranks.position(of: address) == positions[address >> 3]) }
        for _ in 0..<1000 {
            let address = Self.shapes[shape](&random)
            #expect(ranks.position(of: address) == (address >> 48 == 0 ? positions[address >> 3] : nil))
        }
        for address: UInt64 in [0, 7, 1 << 47, 1 << 48, .max] {
            #expect(ranks.position(of: address) == (address >> 48 == 0 ? positions[address >> 3] : nil))
        }
    }

    @Test func noAddresses() {
        let ranks = AddressRanks(column([]))
        for address: UInt64 in [0, 8, 1 << 40, .max] { #expect(ranks.position(of: address) == nil) }
        #expect(AddressRanks(column([.max, 1 << 60])).position(of: .max) == nil)
    }

    /// Addresses that are spread over everything take no more memory than so much each.
    @Test func thinlySpread() {
        var random = SplitMix(seed: 3)
        let addresses = (0..<100_000).map { _ in random.next() >> 17 & ~7 }
        let ranks = AddressRanks(column(addresses))
        #expect(ranks.byteCount < AddressRanks.fixedBytes + 100 * addresses.count)
        for (position, address) in addresses.enumerated() { #expect(ranks.position(of: address) == position) }
    }

    @Test func numbers() {
        var random = SplitMix(seed: 1)
        var truth: [UInt64: UInt32] = [:]
        var numbers = AddressNumbers()
        for _ in 0..<20_000 {
            let (key, number) = (1 + UInt64(random.draw(9000)) * 64, UInt32(random.draw(1000)))
            truth[key] = number
            numbers.set(key, number)
        }
        for key in 0..<600_000 as Range<UInt64> where key % 64 < 2 {
            #expect(numbers.number(of: key) == truth[key] ?? 0)
        }
    }
}
