// What a process hands to the file: everything that is new or has changed since the last time.

struct Checkpoint: Sendable {
    struct Process: Sendable {
        var number: Int
        var pid: Int32
        var parentPid: Int32
        var isForked: Bool
        var version: String
        var command: [String]
        var startSeconds: Double
        var durationSeconds: Double
        var totals: HeapTotals
        var endBytes: Int64
        var endBlocks: Int64
        var peakEpoch: Int64
        var residentPeakBytes: Int64
        var residentEndBytes: Int64
        var threads: Int
        var unwrittenRecords: Int
        var denials: Int
        var end: ProcessEnd
        /// Nil if it is not known.
        var exit: ProcessExit?
        /// Blocks, allocations and classes of memory were not measured, and are NULL in the file.
        var isSampled = false
        /// A worker thread with a heap of its own; nil for a process.
        var worker: Int?
        /// Empty: not measured.
        var collections: Collections = [:]
    }

    struct Stack: Sendable {
        var id: UInt32
        var parent: UInt32
        var location: UInt32
    }

    /// Figures of one stack and class. `peakBytes` and `peakBlocks` hold where `peakEpoch` is the process's; elsewhere
    /// the cell has not changed since the high-water mark.
    struct Cell: Sendable {
        var stack: UInt32
        var blockClass: Int
        var bytes: Int64 = 0
        var blocks: Int64 = 0
        var peakBytes: Int64 = 0
        var peakBlocks: Int64 = 0
        var peakEpoch: Int64 = 0
        var endBytes: Int64 = 0
        var endBlocks: Int64 = 0
        var allocatedBytes: Int64 = 0
        var allocations: Int64 = 0
        var temporaries: Int64 = 0
    }

    var process: Process
    var newLocations: NewLocations
    var stacks: [Stack]
    var cells: [(id: UInt32, cell: Cell)]
    /// The saved stacks and cells have been folded: `stacks` and `cells` are all there are.
    var replacesStacks: Bool
    var firstInterval: Int
    /// The saved intervals have been merged: `intervals` are all there are.
    var replacesIntervals: Bool
    var intervals: [TimelineInterval]
    var firstMark = 0
    var marks: [Mark] = []
    /// Of a process that has ended: what its lines have, by the numbers of their locations.
    var lineTotals: [LineTotals] = []
}
