// Memory over time, over all processes of a report.
import Recording

/// One point of the curve. Bytes; `residentBytes` is nil where nothing was sampled.
package struct TimelinePoint: Equatable, Sendable {
    package var seconds: Double
    package var heapBytes: Int
    package var residentBytes: Int?
    /// Seconds since the point before that some program stood still for its garbage collector; nil = not measured.
    package var pauseSeconds: Double?
}

extension Report {
    /// The highest heap and resident set of every interval; with several processes, the sum of what each last showed.
    package var timeline: [TimelinePoint] {
        var events: [(seconds: Double, process: Int, heap: Int, resident: Int?, pause: Double?)] = []
        for process in processes {
            let intervals = recording.intervals[process.number] ?? []
            for interval in intervals {
                events.append(
                    (
                        process.startSeconds + interval.endSeconds, process.number, Int(interval.heapPeakBytes),
                        interval.residentBytes.map(Int.init), interval.pauseSeconds
                    ))
            }
            let end = process.startSeconds + max(process.durationSeconds, intervals.last?.endSeconds ?? 0)
            if processes.count > 1 { events.append((end, process.number, 0, nil, nil)) }
        }
        events.sort { $0.seconds < $1.seconds }
        var heap: [Int: Int] = [:]
        var resident: [Int: Int] = [:]
        return events.map { event in
            heap[event.process] = event.heap
            resident[event.process] = event.resident
            return TimelinePoint(
                seconds: event.seconds, heapBytes: heap.values.reduce(0, &+),
                residentBytes: resident.isEmpty ? nil : resident.values.reduce(0, &+), pauseSeconds: event.pause)
        }
    }
}
