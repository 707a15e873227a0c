// What a finished run shows beside its claims: lines, paths, pictures, output, the mended program's figure.
import Foundation
import HeapFile
import HeapGraph
import Labs
import Recording
import Reports

/// The evidence of a run, as the page gets it (docs/json.md).
struct LabOutcome: Encodable, Sendable {
    let result: LabResult
    let curves: [LabCurve]
    let lines: [Line]
    let paths: [Path]
    let pictures: [Picture]
    let outputs: [Output]
    @Nullable var improvement: Improvement?
    /// SVG documents, by the name of their step.
    let drawings: [String: Data]

    private enum CodingKeys: String, CodingKey {
        case result, curves, lines, paths, pictures, outputs, improvement
    }

    /// A line of the lab's own programs with memory at a step's peak, or the sum of all else: the interpreter's start,
    /// imports. `blocks` is nil where live memory was sampled.
    struct Line: Encodable {
        let step: String
        let file: String
        let line: Int
        let function: String
        let bytes: Int
        @Nullable var blocks: Int?
        /// Of the step's peak, 0 to 1.
        let share: Double
        let isEstimate: Bool
    }

    /// How the largest of what is suspect is held; of a page, the largest of what stays.
    struct Path: Encodable {
        let step: String
        let text: String
        let bytes: Int
    }

    struct Picture: Encodable {
        let step: String
        let file: String
    }

    struct Output: Encodable {
        let step: String
        let status: Int
        let isTimedOut: Bool
        let output: String
        let errors: String
    }

    /// A figure of both programs, measured in this run.
    struct Improvement: Encodable {
        let name: String
        let unit: String
        let before: Double
        let after: Double
    }

    init(_ result: LabResult) {
        self.result = result
        let runs = result.evidence.runs
        curves = runs.compactMap { run in
            run.report.map { LabCurve(run.step.name, $0) } ?? run.page.map { LabCurve(run.step.name, $0) }
        }
        lines = runs.flatMap { Self.lines($0, of: result.definition) }
        paths = runs.compactMap(Self.path)
        drawings = Self.drawings(result)
        pictures = result.evidence.runs.filter { [drawings] in drawings[$0.step.name] != nil }
            .map { Picture(step: $0.step.name, file: "\($0.step.name).svg") }
        outputs = runs.map(Self.output)
        improvement = Self.improvement(result)
    }

    private static let mostLines = 5
    /// Characters of each stream that a page shows.
    private static let mostOutput = 8000

    private static func lines(_ run: LabRun, of lab: Lab) -> [Line] {
        guard let report = run.report, let name = lab.file(of: run.step)?.name else { return [] }
        let sites = report.sites
        let own = sites.filter { $0.location.file.split(separator: "/").last ?? "" == name }.prefix(mostLines)
        let all = sites.reduce(0) { $0 &+ $1.figures.peakBytes }
        var rest = ReportFigures(peakBytes: all, peakBlocks: sites.reduce(0) { $0 &+ $1.figures.peakBlocks })
        for site in own {
            rest.peakBytes &-= site.figures.peakBytes
            rest.peakBlocks &-= site.figures.peakBlocks
        }
        let shown = own.map { ($0.location.shortText, Int($0.location.line), $0.location.function, $0.figures) }
        return (shown + [("all else: start, imports", 0, "", rest)]).filter { $0.3.peakBytes > 0 }.map {
            Line(
                step: run.step.name, file: $0.0, line: $0.1, function: $0.2, bytes: $0.3.peakBytes,
                blocks: report.recording.exact($0.3.peakBlocks), share: Double($0.3.peakBytes) / Double(max(1, all)),
                isEstimate: report.recording.isSampled)
        }
    }

    private static func path(_ run: LabRun) -> Path? {
        if let page = run.page {
            return page.leaks.first.map { Path(step: run.step.name, text: $0.pathText, bytes: $0.retainedBytes) }
        }
        guard let graph = run.snapshot?.graph, let suspect = SuspectSearch().suspects(in: graph).first else {
            return nil
        }
        return Path(step: run.step.name, text: suspect.path.text, bytes: Int(clamping: suspect.retainedBytes))
    }

    private static func drawings(_ result: LabResult) -> [String: Data] {
        var drawings: [String: Data] = [:]
        for run in result.evidence.runs { drawings[run.step.name] = result.picture(of: run)?.svg }
        return drawings
    }

    private static func output(_ run: LabRun) -> Output {
        Output(
            step: run.step.name, status: Int(run.status), isTimedOut: run.isTimedOut,
            output: String(run.output.prefix(mostOutput)), errors: String(run.errors.suffix(mostOutput)))
    }

    private static func improvement(_ result: LabResult) -> Improvement? {
        let runs = result.evidence.runs
        guard let wanted = result.definition.improvement,
            let program = runs.first(where: { $0.step.name == "program" }),
            let mended = runs.first(where: { $0.step.name == "mended" }),
            let before = try? wanted.measure(program), let after = try? wanted.measure(mended)
        else { return nil }
        return Improvement(name: wanted.name, unit: wanted.unit, before: before, after: after)
    }
}
