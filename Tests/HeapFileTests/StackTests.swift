import HeapFile
import HeapGraph
import Testing

@Suite struct StackTests {
    private func frame(_ function: String, _ line: UInt32) -> AllocationFrame {
        AllocationFrame(function: function, file: "app.py", line: line)
    }

    @Test func framesInnermostFirst() {
        var builder = AllocationStackBuilder()
        let calls = [frame("read", 3), frame("load", 7), frame("main", 1)]
        let stack = builder.stack(calls)
        let other = builder.stack([frame("write", 5)] + calls.dropFirst())
        #expect(builder.stack(calls) == stack)
        #expect(builder.stack(frame("write", 5), calledBy: builder.stack(Array(calls.dropFirst()))) == other)
        #expect(builder.stack([]) == 0)
        #expect(builder.count == 5)
        let stacks = builder.finish()
        #expect(stacks.frames(of: stack) == calls)
        #expect(stacks.frames(of: other).map(\.function) == ["write", "load", "main"])
        #expect(stacks.frame(of: other) == frame("write", 5))
        #expect(stacks.count == 5)
    }

    @Test func unknownStacksHaveNoFrames() {
        #expect(AllocationStacks.empty.count == 1)
        #expect(AllocationStacks.empty.frames(of: 0).isEmpty)
        #expect(AllocationStacks.empty.frames(of: 77).isEmpty)
        #expect(AllocationStacks.empty.frame(of: 0) == nil)
    }
}
