// What was live when the most was live, stack by stack.
import CAgentABI
import Recording
import Testing

@Suite struct HighWaterMarkTests {
    private let script = AccountScript()

    @Test func singleBlock() {
        script.stand(1)
        script.allocate(0x10, 100)
        #expect(script.account.currentTotals().peakBytes == 100)
        #expect(script.account.currentTotals().peakBlocks == 1)
        #expect(script.at(1).peak == BytesAndBlocks(100, 1))
    }

    @Test func nothingAtAll() {
        #expect(script.account.currentTotals().peakBytes == 0)
        #expect(script.figures.isEmpty)
    }

    @Test func isKeptAfterItsBlocksAreFreed() {
        script.stand(1)
        script.allocate(0x10, 100)
        script.allocate(0x20, 50)
        script.free(0x10)
        script.free(0x20)
        #expect(script.at(1).peak == BytesAndBlocks(150, 2))
        #expect(script.at(1).live == BytesAndBlocks())
        #expect(script.account.currentTotals().peakBlocks == 2)
    }

    @Test func movesToAHigherOne() {
        script.stand(1)
        script.allocate(0x10, 100)
        script.free(0x10)
        script.stand(2)
        script.allocate(0x20, 60)
        script.stand(3)
        script.allocate(0x30, 70)
        script.free(0x20)
        #expect(script.at(1).peak == BytesAndBlocks())
        #expect(script.at(2).peak == BytesAndBlocks(60, 1))
        #expect(script.at(3).peak == BytesAndBlocks(70, 1))
        #expect(script.account.currentTotals().peakBytes == 130)
    }

    /// Each stack is highest at a moment of its own; only the whole heap's moment counts.
    @Test func stacksThatPeakAtOtherTimes() {
        script.stand(1)
        script.allocate(0x10, 100)
        script.free(0x10)
        script.allocate(0x11, 10)
        script.stand(2)
        script.allocate(0x20, 95)
        script.stand(1)
        script.free(0x11)
        script.allocate(0x12, 9)
        #expect(script.at(1).peak == BytesAndBlocks(10, 1))
        #expect(script.at(2).peak == BytesAndBlocks(95, 1))
    }

    /// A heap that comes back to its mark without passing it leaves the first moment standing.
    @Test func reachedTwice() {
        script.stand(1)
        script.allocate(0x10, 100)
        script.free(0x10)
        script.stand(2)
        script.allocate(0x20, 100)
        #expect(script.at(1).peak == BytesAndBlocks(100, 1))
        #expect(script.at(2).peak == BytesAndBlocks())
        script.stand(3)
        script.allocate(0x30, 1)
        #expect(script.at(1).peak == BytesAndBlocks())
        #expect(script.at(2).peak == BytesAndBlocks(100, 1))
        #expect(script.at(3).peak == BytesAndBlocks(1, 1))
    }

    @Test func freeOfAnUnknownAddressChangesNothing() {
        script.stand(1)
        script.allocate(0x10, 100)
        script.free(0x999)
        script.reallocate(0x998, to: 0x20, 5)
        script.failToReallocate(0x997)
        #expect(script.at(1).live == BytesAndBlocks(105, 2))
        #expect(script.account.totals.blocks == 2)
        #expect(script.account.totals.allocations == 2)
    }

    @Test func acrossThreads() {
        script.stand(1, thread: 1)
        script.stand(2, thread: 2)
        script.allocate(0x10, 100, thread: 1)
        script.allocate(0x20, 200, thread: 2)
        script.free(0x10, thread: 2)
        script.allocate(0x30, 50, thread: 1)
        #expect(script.at(1).peak == BytesAndBlocks(100, 1))
        #expect(script.at(2).peak == BytesAndBlocks(200, 1))
        #expect(script.account.currentTotals().peakBytes == 300)
    }

    @Test func reallocationIsAFreeAndAnAllocation() {
        script.stand(1)
        script.allocate(0x10, 100)
        script.stand(2)
        script.reallocate(0x10, to: 0x10, 70)
        #expect(script.at(1).live == BytesAndBlocks())
        #expect(script.at(1).peak == BytesAndBlocks(100, 1))
        #expect(script.at(2).live == BytesAndBlocks(70, 1))
        script.stand(3)
        script.reallocate(0x10, to: 0x40, 300)
        #expect(script.at(1).peak == BytesAndBlocks())
        #expect(script.at(3).peak == BytesAndBlocks(300, 1))
        #expect(script.account.totals.allocatedBytes == 470)
        #expect(script.account.totals.allocations == 3)
    }

    @Test func failedReallocationLeavesTheBlock() {
        script.stand(1)
        script.allocate(0x10, 100)
        script.stand(2)
        script.failToReallocate(0x10)
        #expect(script.at(1).live == BytesAndBlocks(100, 1))
        #expect(script.at(1).peak == BytesAndBlocks(100, 1))
        #expect(script.at(2) == LineFigures())
        #expect(script.account.totals.allocations == 1)
        script.free(0x10)
        #expect(script.account.totals.bytes == 0)
    }

    @Test func anAddressThatIsLiveAlreadyIsReplacedAndCounted() {
        script.stand(1)
        script.allocate(0x10, 100)
        script.stand(2)
        script.allocate(0x10, 30)
        #expect(script.at(1).live == BytesAndBlocks())
        #expect(script.at(2).live == BytesAndBlocks(30, 1))
        #expect(script.account.replacedBlocks == 1)
    }

    @Test func classesAreKeptApart() {
        script.stand(1)
        for blockClass in 0..<3 { script.allocate(UInt64(blockClass + 1) << 8, 100, blockClass: blockClass) }
        script.map(0x10000, 8192)
        script.record(HEAPTIDE_OP_ARENA_MAP, 0x100000, 1 << 20, blockClass: 3)
        let totals = script.account.currentTotals()
        #expect((0..<4).map { totals.classPeakBytes[$0] } == [100, 100, 100, 8192])
        #expect(totals.peakBytes == 8492)
        #expect(totals.arenaPeakBytes == 1 << 20)
        #expect(totals.smallPeakBytes == 100)
    }
}
