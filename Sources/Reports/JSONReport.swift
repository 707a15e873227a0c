// `heaptide report --json`: docs/json.md. Keys are only ever added.
package import Foundation
import Recording

package enum JSONReport {
    /// The report as one JSON object. `view` chooses the table besides the sites; `top` bounds every table.
    package static func data(_ report: Report, advice: ReportAdvice = .none, top: Int?) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(document(report, advice: advice, top: top))) ?? Data("{}".utf8)
    }

    static func document(_ report: Report, advice: ReportAdvice = .none, top: Int?) -> Document {
        let recording = report.recording
        let heap = report.heap
        return Document(
            program: Program(recording), duration_seconds: recording.durationSeconds,
            heap: Heap(
                peak_bytes: heap.peakBytes, peak_blocks: recording.exact(heap.peakBlocks),
                peak_seconds: report.processes.count == 1 && !recording.isProfile
                    ? report.processes[0].peakSeconds : nil,
                end_bytes: heap.endBytes, end_blocks: recording.exact(heap.endBlocks),
                allocated_bytes: recording.exact(heap.allocatedBytes), allocations: recording.exact(heap.allocations),
                domains: recording.isSampled ? nil : Domains(report),
                arena_peak_bytes: recording.exact(report.processes.reduce(0) { $0 &+ $1.arenaPeakBytes })),
            rss: Resident(report), moment: Moment(report.moment),
            recording: Quality(report),
            processes: recording.isProfile ? [] : report.processes.map { Process($0, report) },
            collections: report.collections.map(CollectionFigures.init),
            marks: report.processes.flatMap { process in
                (recording.marks[process.number] ?? []).map { Mark($0, process) }
            },
            sites: report.sites.prefix(top ?? .max).map { Site($0, recording) },
            advice: advice.items.prefix(top ?? .max).map(Advice.init), advice_left_out: advice.leftOut)
    }

    struct Document: Encodable {
        var program: Program
        var duration_seconds: Double
        var heap: Heap
        var rss: Resident
        var moment: Moment
        var recording: Quality
        var processes: [Process]
        @Nullable var collections: CollectionFigures?
        var marks: [Mark]
        var sites: [Site]
        var advice: [Advice]
        var advice_left_out: Int
    }

    /// What `--at` asked for.
    struct Moment: Encodable {
        var at: String
        @Nullable var seconds: Double?

        init(_ moment: ReportMoment) {
            switch moment {
            case .peak: at = "peak"
            case .end: at = "end"
            case .seconds(let asked):
                at = "seconds"
                seconds = asked
            }
        }
    }

    struct Program: Encodable {
        var command: [String]
        var language: String
        @Nullable var version: String?
        @Nullable var exit_code: Int?
        @Nullable var signal: Int?

        init(_ recording: RecordedProgram) {
            command = recording.command
            language = recording.language
            version = recording.processes.first.map { String($0.version.prefix { $0 != " " }) }
            exit_code = recording.exitCode
            signal = recording.signal
        }
    }

    struct Heap: Encodable {
        var peak_bytes: Int
        @Nullable var peak_blocks: Int?
        @Nullable var peak_seconds: Double?
        var end_bytes: Int
        @Nullable var end_blocks: Int?
        @Nullable var allocated_bytes: Int?
        @Nullable var allocations: Int?
        @Nullable var domains: Domains?
        @Nullable var arena_peak_bytes: Int?
    }

    struct Domains: Encodable {
        var python_peak_bytes: Int
        var native_peak_bytes: Int
        var mmap_peak_bytes: Int

        init(_ report: Report) {
            python_peak_bytes = report.processes.reduce(0) { $0 &+ $1.pythonPeakBytes }
            native_peak_bytes = report.processes.reduce(0) { $0 &+ $1.nativePeakBytes }
            mmap_peak_bytes = report.processes.reduce(0) { $0 &+ $1.mappingPeakBytes }
        }
    }

    struct Resident: Encodable {
        @Nullable var peak_bytes: Int?
        @Nullable var end_bytes: Int?

        init(_ report: Report) {
            peak_bytes = report.residentPeakBytes
            end_bytes = report.residentEndBytes
        }
    }

    struct Quality: Encodable {
        var exact: Bool
        var one_moment: Bool
        @Nullable var sampling_interval_bytes: Int?
        var lost_records: Int
        var complete: Bool
        var notes: [String]

        init(_ report: Report) {
            exact = !report.recording.isSampled
            one_moment = report.recording.isProfile
            sampling_interval_bytes = report.recording.samplingInterval
            lost_records = report.lostRecords
            complete = report.recording.isComplete
            notes = []
            if report.recording.meta["native"] == "0" {
                notes.append("native allocations were not recorded (--no-native)")
            }
            notes += SampledWords.notes(report)
            if report.processes.count > 1 { notes.append("peaks are the sum of each process's own peak") }
            if report.processes.contains(where: \.isForked) {
                notes.append(
                    "a forked process is counted from its fork on; what it shares with its parent is the parent's")
            }
        }
    }

    struct Process: Encodable {
        var pid: Int
        @Nullable var worker: Int?
        var parent_pid: Int
        var command: [String]
        var start_seconds: Double
        var duration_seconds: Double
        var peak_bytes: Int
        var end_bytes: Int
        @Nullable var allocated_bytes: Int?
        @Nullable var allocations: Int?
        @Nullable var rss_peak_bytes: Int?
        var end: String
        @Nullable var exit_code: Int?
        @Nullable var signal: Int?
        @Nullable var collections: CollectionFigures?

        init(_ process: RecordedProcess, _ report: Report) {
            let recording = report.recording
            pid = process.pid
            worker = process.worker
            parent_pid = process.parentPid
            command = process.command
            start_seconds = process.startSeconds
            duration_seconds = process.durationSeconds
            peak_bytes = process.peakBytes
            end_bytes = process.endBytes
            allocated_bytes = recording.exact(process.allocatedBytes)
            allocations = recording.exact(process.allocations)
            rss_peak_bytes = process.residentPeakBytes
            end = ProcessEnds.word(process.end)
            exit_code = process.exitCode
            signal = process.signal
            collections = report.collections([process]).map(CollectionFigures.init)
        }
    }

    struct Mark: Encodable {
        var name: String
        var pid: Int
        var seconds: Double
        var heap_bytes: Int
        var heap_blocks: Int
        var arena_bytes: Int
        @Nullable var rss_bytes: Int?

        init(_ mark: Recording.Mark, _ process: RecordedProcess) {
            name = mark.name
            pid = process.pid
            seconds = process.startSeconds + mark.seconds
            heap_bytes = Int(mark.heapBytes)
            heap_blocks = Int(mark.heapBlocks)
            arena_bytes = Int(mark.arenaBytes)
            rss_bytes = mark.residentBytes > 0 ? Int(mark.residentBytes) : nil
        }
    }

    struct Site: Encodable {
        var file: String
        var line: Int
        var function: String
        var peak_bytes: Int
        @Nullable var peak_blocks: Int?
        var end_bytes: Int
        @Nullable var end_blocks: Int?
        @Nullable var allocated_bytes: Int?
        @Nullable var allocations: Int?
        @Nullable var temporary_allocations: Int?

        init(_ site: ReportSite, _ recording: RecordedProgram) {
            file = site.location.fileText
            line = Int(site.location.line)
            function = site.location.function
            peak_bytes = site.figures.peakBytes
            peak_blocks = recording.exact(site.figures.peakBlocks)
            end_bytes = site.figures.endBytes
            end_blocks = recording.exact(site.figures.endBlocks)
            allocated_bytes = recording.exact(site.figures.allocatedBytes)
            allocations = recording.exact(site.figures.allocations)
            temporary_allocations = recording.exact(site.figures.temporaries)
        }
    }
}
