// What the program kept: live when the interpreter began to tear itself down, or when the records ended before that.
import Recording
import Testing

@Suite struct EndFiguresTests {
    private let script = AccountScript()

    @Test func withoutFinalizationTheLastMomentCounts() {
        script.stand(1)
        script.allocate(0x10, 100)
        script.allocate(0x20, 10)
        script.free(0x10)
        #expect(script.at(1).end == BytesAndBlocks(10, 1))
        #expect(script.account.endTotals == nil)
    }

    @Test func finalizationFixesThem() {
        script.stand(1)
        script.allocate(0x10, 100)
        script.finalize()
        script.free(0x10)
        script.stand(2)
        script.allocate(0x20, 7)
        #expect(script.at(1).end == BytesAndBlocks(100, 1))
        #expect(script.at(1).live == BytesAndBlocks())
        #expect(script.at(2).end == BytesAndBlocks())
        #expect(script.at(2).live == BytesAndBlocks(7, 1))
        #expect(script.account.endTotals?.bytes == 100)
        #expect(script.account.endTotals?.blocks == 1)
    }

    @Test func onlyTheFirstFinalizationCounts() {
        script.stand(1)
        script.allocate(0x10, 100)
        script.finalize()
        script.free(0x10)
        script.finalize()
        #expect(script.at(1).end == BytesAndBlocks(100, 1))
    }

    /// The peak may still come afterwards.
    @Test func thePeakIsNotFixed() {
        script.stand(1)
        script.allocate(0x10, 100)
        script.finalize()
        script.allocate(0x20, 100)
        #expect(script.account.currentTotals().peakBytes == 200)
        #expect(script.at(1).end == BytesAndBlocks(100, 1))
    }
}
