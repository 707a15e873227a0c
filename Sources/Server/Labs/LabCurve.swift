// A step's memory over time, as far as its recording has come.
import Labs
import Recording
import Reports

/// Points and named moments. Bytes; seconds since the program began.
struct LabCurve: Encodable, Sendable {
    let step: String
    let points: [Point]
    let marks: [Moment]
    let peakBytes: Int
    /// Where a ceiling has denied memory.
    let denials: Int
    /// Whether the program has ended.
    let isComplete: Bool

    struct Point: Encodable, Sendable {
        let seconds: Double
        let heapBytes: Int
        @Nullable var residentBytes: Int?
    }

    struct Moment: Encodable, Sendable {
        let name: String
        let seconds: Double
        let heapBytes: Int
    }

    init(_ step: String, _ report: Report) {
        self.step = step
        let first = report.processes.first
        let start = first?.startSeconds ?? 0
        points = report.timeline.map {
            Point(seconds: $0.seconds - start, heapBytes: $0.heapBytes, residentBytes: $0.residentBytes)
        }
        marks = (first.flatMap { report.recording.marks[$0.number] } ?? []).filter { $0.name != "start" }.map {
            Moment(
                name: SourceLocation.printable($0.name), seconds: $0.seconds, heapBytes: Int(clamping: $0.heapBytes))
        }
        peakBytes = report.heap.peakBytes
        denials = first?.denials ?? 0
        isComplete = report.recording.isComplete
    }

    /// Of a page: its samples, and its snapshots as moments.
    init(_ step: String, _ page: LabPage) {
        self.step = step
        points = page.samples.map {
            Point(seconds: $0.seconds, heapBytes: $0.heapBytes, residentBytes: $0.residentBytes)
        }
        marks = page.snapshots.map {
            Moment(
                name: SourceLocation.printable($0.name), seconds: $0.moment.seconds, heapBytes: $0.moment.heapBytes)
        }
        peakBytes = page.samples.map(\.heapBytes).max() ?? 0
        denials = 0
        isComplete = true
    }

    /// What a recording has so far; nil if there is none that can be read yet.
    static func read(_ recording: String, step: String) -> LabCurve? {
        (try? RecordingFile.read(recording)).map { LabCurve(step, Report($0)) }
    }
}
