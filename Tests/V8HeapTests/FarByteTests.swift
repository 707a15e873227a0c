// A byte that several threads look for, against looking from the front.
import SyntheticHeap
import Testing

@testable import V8Heap

@Suite struct FarByteTests {
    @Test(arguments: 0..<4) func theFirstOfThem(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var bytes = [UInt8](repeating: 0x30, count: 5 << 20)
        for _ in 0..<40 {
            let places = (0..<random.draw(4)).map { _ in random.draw(bytes.count) }
            for place in places { bytes[place] = 0x22 }
            for start in [0, random.draw(bytes.count), bytes.count - 1, bytes.count] {
                let found = bytes.withUnsafeBytes { FarByte.first(0x22, in: $0, from: start) }
                #expect(found == places.filter { $0 >= start }.min())
            }
            for place in places { bytes[place] = 0x30 }
        }
    }
}
