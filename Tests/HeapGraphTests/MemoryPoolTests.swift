// Columns that take over what others gave back.
import HeapGraph
import SyntheticHeap
import Testing

@Suite struct MemoryPoolTests {
    /// Every column says what was written to it, and zeroes are zero, whatever was in that memory before.
    @Test(arguments: 0..<4) func columnsDoNotShareMemory(seed: UInt64) async {
        await withTaskGroup(of: Bool.self) { group in
            for thread in 0..<3 { group.addTask { Self.isRight(seed: seed * 3 + UInt64(thread)) } }
            for await isRight in group { #expect(isRight) }
        }
    }

    private static func isRight(seed: UInt64) -> Bool {
        MemoryPool.begin()
        defer { MemoryPool.end() }
        var random = SplitMix(seed: seed)
        var kept: [(column: Column<UInt64>, mark: UInt64)] = []
        for mark in UInt64(1)...20 {
            // From below the smallest size that is pooled to twice that.
            let count = 1 + random.draw(1 << 20)
            let areZeroes = random.draw(2) == 0
            let column = areZeroes ? MutableColumn<UInt64>(zeroes: count) : MutableColumn(unwritten: count)
            let base = column.base
            if areZeroes, !stride(from: 0, to: count, by: 77).allSatisfy({ base[$0] == 0 }) { return false }
            base.update(repeating: mark, count: count)
            kept.append((column.frozen(), mark))
            let areIntact = kept.allSatisfy { column, mark in
                stride(from: 0, to: column.count, by: 500).allSatisfy { column[$0] == mark }
            }
            guard areIntact else { return false }
            if kept.count > 3 { kept.remove(at: random.draw(kept.count)) }
        }
        return true
    }
}
