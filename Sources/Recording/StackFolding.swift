// Keeps a recording small whatever the program does: importing pandas alone allocates from 140,000 stacks, nearly all
// of them for some hundred bytes. When a process ends with too many stacks, the small ones give up their callers: their
// figures move to "<small stacks>" → their innermost line. Lines stay exact; only who called them is let go, where it
// does not matter: below a 20,000th of everything by peak, end, bytes allocated and count of allocations alike, or a
// 5,000th for lines of libraries.

/// What is left of a process's stacks and cells after folding.
struct FoldedStacks {
    var stacks: [Checkpoint.Stack] = []
    var cells: [(id: UInt32, cell: Checkpoint.Cell)] = []
    /// New number of every cell, by the old one.
    var cellNumbers: [UInt32] = []
}

enum StackFolding {
    /// Up to this many stacks, all are kept.
    static let enough = 2_000
    private static let resolution: Int64 = 20_000
    private static let libraryResolution: Int64 = 5_000

    /// Folds the small stacks of an account that is at its end.
    ///
    /// - Parameter foldedLocation: the location that stands for the callers that are let go.
    /// - Complexity: O(nodes + cells).
    static func fold(_ account: borrowing HeapAccount, foldedLocation: UInt32) -> FoldedStacks {
        let isLarge = largeNodes(account)
        var folded = FoldedStacks()
        var numbers = [UInt32](repeating: 0, count: account.tree.count)
        for node in 1..<max(1, account.tree.count) where isLarge[node] {
            folded.stacks.append(
                .init(
                    id: UInt32(folded.stacks.count + 1), parent: numbers[Int(account.tree.parents[node])],
                    location: account.tree.locations[node]))
            numbers[node] = UInt32(folded.stacks.count)
        }
        addCells(account, isLarge, numbers, foldedLocation, &folded)
        return folded
    }

    private static func addCells(
        _ account: borrowing HeapAccount, _ isLarge: [Bool], _ numbers: [UInt32], _ foldedLocation: UInt32,
        _ folded: inout FoldedStacks
    ) {
        var small: UInt32 = 0
        var locations = 1
        for node in 0..<account.tree.count { locations = max(locations, Int(account.tree.locations[node]) + 1) }
        var smallNodes = [UInt32](repeating: 0, count: locations)
        // The number of the one cell of a line's small stacks and a class of blocks, 0 = none yet.
        var smallCells = [UInt32](repeating: 0, count: locations << 2)
        folded.cellNumbers = [UInt32](repeating: 0, count: account.cells.count)
        for index in 1..<max(1, account.cells.count) {
            var cell = account.finalCell(index)
            let node = Int(cell.stack)
            if node == 0 || isLarge[node] {
                cell.stack = numbers[node]
                folded.cellNumbers[index] = append(&folded, cell)
                continue
            }
            let location = Int(account.tree.locations[node])
            let place = location << 2 | Int(cell.blockClass & 3)
            if smallCells[place] != 0 {
                folded.cells[Int(smallCells[place]) - 1].cell.add(cell)
            } else {
                if small == 0 { small = append(&folded, parent: 0, location: foldedLocation) }
                if smallNodes[location] == 0 {
                    smallNodes[location] = append(&folded, parent: small, location: UInt32(location))
                }
                cell.stack = smallNodes[location]
                smallCells[place] = append(&folded, cell)
            }
            folded.cellNumbers[index] = smallCells[place]
        }
    }

    private static func append(_ folded: inout FoldedStacks, _ cell: Checkpoint.Cell) -> UInt32 {
        let number = UInt32(folded.cells.count + 1)
        folded.cells.append((number, cell))
        return number
    }

    private static func append(_ folded: inout FoldedStacks, parent: UInt32, location: UInt32) -> UInt32 {
        let number = UInt32(folded.stacks.count + 1)
        folded.stacks.append(.init(id: number, parent: parent, location: location))
        return number
    }

