import Foundation
import Recording
import Reports
import TestSupport
import Testing

/// Every view of every made recording, as text.
@Suite struct ViewTests {
    static let moments: [(name: String, moment: ReportMoment)] = [
        ("peak", .peak), ("end", .end), ("1s", .seconds(1)), ("0s", .seconds(0)),
    ]

    /// All views in one text, each under its name.
    private func views(_ report: Report, _ style: TextStyle) -> String {
        let views = [
            ("summary", SummaryView.text(report, style: style, top: 10)),
            ("lines", TableViews.sites(report.sites, report, style: style, top: 3)),
            ("functions", TableViews.sites(report.functions, report, style: style, top: 25)),
            ("files", TableViews.sites(report.files, report, style: style, top: 25)),
            ("stacks", TableViews.stacks(report, style: style, top: 5)),
            ("leaks", TableViews.leaks(report, style: style, top: 25)),
            ("temporary", TableViews.temporaries(report, style: style, top: 25)),
            ("timeline", TableViews.timeline(report, style: style, top: 25)),
        ]
        return views.map { "── \($0)\n\($1)" }.joined(separator: "\n")
    }

    @Test(arguments: MadeRecordings.all.map(\.0)) func plain(_ name: String) {
        let recording = MadeRecordings.all.first { $0.0 == name }!.1
        for (moment, value) in Self.moments {
            let text = views(Report(recording, moment: value), TextStyle(isColored: false))
            #expect(!text.contains("\u{1B}"))
            #expect(Golden.difference(text, "views-\(name)-\(moment).txt") == nil)
        }
    }

    /// Colour adds escape sequences and changes nothing else.
    @Test func colored() {
        let report = Report(MadeRecordings.usual)
        let text = views(report, TextStyle(isColored: true))
        #expect(Golden.difference(text, "views-usual-colored.txt") == nil)
        #expect(text.replacing(/\u{1B}\[[0-9]+m/, with: "") == views(report, TextStyle(isColored: false)))
    }

    @Test func oneProcessOfMany() {
        let report = Report(MadeRecordings.processes, process: 101)
        #expect(report.heap.peakBytes == 10_000)
        #expect(report.timeline.map(\.heapBytes) == [10_000, 10_000])
        #expect(SummaryView.text(report, style: TextStyle(isColored: false), top: 5).contains("Peak 9.8 KiB, 100 %"))
    }

    @Test func cutAtTop() {
        let report = Report(MadeRecordings.usual)
        let text = TableViews.sites(report.sites, report, style: TextStyle(isColored: false), top: 1)
        #expect(text.split(separator: "\n").count == 3)
        #expect(text.hasSuffix(" … 3 more (--top 4 shows all)\n"))
    }

    /// A name of the program's must not reach the terminal as an escape sequence or a second line.
    @Test func namesAreMadePrintable() {
        var builder = ProgramBuilder()
        let process = builder.process(1)
        let stack = builder.stack("a\u{1B}[31m\n.py:1 f\u{7}\r\u{9B}")
        builder.allocate(process, stack, all: 1.blocks(of: 10), peak: 1.blocks(of: 10), end: 1.blocks(of: 10))
        let text = views(Report(builder.program), TextStyle(isColored: false))
        #expect(text.contains("a\u{FFFD}[31m\u{FFFD}.py:1 f\u{FFFD}\u{FFFD}\u{FFFD}"))
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    }
}
