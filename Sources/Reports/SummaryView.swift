// The summary: what a person wants to know first.
import Recording

package enum SummaryView {
    package static func text(_ report: Report, advice: ReportAdvice = .none, style: TextStyle, top: Int) -> String {
        if report.recording.isProfile { return profile(report, advice, style, top) }
        let heap = report.heap
        let isSampled = report.recording.isSampled
        func blocks(_ count: Int) -> String { isSampled ? "" : " in \(Decimal.grouped(count)) blocks" }
        var text = style.strong(verdict(report)) + "\n\n"
        text += row("heap peak", "\(Bytes.text(heap.peakBytes))\(blocks(heap.peakBlocks))\(moment(report))")
        text += row("at the end", "\(Bytes.text(heap.endBytes))\(blocks(heap.endBlocks))")
        text += row(
            "allocated",
            isSampled
                ? "not measured"
                : "\(Bytes.text(heap.allocatedBytes)) by \(Decimal.grouped(heap.allocations)) allocations")
        text += row("made of", isSampled ? sampledParts(report) : parts(report))
        text += row("resident", resident(report))
        text += row("ran", ran(report))
        if let collections = report.collections {
            text += row("gc pauses", CollectionWords.text(collections, of: report.recording.durationSeconds))
        }
        text += row("recording", quality(report))
        if report.processes.count > 1 {
            text += row(
                report.processes.contains { $0.worker != nil } ? "heaps" : "processes",
                "\(report.processes.count); peaks are the sum of each one's own")
        }
        if report.processes.count(where: { $0.worker == nil }) > 1 {
            text += row("ended", ProcessEnds.text(report.processes))
        }
        let sites = report.sites.filter { $0.figures.peakBytes > 0 }
        if !sites.isEmpty { text += "\n" + largest(sites, report, style, top) }
        return text + AdviceText.text(advice, report, style, top: top)
    }

    /// Of a sampled profile there is one figure.
    private static func profile(_ report: Report, _ advice: ReportAdvice, _ style: TextStyle, _ top: Int) -> String {
        var text = style.strong(verdict(report)) + "\n\n"
        text += row(
            "live", "\(Bytes.text(report.momentBytes)), estimated from \(SampledWords.interval(report.recording))")
        text += row("resident", "not measured")
        text += row("profile", "of the moment when it was written; a line is where a function begins")
        let sites = report.sites.filter { $0.figures.peakBytes > 0 }
        if !sites.isEmpty { text += "\n" + largest(sites, report, style, top) }
        return text + AdviceText.text(advice, report, style, top: top)
    }

    /// One sentence: how much, and where most of it was allocated.
    static func verdict(_ report: Report) -> String {
        let total = report.momentBytes
        let name = name(report)
        guard let first = report.sites.first(where: { !$0.location.isNative && $0.figures.peakBytes > 0 }) else {
            return "\(name) \(Bytes.text(total))."
        }
        let line = first.location.line > 0 || !report.recording.isSampled ? ":\(first.location.line)" : ""
        let place = SourceLocation.printable("\(first.location.shortFile)\(line)")
        let function = SourceLocation.printable(first.location.function)
        let share = Decimal.share(first.figures.peakBytes, of: total)
        return "\(name) \(Bytes.text(total)), \(share) of it allocated at \(place) in \(function)"
    }

    static func name(_ report: Report) -> String {
        if report.recording.isProfile { return "Live" }
        switch report.moment {
        case .peak: return "Peak"
        case .end: return "At the end"
        case .seconds(let seconds): return "At \(Decimal.text(seconds, digits: 1)) s"
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

    private static func sampledParts(_ report: Report) -> String {
        let unknown = report.sites.filter { $0.location.file == SourceLocation.unsampled }
            .reduce(0) { $0 &+ $1.figures.peakBytes }
        let engine = report.recording.samplingInterval.map { " (estimated, one sample in \(Bytes.text($0)))" } ?? ""
        return "sampled functions \(Bytes.text(report.momentBytes &- unknown))\(engine), "
            + "not sampled or garbage \(Bytes.text(unknown))"
    }

    private static func resident(_ report: Report) -> String {
        guard let peak = report.residentPeakBytes else { return "not measured" }
        if report.recording.isSampled {
            return "peak \(Bytes.text(peak)), with libraries, stacks, Buffers and V8 itself"
        }
        return "peak \(Bytes.text(peak)), with libraries, stacks and up to 4.5 MiB of the recorder's ring"
    }

    private static func ran(_ report: Report) -> String {
        let seconds = "\(Decimal.text(report.recording.durationSeconds, digits: 2)) s"
        if let signal = report.recording.signal { return "\(seconds), ended by signal \(signal)" }
        if let code = report.recording.exitCode { return "\(seconds), exit code \(code)" }
        return "\(seconds), no end was recorded"
    }

    private static func quality(_ report: Report) -> String {
        let isSampled = report.recording.isSampled
        var text =
            isSampled
            ? "sampled: a line is where a function begins, its bytes are estimates"
            : "exact, \(report.lostRecords) lost records"
        if !report.recording.isComplete { text += ", broken off before the program ended" }
        if let limit = report.recording.meta["memory_limit"].flatMap(Int.init) {
            if isSampled { return text + ", V8's old space limited to \(Bytes.text(limit))" }
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
        let isSampled = report.recording.isSampled
        var table = TextTable(["bytes", "share"] + (isSampled ? [] : ["blocks"]) + ["line"])
        for site in sites.prefix(top) {
            let share = Decimal.share(site.figures.peakBytes, of: report.momentBytes)
            table.add(
                [Bytes.text(site.figures.peakBytes), share]
                    + (isSampled ? [] : [Decimal.grouped(site.figures.peakBlocks)]) + [site.location.shortText])
        }
        return table.text(style)
    }
}
