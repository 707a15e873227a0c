// A heap at one moment: the graph, what is known beside it, and where it comes from.
package import HeapGraph

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

    /// What a file of this kind is called: `app.heap`.
    package static let fileExtension = "heap"
}
