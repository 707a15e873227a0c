import Advice
import Foundation
import Recording
import TestSupport
import Testing

@testable import Reports

/// The wrong program of a page, recorded: the advice names the line, and what it says that the change saves is what the
/// right program does without.
@Suite struct MeasuredAdviceTests {
    /// What stands in the line that is named.
    private static let lines = [
        "cached-method": "lru_cache", "closure-keeps-large": "return len(data)", "exception-kept": "ERRORS.append",
        "global-collector": "SEEN.append", "lingering-local": "rows = [", "list-constant-as-tuple": "self._kinds = [",
        "list-for-one-pass": "sum([", "missing-slots": "class Point", "mutable-default": "def collect",
        "needless-deepcopy": "deepcopy(", "readlines": "readlines()", "string-concat-in-loop": "self.text +=",
        "strong-back-reference": "child.parent = self", "unbounded-cache": "@functools.cache",
    ]

    @Test(arguments: RuleProgram.measured) func saving(_ program: RuleProgram) throws {
        let (wrong, right) = (try record(program, isWrong: true), try record(program, isWrong: false))
        let advice = ReportAdvice(wrong.report).items.filter { $0.rule.id == program.rule.id }
        try #require(advice.count == 1)
        let item = advice[0]
        let text = try #require(program.rule.wrongProgram(.python)).split(
            separator: "\n", omittingEmptySubsequences: false)
        let mark = try #require(Self.lines[program.rule.id])
        #expect(text[item.finding.finding.line - 1].contains(mark))
        #expect(item.finding.text.contains(mark))
        let saved = figure(item, wrong.report) - figure(item, right.report)
        #expect(abs(item.savesBytes - saved) <= saved / 10, "says \(item.savesBytes), the right program saves \(saved)")
        #expect(!ReportAdvice(right.report).items.contains { $0.rule.id == program.rule.id })
    }

    private func record(_ program: RuleProgram, isWrong: Bool) throws -> (run: RecordedRun, report: Report) {
        let text = try #require(isWrong ? program.rule.wrongProgram(.python) : program.rule.rightProgram(.python))
        let directory = TemporaryDirectory()
        let script = directory.write(text, to: "program.py")
        return try withExtendedLifetime(directory) {
            let run = try RecordedRun([script], limit: 60)
            #expect(run.outcome.status == 0, "\(run.outcome.errors)")
            // The recording is read after its program is gone, so that the text has to be kept for the advice.
            let kept = run.directory.write(text, to: "program.py")
            let report = Report(Self.moved(try run.read(), from: script, to: kept))
            return (run, report)
        }
    }

    /// The recording of a program that stands elsewhere now, unchanged.
    private static func moved(_ program: RecordedProgram, from: String, to: String) -> RecordedProgram {
        var program = program
        program.meta["source_checksums"] = program.meta["source_checksums"]?.replacingOccurrences(of: from, with: to)
        for index in program.locations.indices where program.locations[index].file == from {
            program.locations[index].file = to
        }
        return program
    }

    private func figure(_ item: AdviceItem, _ report: Report) -> Int {
        switch item.figure {
        case .peak: report.heap.peakBytes
        case .end: report.heap.endBytes
        case .allocated: report.heap.allocatedBytes
        }
    }

    /// An instance with and without `__slots__`, by the version's own allocations.
    @Test(arguments: TestPrograms.interpreters.map(\.path), [1, 2, 3, 5]) func instanceSizes(
        _ path: String, _ count: Int
    ) throws {
        let python = try #require(TestPrograms.interpreters.first { $0.path == path })
        let made = [false, true].map { Self.instances(count, slots: $0) }
        let peaks = try made.map { source in
            let run = try RecordedRun.script(source, python: python, options: ["--no-native"])
            // The class's own lines are of the text that exec() was given.
            return try run.report().sites.filter { site in
                site.location.file == "<string>" || site.location.file.hasSuffix("script.py") && site.location.line == 3
            }.reduce(0) { $0 + $1.figures.peakBytes }
        }
        let size = try #require(InstanceSize(version: python.version, attributes: count))
        #expect(abs((peaks[0] - peaks[1]) - 10_000 * size.slotsSave) <= 10_000, "\(peaks)")
    }

    /// Line 2 has the class, line 3 makes 10,000 instances of it.
    private static func instances(_ count: Int, slots: Bool) -> String {
        let names = (0..<count).map { "a\($0)" }
        let body = names.map { "self.\($0) = 0" }.joined(separator: "; ")
        let slotsText = slots ? "__slots__ = (\(names.map { "'\($0)'" }.joined(separator: ", ")),); " : ""
        return """
            kept = [None] * 10000
            exec("class P:\\n \(slotsText)pass\\n def __init__(self): \(body)")
            for number in range(10000): kept[number] = P()
            """
    }
}
