// HeapAccount against the oracle, over random records: few addresses, so that everything happens to everything.
import CAgentABI
import Recording
import Testing

@Suite struct HeapOracleTests {
    /// Thousands of short programs.
    @Test func manyShortPrograms() {
        for seed in 0..<3000 { compare(seed: UInt64(seed), steps: 30) }
    }

    @Test(arguments: 0..<12) func longPrograms(seed: UInt64) {
        compare(seed: 1_000_000 + seed, steps: 600)
    }

    private func compare(seed: UInt64, steps: Int) {
        var program = RandomProgram(seed: seed)
        for _ in 0..<steps { program.step() }
        let (script, oracle) = (program.script, program.oracle)
        let totals = script.account.currentTotals()
        let total = oracle.total
        #expect(script.figures == oracle.figures, "seed \(seed)")
        #expect(BytesAndBlocks(totals.bytes, totals.blocks) == total, "seed \(seed)")
        #expect(BytesAndBlocks(totals.peakBytes, totals.peakBlocks) == oracle.peakTotal, "seed \(seed)")
        #expect(BytesAndBlocks(totals.allocatedBytes, totals.allocations) == oracle.allocatedTotal, "seed \(seed)")
        #expect(script.account.replacedBlocks == oracle.replaced, "seed \(seed)")
        let byClass = (0..<4).map { blockClass in
            oracle.now.filter { $0.key.blockClass == blockClass }.values.reduce(0) { $0 + $1.bytes }
        }
        #expect((0..<4).map { totals.classBytes[$0] } == byClass, "seed \(seed)")
    }
}

/// Draws records and gives them to both sides.
private struct RandomProgram {
    let script = AccountScript()
    var oracle = HeapOracle()
    private var random: SplitMix

    init(seed: UInt64) {
        random = SplitMix(seed: seed)
        for thread in 1...3 { stand(thread) }
    }

    private mutating func draw(_ bound: UInt64) -> UInt64 { random.next() % bound }
    private mutating func drawAddress() -> UInt64 { (draw(24) + 1) << 4 }
    private mutating func drawThread() -> Int { Int(draw(3)) + 1 }

    private mutating func stand(_ thread: Int) {
        let line = draw(8) + 1
        script.stand(100, line, thread: thread)
        oracle.lines[thread] = line
    }

    mutating func step() {
        let thread = drawThread()
        switch draw(100) {
        case 0..<35: allocate(thread)
        case 35..<62: free(thread)
        case 62..<72: stand(thread)
        case 72..<82: reallocate(thread)
        case 82..<90: map(thread)
        case 90..<95: unmap(thread)
        case 95..<98: remap(thread)
        case 98:
            script.record(HEAPTIDE_OP_THREAD, 1, thread: thread)
            oracle.newThread(thread)
        default:
            script.finalize()
            oracle.finish()
        }
    }

    private mutating func allocate(_ thread: Int) {
        let (address, blockClass) = (drawAddress(), Int(draw(3)))
        let size = draw(9) == 0 ? (draw(3) + 1) << 33 : draw(1000) + 1
        script.allocate(address, size, thread: thread, blockClass: blockClass)
        oracle.allocate(address, size, thread, blockClass)
    }

    private mutating func free(_ thread: Int) {
        let address = drawAddress()
        script.free(address, thread: thread)
        oracle.free(address)
    }

    /// Other threads may do something between the two records.
    private mutating func reallocate(_ thread: Int) {
        let old = drawAddress()
        script.record(HEAPTIDE_OP_REALLOCATE, old, thread: thread)
        oracle.beginReallocation(old, thread)
        if draw(3) == 0 { free(thread % 3 + 1) }
        if draw(3) == 0 && oracle.live[old] == nil {
            script.record(HEAPTIDE_OP_REALLOCATE_FAILED, old, thread: thread)
            oracle.failReallocation(old, thread)
        } else {
            let (new, size) = (drawAddress(), draw(1000) + 1)
            script.record(HEAPTIDE_OP_REALLOCATED, new, size, thread: thread)
            oracle.allocate(new, size, thread, 0)
        }
    }

    private mutating func drawPages() -> (first: UInt64, count: UInt64) { (draw(40) + 1000, draw(12) + 1) }

    private mutating func map(_ thread: Int) {
        let (first, count) = drawPages()
        script.map(first * HeapOracle.page, count * HeapOracle.page, thread: thread)
        _ = oracle.unmap(first, count)
        oracle.map(first, count, thread)
    }

    private mutating func unmap(_ thread: Int) {
        let (first, count) = drawPages()
        script.unmap(first * HeapOracle.page, count * HeapOracle.page, thread: thread)
        _ = oracle.unmap(first, count)
    }

    private mutating func remap(_ thread: Int) {
        let (old, oldCount) = drawPages()
        var (new, count) = drawPages()
        // The same range again means that the call failed.
        if new == old && count == oldCount { new += 1 }
        let page = HeapOracle.page
        script.remap(old * page, oldCount * page, to: new * page, count * page, thread: thread)
        if oracle.unmap(old, oldCount) {
            _ = oracle.unmap(new, count)
            oracle.map(new, count, thread)
        }
    }
}