    /// Nodes whose whole subtree matters by at least one figure, and their ancestors.
    private static func largeNodes(_ account: borrowing HeapAccount) -> [Bool] {
        var peak = [Int64](repeating: 0, count: account.tree.count)
        var end = peak
        var bytes = peak
        var count = peak
        for index in 1..<max(1, account.cells.count) {
            let cell = account.finalCell(index)
            peak[Int(cell.stack)] &+= cell.peakBytes
            end[Int(cell.stack)] &+= cell.endBytes
            bytes[Int(cell.stack)] &+= cell.allocatedBytes
            count[Int(cell.stack)] &+= cell.allocations
        }
        for node in stride(from: account.tree.count - 1, to: 0, by: -1) {
            let parent = Int(account.tree.parents[node])
            peak[parent] &+= peak[node]
            end[parent] &+= end[node]
            bytes[parent] &+= bytes[node]
            count[parent] &+= count[node]
        }
        let isLibrary = (0..<account.codes.locations.count).map { account.codes.locations.isLibrary($0) }
        var isLarge = [Bool](repeating: false, count: account.tree.count)
        for totals in [peak, end, bytes, count] {
            let (least, leastOfLibrary) = (max(1, totals[0] / resolution), max(1, totals[0] / libraryResolution))
            for node in isLarge.indices where totals[node] >= least {
                if totals[node] >= leastOfLibrary || !isLibrary[Int(account.tree.locations[node])] {
                    isLarge[node] = true
                }
            }
        }
        for node in stride(from: account.tree.count - 1, to: 0, by: -1) where isLarge[node] {
            isLarge[Int(account.tree.parents[node])] = true
        }
        return isLarge
    }

    /// The intervals with their changes told of the new cells.
    static func renumber(_ intervals: [TimelineInterval], _ numbers: [UInt32]) -> [TimelineInterval] {
        intervals.map { interval in
            var sums: [UInt32: (bytes: Int64, blocks: Int64)] = [:]
            for change in ChangeList.decode(interval.changes) where Int(change.cell) < numbers.count {
                let number = numbers[Int(change.cell)]
                let sum = sums[number] ?? (0, 0)
                sums[number] = (sum.bytes &+ change.bytes, sum.blocks &+ change.blocks)
            }
            var renumbered = interval
            renumbered.changes = ChangeList.encode(
                sums.filter { $0.value.bytes != 0 || $0.value.blocks != 0 }.sorted { $0.key < $1.key }
                    .map { ($0.key, $0.value.bytes, $0.value.blocks) })
            return renumbered
        }
    }
}

extension Checkpoint.Cell {
    fileprivate mutating func add(_ other: Self) {
        bytes &+= other.bytes
        blocks &+= other.blocks
        peakBytes &+= other.peakBytes
        peakBlocks &+= other.peakBlocks
        endBytes &+= other.endBytes
        endBlocks &+= other.endBlocks
        allocatedBytes &+= other.allocatedBytes
        allocations &+= other.allocations
        temporaries &+= other.temporaries
    }
}

extension HeapAccount {
    /// A cell as it is saved while the process runs: its peak as it was kept.
    func savedCell(_ index: Int) -> Checkpoint.Cell {
        let totals = cells.cells[index]
        let origin = cells.origin(index)
        let end = end(index)
        return Checkpoint.Cell(
            stack: origin.node, blockClass: origin.blockClass, bytes: totals.bytes, blocks: totals.blocks,
            peakBytes: totals.bytesAtPeak, peakBlocks: totals.blocksAtPeak, peakEpoch: Int64(totals.peakEpoch),
            endBytes: end.bytes, endBlocks: end.blocks, allocatedBytes: totals.allocatedBytes,
            allocations: totals.allocations, temporaries: totals.temporaries)
    }

    /// A cell with its peak worked out, under epoch 0.
    func finalCell(_ index: Int) -> Checkpoint.Cell {
        var cell = savedCell(index)
        let peak = peak(index)
        cell.peakBytes = peak.bytes
        cell.peakBlocks = peak.blocks
        cell.peakEpoch = 0
        return cell
    }
}
