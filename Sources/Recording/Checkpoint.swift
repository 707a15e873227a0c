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
        var peakEpoch: UInt64
        var residentPeakBytes: Int64
        var residentEndBytes: Int64
        var threads: Int
        var unwrittenRecords: Int
        var denials: Int
        var end: ProcessEnd
    }

    struct Stack: Sendable {
        var id: UInt32
        var parent: UInt32
        var location: UInt32
    }

    struct Cell: Sendable {
        var id: UInt32
        var stack: UInt32
        var blockClass: Int
        var totals: CellTotals
        var endBytes: Int64
        var endBlocks: Int64
    }

    var process: Process
    /// Number, in the process's own numbering, of the first of `locations`.
    var firstLocation: Int
    var locations: [SourceLocation]
    var stacks: [Stack]
    var cells: [Cell]
    var firstInterval: Int
    /// The saved intervals have been merged: `intervals` are all there are.
    var replacesIntervals: Bool
    var intervals: [TimelineInterval]
}
