package import HeapGraph

/// Gives every distinct stack one number while a snapshot is made.
///
/// - Complexity: O(1) expected a call.
package struct AllocationStackBuilder: ~Copyable {
    private struct Key: Hashable {
        let caller: StackIndex
        let function, file: NameIndex
        let line: UInt32
    }

    private var known: [Key: StackIndex] = [:]
    private var callers = MutableColumn<StackIndex>()
    private var functions = MutableColumn<NameIndex>()
    private var files = MutableColumn<NameIndex>()
    private var lines = MutableColumn<UInt32>()
    private var names = NameInterner()

    package init() { append(Key(caller: 0, function: 0, file: 0, line: 0)) }

    /// Stacks so far, the unknown one too.
    package var count: Int { callers.count }

    /// The stack of a call that `caller` made; 0 is the caller of an outermost call.
    package mutating func stack(_ frame: AllocationFrame, calledBy caller: StackIndex) -> StackIndex {
        precondition(caller < count, "a caller comes before what it calls")
        let (function, file) = (names.intern(frame.function), names.intern(frame.file))
        let key = Key(caller: caller, function: function, file: file, line: frame.line)
        if let stack = known[key] { return stack }
        known[key] = StackIndex(count)
        append(key)
        return StackIndex(count - 1)
    }

    /// The stack of these calls, innermost first; 0 if there are none.
    package mutating func stack(_ frames: [AllocationFrame]) -> StackIndex {
        var stack: StackIndex = 0
        for frame in frames.reversed() { stack = self.stack(frame, calledBy: stack) }
        return stack
    }

    /// Ends the building.
    package consuming func finish() -> AllocationStacks {
        AllocationStacks(
            callers: callers.frozen(), functions: functions.frozen(), files: files.frozen(), lines: lines.frozen(),
            names: names.table())
    }

    private mutating func append(_ key: Key) {
        callers.append(key.caller)
        functions.append(key.function)
        files.append(key.file)
        lines.append(key.line)
    }
}
