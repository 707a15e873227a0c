// Temporaries: blocks that are freed before the next allocation of the thread that allocated them.
import CAgentABI
import Recording
import Testing

@Suite struct TemporaryBlocksTests {
    private let script = AccountScript()

    init() {
        script.stand(1, thread: 1)
        script.stand(2, thread: 2)
    }

    @Test func freedAtOnce() {
        script.allocate(0x10, 8)
        script.free(0x10)
        #expect(script.at(1).temporaries == 1)
    }

    @Test func freedByAnotherThread() {
        script.allocate(0x10, 8)
        script.allocate(0x20, 8, thread: 2)
        script.free(0x10, thread: 2)
        #expect(script.at(1).temporaries == 1)
        #expect(script.at(2).temporaries == 0)
    }

    @Test func notWhenTheThreadAllocatedAgain() {
        script.allocate(0x10, 8)
        script.allocate(0x20, 8)
        script.free(0x10)
        #expect(script.at(1).temporaries == 0)
        script.free(0x20)
        #expect(script.at(1).temporaries == 1)
    }

    /// The other thread's last block is not this one's.
    @Test func anAddressUsedByAnotherThreadBefore() {
        script.allocate(0x10, 8)
        script.reallocate(0x10, to: 0x20, 16, thread: 2)
        script.allocate(0x30, 8, thread: 2)
        script.allocate(0x10, 8, thread: 2)
        script.allocate(0x40, 8, thread: 2)
        script.free(0x10)
        #expect(script.at(1).temporaries == 0)
        #expect(script.at(2).temporaries == 0)
    }

    @Test func aReallocationThatMovesIsNone() {
        script.allocate(0x10, 8)
        script.reallocate(0x10, to: 0x20, 16)
        #expect(script.at(1).temporaries == 0)
        script.free(0x20)
        #expect(script.at(1).temporaries == 1)
    }

    @Test func aFailedReallocationChangesNothing() {
        script.allocate(0x10, 8)
        script.failToReallocate(0x10, thread: 2)
        script.free(0x10)
        #expect(script.at(1).temporaries == 1)
    }

    @Test func aNumberThatIsSomebodyNew() {
        script.allocate(0x10, 8)
        script.record(HEAPTIDE_OP_THREAD, 4711, thread: 1)
        script.free(0x10, thread: 2)
        #expect(script.at(1).temporaries == 0)
        script.allocate(0x20, 8)
        #expect(script.account.threadsSeen == 1)
        #expect(script.at(0).live == BytesAndBlocks(8, 1), "a new thread's stack is empty")
    }
}
