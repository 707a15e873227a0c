// The summary: what a person wants to know first.
import Recording

package enum SummaryView {
    package static func text(_ report: Report, advice: ReportAdvice = .none, style: TextStyle, top: Int) -> String {
        let heap = report.heap
        var text = style.strong(verdict(report)) + "\n\n"
        text += row(
            "heap peak", "\(Bytes.text(heap.peakBytes)) in \(Decimal.grouped(heap.peakBlocks)) blocks\(moment(report))")
        text += row("at the end", "\(Bytes.text(heap.endBytes)) in \(Decimal.grouped(heap.endBlocks)) blocks")
        text += row(
            "allocated", "\(Bytes.text(heap.allocatedBytes)) by \(Decimal.grouped(heap.allocations)) allocations")
        text += row("made of", parts(report))
        text += row("resident", resident(report))
        text += row("ran", ran(report))
        text += row("recording", quality(report))
        if report.processes.count > 1 {
            text += row("processes", "\(report.processes.count); peaks are the sum of each one's own")
        }
        let sites = report.sites.filter { $0.figures.peakBytes > 0 }
        if !sites.isEmpty { text += "\n" + largest(sites, report, style, top) }
        return text + AdviceText.text(advice, report, style, top: top)
    }

    /// One sentence: how much, and where most of it was allocated.
    static func verdict(_ report: Report) -> String {
        let total = report.momentBytes
        let name = name(report.moment)
        guard let first = report.sites.first(where: { !$0.location.isNative && $0.figures.peakBytes > 0 }) else {
            return "\(name) \(Bytes.text(total))."
        }
        let place = SourceLocation.printable("\(first.location.shortFile):\(first.location.line)")
        let function = SourceLocation.printable(first.location.function)
        let share = Decimal.share(first.figures.peakBytes, of: total)
        return "\(name) \(Bytes.text(total)), \(share) of it allocated at \(place) in \(function)"
    }

    static func name(_ moment: ReportMoment) -> String {
        switch moment {
        case .peak: "Peak"
        case .end: "At the end"
        case .seconds(let seconds): "At \(Decimal.text(seconds, digits: 1)) s"
        }
    }

    private static func row(_ name: String, _ value: String) -> String {
        "  " + name + String(repeating: " ", count: 12 - name.count) + value + "\n"
    }

    private static func moment(_ report: Report) -> String {
        guard report.processes.count == 1, let process = report.processes.first else { return "" }
        return ", \(Decimal.text(process.peakSeconds, digits: 1)) s after the start"
    }

    private static func parts(_ report: Report) -> String {
        func sum(_ part: (RecordedProcess) -> Int) -> Int { report.processes.reduce(0) { $0 &+ part($1) } }
        var parts = ["Python \(Bytes.text(sum(\.pythonPeakBytes)))"]
        if report.recording.meta["native"] == "0" {
            parts.append("native not measured (--no-native)")
        } else {
            parts.append("native \(Bytes.text(sum(\.nativePeakBytes)))")
            parts.append("anonymous mappings \(Bytes.text(sum(\.mappingPeakBytes)))")
        }
        let slack = sum(\.arenaPeakBytes) &- sum(\.smallPeakBytes)
        if slack > 0 { parts.append("besides, free space in pymalloc's arenas \(Bytes.text(slack))") }
        return parts.joined(separator: ", ")
    }

    private static func resident(_ report: Report) -> String {
        guard let peak = report.residentPeakBytes else { return "not measured" }
        return "peak \(Bytes.text(peak)), with libraries, stacks and up to 4.5 MiB of the recorder's ring"
    }

    private static func ran(_ report: Report) -> String {
        let seconds = "\(Decimal.text(report.recording.durationSeconds, digits: 2)) s"
        if let signal = report.recording.signal { return "\(seconds), ended by signal \(signal)" }
        if let code = report.recording.exitCode { return "\(seconds), exit code \(code)" }
        return "\(seconds), no end was recorded"
    }

    private static func quality(_ report: Report) -> String {
        var text = "exact, \(report.lostRecords) lost records"
        if !report.recording.isComplete { text += ", broken off before the program ended" }
        if let limit = report.recording.meta["memory_limit"].flatMap(Int.init) {
            let denials = report.processes.reduce(0) { $0 &+ $1.denials }
            text +=
                ", memory limit \(Bytes.text(limit)): \(denied(denials))"
        }
        return text
    }

    private static func denied(_ count: Int) -> String {
        count == 0 ? "not reached" : count == 1 ? "1 allocation denied" : "\(Decimal.grouped(count)) allocations denied"
    }

    private static func largest(_ sites: [ReportSite], _ report: Report, _ style: TextStyle, _ top: Int) -> String {
        var table = TextTable(["bytes", "share", "blocks", "line"])
        for site in sites.prefix(top) {
            table.add([
                Bytes.text(site.figures.peakBytes), Decimal.share(site.figures.peakBytes, of: report.momentBytes),
                Decimal.grouped(site.figures.peakBlocks), site.location.shortText,
            ])
        }
        return table.text(style)
    }
}
