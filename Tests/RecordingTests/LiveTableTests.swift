import Recording
import Testing

@Suite struct LiveTableTests {
    /// Against a dictionary, over random operations on few addresses, so that runs, gaps and growth all happen.
    @Test(arguments: 0..<20) func behavesLikeADictionary(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        var table = LiveTable(bits: 4)
        var oracle: [UInt64: UInt64] = [:]
        for step in 0..<5000 {
            let address = (random.next() % 700 + 1) << 4
            if random.next() % 3 == 0 {
                #expect(table.remove(address)?.size == oracle.removeValue(forKey: address))
            } else {
                let size = random.next() % 10 == 0 ? UInt64(1) << 33 + UInt64(step) : UInt64(step)
                let old = table.insert(address, LiveBlock(size: size, cell: 7, thread: 3))
                #expect(old?.size == oracle[address])
                oracle[address] = size
            }
            #expect(table.count == oracle.count)
        }
    }
}

/// What was live at one moment stays so, whatever the table does meanwhile.
@Suite struct LiveTableCopyTests {
    @Test(arguments: 0..<8) func isOfTheMomentItWasBegun(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        var table = LiveTable(bits: 4)
        var cells: [UInt64: UInt32] = [:]
        var copies: [(copy: LiveTableCopy, cells: [UInt64: UInt32])] = []
        for step in 0..<120_000 {
            let address = (random.next() % 40_000 + 1) << 4
            if random.next() % 3 == 0 {
                #expect((table.remove(address) == nil) == (cells.removeValue(forKey: address) == nil))
            } else {
                _ = table.insert(address, LiveBlock(size: 1, cell: UInt32(step), thread: 3))
                cells[address] = UInt32(step)
            }
            // Some begin while another is not whole; the table grows meanwhile.
            if random.next() % 20_000 == 0 || step == 100 { copies.append((table.beginCopy(), cells)) }
            if random.next() % 4000 == 0 { table.continueCopy(bytes: 64 << 10) }
        }
        table.finishCopy()
        #expect(copies.count > 1)
        for (copy, cells) in copies {
            let isSame = (1...40_000).allSatisfy { copy.cell(of: $0 << 4) == cells[$0 << 4] }
            #expect(isSame)
        }
    }

    /// Whoever waits for a copy gets it when its table is gone.
    @Test func outlivesItsTable() {
        func begin() -> LiveTableCopy {
            var table = LiveTable()
            _ = table.insert(4096, LiveBlock(size: 1, cell: 5, thread: 0))
            return table.beginCopy()
        }
        #expect(begin().cell(of: 4096) == 5)
    }
}

/// A small generator whose sequence is the same everywhere.
struct SplitMix {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
