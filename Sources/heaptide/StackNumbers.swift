// The recorder's stacks as a snapshot keeps them.
import HeapFile
import HeapGraph
import Recording

/// Gives the recorder's stacks the numbers of a snapshot, as they are met.
struct StackNumbers: ~Copyable {
    private let live: LiveStacks?
    private var builder = AllocationStackBuilder()
    private var numbers: [UInt32: StackIndex] = [0: 0]

    /// - Parameter live: nil = no stack is known.
    init(_ live: LiveStacks?) { self.live = live }

    mutating func number(of block: UInt64) -> StackIndex {
        guard let live else { return 0 }
        return number(ofStack: live.stack(of: block), live)
    }

    private mutating func number(ofStack stack: UInt32, _ live: LiveStacks) -> StackIndex {
        if let known = numbers[stack] { return known }
        // Outermost first; a stack can be deep.
        var path = [stack]
        while let last = path.last, numbers[live.caller(of: last)] == nil { path.append(live.caller(of: last)) }
        for stack in path.reversed() {
            let place = live.place(of: stack)
            let frame = AllocationFrame(
                function: place.function, file: place.file, line: UInt32(max(0, place.line)))
            numbers[stack] = builder.stack(frame, calledBy: numbers[live.caller(of: stack)] ?? 0)
        }
        return numbers[stack] ?? 0
    }

    consuming func finish() -> AllocationStacks { builder.finish() }
}
