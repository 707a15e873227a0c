// What allocated the blocks that were live at one moment: the half of a snapshot that the recorder knows.

/// Live blocks with their stacks, apart from the account that goes on.
package final class LiveStacks: Sendable {
    private let live: LiveTableCopy
    private let nodes: [UInt32]
    private let parents: [UInt32]
    private let locations: [UInt32]
    private let places: LocationTable

    /// - Complexity: O(stacks), copies of memory.
    init(
        _ live: LiveTableCopy, _ cells: borrowing AllocationTotals, _ tree: borrowing StackTree,
        _ places: LocationTable
    ) {
        self.live = live
        nodes = (0..<cells.count).map { cells.origin($0).node }
        parents = Array(UnsafeBufferPointer(start: tree.parents, count: tree.count))
        locations = Array(UnsafeBufferPointer(start: tree.locations, count: tree.count))
        self.places = places
    }

    /// Number of the stack that allocated the block at `address`; 0 if nothing lives there or it has no Python stack.
    package func stack(of address: UInt64) -> UInt32 {
        guard let cell = live.cell(of: address), Int(cell) < nodes.count else { return 0 }
        return nodes[Int(cell)]
    }

    package var stackCount: Int { parents.count }

    /// The stack of the caller, 0 for the outermost call. Always smaller than `stack`.
    package func caller(of stack: UInt32) -> UInt32 { parents[Int(stack)] }

    /// The innermost line of a stack.
    package func place(of stack: UInt32) -> SourceLocation { places[Int(locations[Int(stack)])] }
}

/// What a program tells of a snapshot, by the walk's serial number.
package enum SnapshotEvent: Sendable {
    /// The heap is cloned now: what is live, and how much the account says that is.
    case taken(UInt32, LiveStacks, heapBytes: Int64)
    /// For how long the program stood still, in seconds; nil if there is no clone after all.
    case paused(UInt32, Double?)
}
