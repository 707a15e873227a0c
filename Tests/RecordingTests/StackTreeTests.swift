import CAgentABI
import Recording
import Testing

@Suite struct StackTreeTests {
    /// Against a dictionary; enough nodes that columns and table grow several times.
    @Test(arguments: 0..<4) func aChildIsMadeOnce(seed: UInt64) {
        struct Edge: Hashable {
            var parent, location: UInt32
        }
        var random = SplitMix(seed: seed)
        var tree = StackTree()
        var oracle: [Edge: UInt32] = [:]
        for _ in 0..<40_000 {
            let parent = UInt32(random.next() % UInt64(tree.count))
            let location = UInt32(random.next() % 7 + 1)
            let node = tree.child(of: parent, at: location)
            if let known = oracle[Edge(parent: parent, location: location)] {
                #expect(node == known)
            } else {
                #expect(Int(node) == tree.count - 1)
                oracle[Edge(parent: parent, location: location)] = node
            }
            #expect(tree.parents[Int(node)] == parent)
            #expect(tree.locations[Int(node)] == location)
            #expect(parent < node)
        }
        #expect(tree.count == oracle.count + 1)
    }

    /// Frames without Python code, gaps, and pops below what is there.
    @Test func oddPushesAndPops() {
        let script = AccountScript()
        script.stand(1, 2, 3)
        script.record(HEAPTIDE_OP_PUSH, 0, 3 << 24)
        script.allocate(0x10, 1)
        #expect(script.at(3).live.bytes == 1, "a frame of no Python code is its caller's")
        script.record(HEAPTIDE_OP_POP, 0, 2 << 24)
        script.allocate(0x20, 2)
        #expect(script.at(2).live.bytes == 2)
        script.record(HEAPTIDE_OP_POP, 0, 900 << 24)
        script.allocate(0x30, 4)
        #expect(script.at(2).live.bytes == 6, "there is nothing at depth 900")
        script.record(HEAPTIDE_OP_PUSH, 1, 70 << 24)
        script.allocate(0x40, 8)
        #expect(script.at(1).live.bytes == 8, "a gap repeats the frame under it")
        script.record(HEAPTIDE_OP_POP, 0, 0)
        script.allocate(0x50, 16)
        #expect(script.at(0).live.bytes == 16)
    }

    /// The leaf's step and the block in one record.
    @Test func leavesThatMoveWithTheirBlock() {
        let script = AccountScript()
        let called = Int(HEAPTIDE_LEAF_CALLED.rawValue)
        script.stand(1, 2, 3)
        script.allocateAt(0x10, 1, steps: 0)
        #expect(script.at(3).live.bytes == 1, "it stands where it stood")
        script.allocateAt(0x20, 2, steps: 1)
        #expect(script.at(2).live.bytes == 2, "one frame has returned")
        script.allocateAt(0x30, 4, steps: called)
        #expect(script.at(3).live.bytes == 5, "the one that returned was called again")
        script.allocateAt(0x40, 8, steps: 2)
        #expect(script.at(1).live.bytes == 8)
        script.record(HEAPTIDE_OP_REALLOCATE, 0x40)
        script.record(HEAPTIDE_OP_REALLOCATED_AT, 0x50 | UInt64(called) << UInt64(HEAPTIDE_LEAF_SHIFT), 16)
        #expect(script.at(1).live.bytes == 0)
        #expect(script.at(2).live.bytes == 18)
        script.allocateAt(0x60, 0xFF_FFFF, steps: 40)
        #expect(script.at(2).live.bytes == 18 + 0xFF_FFFF, "so many frames there are not: it stays where it was")
    }

    @Test func codeThatWasNeverAnnounced() {
        let script = AccountScript()
        script.record(HEAPTIDE_OP_PUSH, 4711, 0)
        script.allocate(0x10, 1)
        #expect(script.at(0).live.bytes == 1)
    }
}
