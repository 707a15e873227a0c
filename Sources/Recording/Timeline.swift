// Memory over time in bounded space: intervals, each with what changed per cell, that merge in pairs when they become
// too many or too large. A week has as many intervals as a minute.

/// One interval of a process. Bytes; seconds since the process began.
package struct TimelineInterval: Sendable {
    package var endSeconds: Double
    /// Heap at the interval's end, and its highest within.
    package var heapBytes: Int64
    package var heapPeakBytes: Int64
    /// Resident set, highest sample within; nil = not sampled.
    package var residentBytes: Int64?
    /// Changes per cell: see `ChangeList`.
    package var changes: [UInt8]
    /// Seconds that the program stood still for its garbage collector; nil = not measured.
    package var pauseSeconds: Double?

    package init(
        endSeconds: Double, heapBytes: Int64, heapPeakBytes: Int64, residentBytes: Int64?, changes: [UInt8],
        pauseSeconds: Double? = nil
    ) {
        self.endSeconds = endSeconds
        self.heapBytes = heapBytes
        self.heapPeakBytes = heapPeakBytes
        self.residentBytes = residentBytes
        self.changes = changes
        self.pauseSeconds = pauseSeconds
    }
}

/// Net changes of cells in an interval, packed: for every cell in ascending order, three LEB128 varints: distance to
/// the cell before it, bytes and blocks as zigzag.
package enum ChangeList {
    package static func encode(_ changes: [(cell: UInt32, bytes: Int64, blocks: Int64)]) -> [UInt8] {
        var packed: [UInt8] = []
        packed.reserveCapacity(changes.count * 5)
        var previous: UInt32 = 0
        for change in changes {
            appendVarint(UInt64(change.cell - previous), to: &packed)
            appendVarint(zigzag(change.bytes), to: &packed)
            appendVarint(zigzag(change.blocks), to: &packed)
            previous = change.cell
        }
        return packed
    }

    /// Bytes that make no sense end the list early.
    package static func decode(_ packed: [UInt8]) -> [(cell: UInt32, bytes: Int64, blocks: Int64)] {
        var changes: [(cell: UInt32, bytes: Int64, blocks: Int64)] = []
        var index = 0
        var cell: UInt64 = 0
        while index < packed.count {
            guard let step = readVarint(packed, &index), let bytes = readVarint(packed, &index),
                let blocks = readVarint(packed, &index), step <= UInt64(UInt32.max), cell + step <= UInt64(UInt32.max)
            else { break }
            cell += step
            changes.append((UInt32(cell), unzigzag(bytes), unzigzag(blocks)))
        }
        return changes
    }

    package static func merge(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
        let left = decode(first)
        let right = decode(second)
        var merged: [(cell: UInt32, bytes: Int64, blocks: Int64)] = []
        merged.reserveCapacity(left.count + right.count)
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            if j == right.count || (i < left.count && left[i].cell < right[j].cell) {
                merged.append(left[i])
                i += 1
            } else if i == left.count || right[j].cell < left[i].cell {
                merged.append(right[j])
                j += 1
            } else {
                let sum = (left[i].cell, left[i].bytes &+ right[j].bytes, left[i].blocks &+ right[j].blocks)
                if sum.1 != 0 || sum.2 != 0 { merged.append(sum) }
                i += 1
                j += 1
            }
        }
        return encode(merged)
    }

    private static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }
    private static func unzigzag(_ value: UInt64) -> Int64 {
        Int64(bitPattern: value >> 1) ^ (0 &- Int64(bitPattern: value & 1))
    }

    private static func appendVarint(_ value: UInt64, to packed: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            packed.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        packed.append(UInt8(rest))
    }

    private static func readVarint(_ packed: [UInt8], _ index: inout Int) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while index < packed.count && shift < 64 {
            let byte = packed[index]
            index += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        return nil
    }
}

/// The intervals of one process.
package struct Timeline {
    package private(set) var intervals: [TimelineInterval] = []
    /// Length of an interval, seconds; doubles.
    package private(set) var step = 0.1
    /// Raised when intervals that were saved already have been merged.
    package private(set) var generation = 0
    private var bytes = 0
    private let mostIntervals = 256

    package init() {}

    package mutating func append(_ interval: TimelineInterval) {
        intervals.append(interval)
        bytes += interval.changes.count
        while intervals.count > mostIntervals || (bytes > allowance && intervals.count > 16) { halve() }
    }

    /// Packed changes may take 256 KiB and 256 KiB more for each minute, 16 MiB in the end.
    private var allowance: Int {
        let minutes = Int((intervals.last?.endSeconds ?? 0) / 60)
        return min((1 + minutes) << 18, 16 << 20)
    }

    private mutating func halve() {
        var merged: [TimelineInterval] = []
        var index = 0
        while index < intervals.count {
            if index + 1 == intervals.count {
                merged.append(intervals[index])
                break
            }
            var pair = intervals[index + 1]
            pair.heapPeakBytes = max(pair.heapPeakBytes, intervals[index].heapPeakBytes)
            if let earlier = intervals[index].residentBytes {
                pair.residentBytes = max(pair.residentBytes ?? 0, earlier)
            }
            if let earlier = intervals[index].pauseSeconds { pair.pauseSeconds = (pair.pauseSeconds ?? 0) + earlier }
            pair.changes = ChangeList.merge(intervals[index].changes, pair.changes)
            merged.append(pair)
            index += 2
        }
        intervals = merged
        bytes = merged.reduce(0) { $0 + $1.changes.count }
        step *= 2
        generation += 1
    }
}
