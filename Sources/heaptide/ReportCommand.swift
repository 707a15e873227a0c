// heaptide report: says where the memory of a recorded program went.
import ArgumentParser
import Foundation
import Glibc
import Recording
import Reports

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Say where the memory of a recorded program went.",
        discussion: """
            EXAMPLES
              heaptide report app.heaptide
              heaptide report app.heaptide --view leaks --top 30
              heaptide report app.heaptide --view lines --at 12.5
              heaptide report app.heaptide --html app.html
              heaptide report app.heaptide --json | jq '.sites[0]'
              heaptide report Heap.20261121.heapprofile --view functions
            """
    )

    enum View: String, ExpressibleByArgument, CaseIterable {
        case summary, lines, functions, files, stacks, leaks, temporary, timeline
    }

    @Argument(
        help: ArgumentHelp("A recording of heaptide run, or a .heapprofile of node --heap-prof.", valueName: "FILE"))
    var file: String

    @Option(help: "What to show.")
    var view: View = .summary

    @Option(help: ArgumentHelp("The moment: peak, end, or seconds after the start.", valueName: "peak|end|SECONDS"))
    var at: String = "peak"

    @Option(help: ArgumentHelp("Rows of a table.", valueName: "N"))
    var top: Int?

    @Option(help: ArgumentHelp("Only this process.", valueName: "PID"))
    var process: Int?

    @Flag(help: "One JSON object (docs/json.md).")
    var json = false

    @Option(help: ArgumentHelp("Write one offline HTML page to OUT.", valueName: "OUT"))
    var html: String?

    @Flag(name: .shortAndLong, help: "Replace an existing page.")
    var force = false

    func run() throws {
        if let top, top < 1 { throw Problem.usage("--top must be at least 1") }
        if json && html != nil { throw Problem.usage("--json and --html exclude each other") }
        let recording = try RecordingInput.read(file)
        if recording.isProfile, at != "peak" || process != nil {
            throw Problem.usage("\(file) is a profile of one moment; leave out --at and --process")
        }
        if let process, !recording.processes.contains(where: { $0.pid == process }) {
            let known = recording.processes.map { String($0.pid) }.joined(separator: ", ")
            throw Problem.usage("no process \(process) in \(file); there are: \(known)")
        }
        let report = Report(recording, moment: try moment(), process: process)
        if let html {
            try writePage(HTMLReport.data(report, advice: ReportAdvice(report)), to: html)
        } else if json {
            try StandardOutput.write(
                JSONReport.data(report, advice: ReportAdvice(report), top: top) + Data("\n".utf8), what: "the report")
        } else {
            try StandardOutput.write(Data(text(report).utf8), what: "the report")
        }
    }

    private func moment() throws(Problem) -> ReportMoment {
        switch at {
        case "peak": return .peak
        case "end": return .end
        default:
            guard let seconds = Double(at), seconds.isFinite, seconds >= 0 else {
                throw .usage("--at \(at): say peak, end, or seconds after the start")
            }
            return .seconds(seconds)
        }
    }

    private func text(_ report: Report) -> String {
        let style = StandardOutput.style
        let top = top ?? (view == .summary ? 10 : view == .stacks ? 5 : 25)
        switch view {
        case .summary: return SummaryView.text(report, advice: ReportAdvice(report), style: style, top: top)
        case .lines: return TableViews.sites(report.sites, report, style: style, top: top)
        case .functions: return TableViews.sites(report.functions, report, style: style, top: top)
        case .files: return TableViews.sites(report.files, report, style: style, top: top)
        case .stacks: return TableViews.stacks(report, style: style, top: top)
        case .leaks: return TableViews.leaks(report, style: style, top: top)
        case .temporary: return TableViews.temporaries(report, style: style, top: top)
        case .timeline: return TableViews.timeline(report, style: style, top: top)
        }
    }

    private func writePage(_ page: Data, to path: String) throws(Problem) {
        if try OutputFile.isToBeReplaced(path, force: force), OutputFile.isSame(path, file) {
            throw .usage("\(path) is the recording itself; name another file for the page")
        }
        try OutputFile.write(page, to: path)
        say("Wrote \(path)\n")
    }
}
