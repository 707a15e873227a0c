// What every stack has allocated, by class of memory: a cell is one (stack, class).

/// Figures of one cell; bytes and blocks. One cache line.
package struct CellTotals {
    package var bytes: Int64 = 0
    package var blocks: Int64 = 0
    package var allocatedBytes: Int64 = 0
    package var allocations: Int64 = 0
    package var temporaries: Int64 = 0
    /// Valid while `peakEpoch` is the current one; the cell has not changed since the peak otherwise.
    package var bytesAtPeak: Int64 = 0
    package var blocksAtPeak: Int64 = 0
    package var peakEpoch: UInt32 = 0
    package var changes: UInt32 = 0
}

/// All cells of a process, and the two lists of cells that changed: since the interval began, since the last save.
package struct AllocationTotals: ~Copyable {
    package static let changedInInterval: UInt32 = 1
    package static let changedSinceSave: UInt32 = 2
    package static let classes = 4

    package private(set) var cells: UnsafeMutablePointer<CellTotals>
    /// What the cell stood at when the last interval was closed.
    package private(set) var closedBytes: UnsafeMutablePointer<Int64>
    package private(set) var closedBlocks: UnsafeMutablePointer<Int64>
    package private(set) var nodes: UnsafeMutablePointer<UInt32>
    package private(set) var count = 1
    private var capacity = 1024
    /// `cellOfNode[node * classes + class]`, 0 = that node has allocated nothing of that class yet.
    private var cellOfNode: UnsafeMutablePointer<UInt32>
    private var nodeCapacity = 1024
    package var intervalChanges: [UInt32] = []
    package var unsavedChanges: [UInt32] = []

    package init() {
        cells = .allocate(capacity: capacity)
        cells.initialize(repeating: CellTotals(), count: capacity)
        closedBytes = .allocate(capacity: capacity)
        closedBytes.initialize(repeating: 0, count: capacity)
        closedBlocks = .allocate(capacity: capacity)
        closedBlocks.initialize(repeating: 0, count: capacity)
        nodes = .allocate(capacity: capacity)
        nodes.initialize(repeating: 0, count: capacity)
        cellOfNode = .allocate(capacity: nodeCapacity * Self.classes)
        cellOfNode.initialize(repeating: 0, count: nodeCapacity * Self.classes)
    }

    deinit {
        cells.deallocate()
        closedBytes.deallocate()
        closedBlocks.deallocate()
        nodes.deallocate()
        cellOfNode.deallocate()
    }

    /// The cell of `node` and `blockClass`, made if it is new.
    package mutating func cell(node: UInt32, blockClass: Int) -> UInt32 {
        let key = Int(node) * Self.classes + blockClass
        if Int(node) >= nodeCapacity { growNodes(Int(node) + 1) }
        if cellOfNode[key] != 0 { return cellOfNode[key] }
        if count == capacity { growCells() }
        nodes[count] = node << 2 | UInt32(blockClass)
        cellOfNode[key] = UInt32(count)
        count += 1
        return UInt32(count - 1)
    }

    /// The stack node and the class of a cell.
    package func origin(_ cell: Int) -> (node: UInt32, blockClass: Int) { (nodes[cell] >> 2, Int(nodes[cell] & 3)) }

    @inline(__always)
    package mutating func markChanged(_ cell: UInt32) {
        let both = Self.changedInInterval | Self.changedSinceSave
        if cells[Int(cell)].changes == both { return }
        noteChange(cell)
    }

    @inline(never)
    private mutating func noteChange(_ cell: UInt32) {
        let changes = cells[Int(cell)].changes
        if changes & Self.changedInInterval == 0 { intervalChanges.append(cell) }
        if changes & Self.changedSinceSave == 0 { unsavedChanges.append(cell) }
        cells[Int(cell)].changes = Self.changedInInterval | Self.changedSinceSave
    }

    package mutating func closeCell(_ cell: Int) {
        closedBytes[cell] = cells[cell].bytes
        closedBlocks[cell] = cells[cell].blocks
    }

    private mutating func growCells() {
        func grown<T>(_ old: UnsafeMutablePointer<T>, _ zero: T) -> UnsafeMutablePointer<T> {
            let new = UnsafeMutablePointer<T>.allocate(capacity: capacity * 2)
            new.moveInitialize(from: old, count: capacity)
            (new + capacity).initialize(repeating: zero, count: capacity)
            old.deallocate()
            return new
        }
        cells = grown(cells, CellTotals())
        closedBytes = grown(closedBytes, 0)
        closedBlocks = grown(closedBlocks, 0)
        nodes = grown(nodes, 0)
        capacity *= 2
    }

    private mutating func growNodes(_ needed: Int) {
        let size = max(needed, nodeCapacity * 2)
        let new = UnsafeMutablePointer<UInt32>.allocate(capacity: size * Self.classes)
        new.initialize(repeating: 0, count: size * Self.classes)
        new.update(from: cellOfNode, count: nodeCapacity * Self.classes)
        cellOfNode.deallocate()
        cellOfNode = new
        nodeCapacity = size
    }
}
