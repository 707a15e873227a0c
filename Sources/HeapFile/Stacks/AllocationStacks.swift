// What allocated the objects of a snapshot.
package import HeapGraph

/// One call on a stack.
package struct AllocationFrame: Sendable, Hashable {
    package var function: String
    package var file: String
    /// 0 = not known.
    package var line: UInt32

    package init(function: String, file: String, line: UInt32) {
        self.function = function
        self.file = file
        self.line = line
    }
}

/// Allocation stacks: a tree whose nodes are calls. Stack 0 is "not known".
///
/// A stack is its innermost call and the stack that made it. `AllocationStackBuilder` makes such a tree.
package struct AllocationStacks: Sendable {
    /// The caller's stack; 0 = outermost. Always smaller than the stack itself.
    package let callers: Column<StackIndex>
    /// Name of the function, of the file (indices into `names`), and the line: one element a stack.
    package let functions: Column<NameIndex>
    package let files: Column<NameIndex>
    package let lines: Column<UInt32>
    package let names: NameTable

    package init(
        callers: Column<StackIndex>, functions: Column<NameIndex>, files: Column<NameIndex>, lines: Column<UInt32>,
        names: NameTable
    ) {
        self.callers = callers
        self.functions = functions
        self.files = files
        self.lines = lines
        self.names = names
    }

    /// Of a snapshot whose allocations were not recorded.
    package static let empty = AllocationStackBuilder().finish()

    /// Stacks, the unknown one too.
    package var count: Int { callers.count }

    /// The innermost call of a stack; nil if it is not known.
    package func frame(of stack: StackIndex) -> AllocationFrame? {
        guard stack > 0 && stack < count else { return nil }
        return AllocationFrame(function: names[functions[stack]], file: names[files[stack]], line: lines[stack])
    }

    /// The calls of a stack, innermost first; none if it is not known.
    ///
    /// - Complexity: O(depth).
    package func frames(of stack: StackIndex) -> [AllocationFrame] {
        var frames: [AllocationFrame] = []
        var stack = stack
        while let frame = frame(of: stack) {
            frames.append(frame)
            guard callers[stack] < stack else { break }
            stack = callers[stack]
        }
        return frames
    }
}

extension AllocationStacks {
    /// Checks all that readers rely on, and that the stacks of nodes are in this table.
    ///
    /// - Throws: `HeapGraphError` if a column is too short, or an index leads out of its table or around in circles.
    /// - Complexity: O(stacks + nodes).
    func check(_ nodeStacks: Column<StackIndex>) throws(HeapGraphError) {
        guard [functions.count, files.count, lines.count].allSatisfy({ $0 == count }) else {
            throw HeapGraphError("the columns of stacks have different lengths")
        }
        guard zip(0..., callers.elements).allSatisfy({ $1 < $0 || $0 == 0 && $1 == 0 }) else {
            throw HeapGraphError("a stack's caller comes after it")
        }
        guard functions.largest < names.count, files.largest < names.count else {
            throw HeapGraphError("a stack's function or file is not in the table")
        }
        let largest = nodeStacks.largest
        guard largest < count || largest == 0 else {
            throw HeapGraphError("an object's stack, number \(largest), is not in the table of \(count)")
        }
    }
}

extension Column<UInt32> {
    /// For loops over all of it. Valid as long as this column.
    fileprivate var elements: UnsafeBufferPointer<UInt32> { bytes.assumingMemoryBound(to: UInt32.self) }

    /// The largest element, 0 of none.
    fileprivate var largest: UInt32 { elements.reduce(0) { Swift.max($0, $1) } }
}
