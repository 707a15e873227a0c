// A heap at one moment: the graph, what is known beside it, and where it comes from.
package import HeapGraph

/// What a snapshot file holds.
package struct HeapSnapshot: Sendable {
    package var facts: SnapshotFacts
    package var graph: HeapGraph
    /// What allocated the objects, where that was recorded; else empty.
    package var stacks: AllocationStacks
    /// Hashes of what strings and numbers say, comparable within this snapshot only.
    package var contents: SparseColumn<UInt64>
    /// Capacity that collections do not use.
    package var capacities: SparseColumn<Capacity>
    /// Bytes that instances would shrink by with `__slots__`.
    package var slotSavings: SparseColumn<UInt64>

    package init(
        facts: SnapshotFacts, graph: HeapGraph, stacks: AllocationStacks, contents: SparseColumn<UInt64>,
        capacities: SparseColumn<Capacity>, slotSavings: SparseColumn<UInt64>
    ) {
        self.facts = facts
        self.graph = graph
        self.stacks = stacks
        self.contents = contents
        self.capacities = capacities
        self.slotSavings = slotSavings
    }
}

/// Where a snapshot comes from. All of it may be missing in a file of another version.
package struct SnapshotFacts: Sendable, Codable, Equatable {
    /// "python" or "javascript".
    package var language = ""
    /// Of the runtime, as "3.12.1".
    package var version = ""
    package var pid: Int32 = 0
    package var command: [String] = []
    /// When it was taken, ISO 8601.
    package var taken = ""
    /// For how long the program stood still; nil if that was not measured.
    package var pauseSeconds: Double?
    /// How long reading the heap took, beside the running program.
    package var walkSeconds: Double?
    /// Whether the text of strings was recorded.
    package var hasValues = false
    /// Objects whose references could not all be read.
    package var opaqueObjects = 0
    /// The recording that was made in the same run, if there is one.
    package var recording: String?

    package init() {}
}

/// Allocation stacks: a tree whose nodes are calls. Stack 0 is "not known".
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

    package var count: Int { callers.count }
}
