// A heap at one moment: the graph, what is known beside it, and where it comes from.
package import HeapGraph

/// Where something begins in the source.
package struct SourcePlace: Sendable, Hashable, BitwiseCopyable {
    /// The file's name in the graph's table of names.
    package let file: NameIndex
    /// From 1.
    package let line: UInt32

    package init(file: NameIndex, line: UInt32) {
        self.file = file
        self.line = line
    }
}

/// What a snapshot file holds. `write(to:)` and `open(_:)` bring it to a file and back.
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
    /// Where functions and classes are in the source, where the runtime says so: of functions each, of classes one object.
    package var places: SparseColumn<SourcePlace>

    package init(
        facts: SnapshotFacts, graph: HeapGraph, stacks: AllocationStacks, contents: SparseColumn<UInt64>,
        capacities: SparseColumn<Capacity>, slotSavings: SparseColumn<UInt64>,
        places: SparseColumn<SourcePlace> = SparseColumn([], numbering: Column([]))
    ) {
        self.facts = facts
        self.graph = graph
        self.stacks = stacks
        self.contents = contents
        self.capacities = capacities
        self.slotSavings = slotSavings
        self.places = places
    }

    /// What a file of this kind is called: `app.heap`.
    package static let fileExtension = "heap"
}
