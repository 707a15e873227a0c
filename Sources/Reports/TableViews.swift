// The views of `heaptide report` that are one table.
import Recording

package enum TableViews {
    /// Lines, functions or files, by what was live at the report's moment.
    package static func sites(_ sites: [ReportSite], _ report: Report, style: TextStyle, top: Int) -> String {
        if report.recording.isSampled { return sampledSites(sites, report, style: style, top: top) }
        var table = TextTable([
            SummaryView.name(report).lowercased(), "share", "blocks", "at end", "allocated", "allocations",
            "where",
        ])
        for site in sites.prefix(top) {
            let figures = site.figures
            table.add([
                Bytes.text(figures.peakBytes), Decimal.share(figures.peakBytes, of: report.momentBytes),
                Decimal.grouped(figures.peakBlocks), Bytes.text(figures.endBytes), Bytes.text(figures.allocatedBytes),
                Decimal.grouped(figures.allocations), site.location.shortText,
            ])
        }
        return table.text(style) + more(sites.count, top)
    }

    private static func sampledSites(
        _ sites: [ReportSite], _ report: Report, style: TextStyle, top: Int
    ) -> String {
        let hasEnd = !report.recording.isProfile
        let name = SummaryView.name(report).lowercased()
        var table = TextTable([name, "share"] + (hasEnd ? ["at end"] : []) + ["where"])
        for site in sites.prefix(top) {
            let share = Decimal.share(site.figures.peakBytes, of: report.momentBytes)
            table.add(
                [Bytes.text(site.figures.peakBytes), share] + (hasEnd ? [Bytes.text(site.figures.endBytes)] : [])
                    + [site.location.shortText])
        }
        return table.text(style) + more(sites.count, top) + "\n" + sampledNote(report)
    }

    private static func sampledNote(_ report: Report) -> String {
        "Estimated from \(SampledWords.interval(report.recording)); a line is where a function begins. "
            + "Blocks and allocations are not measured.\n"
    }

    private static func sampledLeaks(_ sites: [ReportSite], _ report: Report, style: TextStyle, top: Int) -> String {
        var table = TextTable([report.recording.isProfile ? "live" : "at end", "share", "line"])
        for site in sites.prefix(top) {
            let share = Decimal.share(site.figures.endBytes, of: report.heap.endBytes)
            table.add([Bytes.text(site.figures.endBytes), share, site.location.shortText])
        }
        let moment =
            report.recording.isProfile
            ? "Live when the profile was written" : "Still reachable when the program ended (after a full collection)"
        return "\(moment); a leak if it should be gone.\n\n"
            + table.text(style) + more(sites.count, top) + "\n" + sampledNote(report)
    }

    /// Lines that still held memory at the end.
    package static func leaks(_ report: Report, style: TextStyle, top: Int) -> String {
        let sites = report.leaks
        guard !sites.isEmpty else { return "Nothing was left at the end.\n" }
        if report.recording.isSampled { return sampledLeaks(sites, report, style: style, top: top) }
        var table = TextTable(["at end", "blocks", "of allocated", "line"])
        for site in sites.prefix(top) {
            table.add([
                Bytes.text(site.figures.endBytes), Decimal.grouped(site.figures.endBlocks),
                Decimal.share(site.figures.endBytes, of: site.figures.allocatedBytes), site.location.shortText,
            ])
        }
        return
            "Still allocated when the program ended (before the interpreter tears itself down); a leak if it should be gone.\n\n"
            + table.text(style) + more(sites.count, top)
    }

    /// Lines whose blocks were freed at once.
    package static func temporaries(_ report: Report, style: TextStyle, top: Int) -> String {
        if report.recording.isSampled { return "Temporary allocations are not measured: live memory was sampled.\n" }
        let sites = report.temporaries
        guard !sites.isEmpty else { return "No allocation was freed before the next one of its thread.\n" }
        var table = TextTable(["temporary", "of allocations", "allocated", "line"])
        for site in sites.prefix(top) {
            table.add([
                Decimal.grouped(site.figures.temporaries),
                Decimal.share(site.figures.temporaries, of: site.figures.allocations),
                Bytes.text(site.figures.allocatedBytes), site.location.shortText,
            ])
        }
        return "Allocations that were freed before the next one of the same thread.\n\n" + table.text(style)
            + more(sites.count, top)
    }

    /// Whole stacks, innermost line first.
    package static func stacks(_ report: Report, style: TextStyle, top: Int) -> String {
        let stacks = report.stacks(by: { $0.peakBytes }, top: top)
        guard !stacks.isEmpty else { return "Nothing was allocated.\n" }
        var text = ""
        for (frames, figures) in stacks {
            let share = Decimal.share(figures.peakBytes, of: report.momentBytes)
            let blocks = report.recording.isSampled ? "" : " in \(Decimal.grouped(figures.peakBlocks)) blocks"
            text += style.strong("\(Bytes.text(figures.peakBytes)) (\(share))\(blocks)") + "\n"
            for frame in frames.reversed().prefix(40) { text += "    \(frame.shortText)\n" }
            if frames.isEmpty { text += "    (no Python frame)\n" }
            if frames.count > 40 { text += "    … \(frames.count - 40) more frames\n" }
            text += "\n"
        }
        return text
    }

    /// Memory over time, as bars.
    package static func timeline(_ report: Report, style: TextStyle, top: Int) -> String {
        if report.recording.isProfile { return "A sampled profile is of one moment; it has no timeline.\n" }
        let points = rowsOfOwnSecond(report.timeline)
        guard let highest = points.map(\.heapBytes).max(), highest > 0 else { return "Nothing was allocated.\n" }
        let rows = max(1, min(top, points.count))
        let stride = (points.count + rows - 1) / rows
        let hasPauses = points.contains { $0.pauseSeconds != nil }
        var table = TextTable(["seconds", "heap", "resident"] + (hasPauses ? ["gc pauses"] : []) + [""])
        for start in Swift.stride(from: 0, to: points.count, by: stride) {
            let group = points[start..<min(start + stride, points.count)]
            let heap = group.map(\.heapBytes).max() ?? 0
            let resident = group.compactMap(\.residentBytes).max()
            let share = max(0, Double(heap) / Double(highest))
            let bar = String(repeating: "█", count: Int((share * 40).rounded()))
            let pause = group.compactMap(\.pauseSeconds).reduce(0, +)
            table.add(
                [group.last.map(secondsText) ?? "", Bytes.text(heap), resident.map(Bytes.text) ?? "not measured"]
                    + (hasPauses ? [CollectionWords.duration(pause)] : []) + [style.accent(bar)])
        }
        return table.text(style) + marks(report, style: style)
    }

    /// What was live at the moments that the program named; empty if it named none.
    package static func marks(_ report: Report, style: TextStyle) -> String {
        var table = TextTable(["seconds", "heap", "blocks", "resident", "mark"])
        for process in report.processes {
            for mark in report.recording.marks[process.number] ?? [] {
                table.add([
                    Decimal.text(process.startSeconds + mark.seconds, digits: 2), Bytes.text(Int(mark.heapBytes)),
                    Decimal.grouped(Int(mark.heapBlocks)),
                    mark.residentBytes > 0 ? Bytes.text(Int(mark.residentBytes)) : "not measured",
                    SourceLocation.printable(mark.name),
                ])
            }
        }
        return table.rows.isEmpty ? "" : "\n" + table.text(style)
    }

    /// Points whose printed times are the same become one, the highest: several processes have each their own.
    private static func rowsOfOwnSecond(_ points: [TimelinePoint]) -> [TimelinePoint] {
        var rows: [TimelinePoint] = []
        for point in points {
            guard let last = rows.last, secondsText(last) == secondsText(point) else {
                rows.append(point)
                continue
            }
            var row = last
            row.heapBytes = max(row.heapBytes, point.heapBytes)
            row.residentBytes = [row.residentBytes, point.residentBytes].compactMap(\.self).max()
            if let pause = point.pauseSeconds { row.pauseSeconds = (row.pauseSeconds ?? 0) + pause }
            rows[rows.count - 1] = row
        }
        return rows
    }

    private static func secondsText(_ point: TimelinePoint) -> String { Decimal.text(point.seconds, digits: 2) }

    private static func more(_ count: Int, _ top: Int) -> String {
        count > top ? " … \(Decimal.grouped(count - top)) more (--top \(count) shows all)\n" : ""
    }
}

extension Report {
    /// Sites with memory at the end, most first.
    package var leaks: [ReportSite] { sites.largest(by: \.endBytes) }

    /// Sites with temporary allocations, most first.
    package var temporaries: [ReportSite] { sites.largest(by: \.temporaries) }
}
