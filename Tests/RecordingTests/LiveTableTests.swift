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
