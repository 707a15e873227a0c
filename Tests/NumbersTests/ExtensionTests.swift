// C extensions: numpy, pandas and greenlet, in the venv that Scripts/prepare-tests makes; memray as another witness.
import Foundation
import Recording
import TestSupport
import Testing

@Suite(.serialized, .enabled(if: TestPrograms.venv != nil, "Scripts/prepare-tests makes the venv"))
struct ExtensionTests {
    private let python = TestPrograms.venv ?? TestPrograms.python

    private func record(_ target: String, _ arguments: [String] = []) throws -> (
        program: RecordedProgram, lines: RecordedLines, facts: [KnownFact]
    ) {
        let (run, answer) = try TargetRun.record(target, arguments, python: python)
        try #require(run.outcome.status == 0, "\(run.outcome.errors)")
        let program = try run.read()
        return (program, RecordedLines(program, file: "/" + target), try KnownFact.read(answer))
    }

    /// The block is what was asked for; resident is what was touched.
    @Test(arguments: [0, 25, 50, 75, 100]) func arrayTouched(percent: Int) throws {
        var (program, lines, facts) = try record("numpy_touched.py", ["\(percent)"])
        let noted = facts[0].figures.removeValue(forKey: "resident before")
        let before = try #require(noted)
        for fact in facts { #expect(lines.differences(fact) == []) }
        let process = try #require(program.processes.first)
        #expect(process.peakBytes >= 512 << 20)
        let grown = try #require(process.residentPeakBytes) - before
        let touched = (512 << 20) / 100 * percent
        #expect(abs(grown - touched) <= max(touched / 20, 4 << 20), "\(grown) for \(touched)")
    }

    @Test func frameOfKnownColumns() throws {
        let (_, lines, facts) = try record("pandas_frame.py")
        #expect(lines.differences(facts[0]) == [])
        // The product's buffer is made deep inside pandas; the caller's line is on its stack.
        let product = try #require(facts[1].figures["product"])
        #expect(product == 32_000_000)
        let under = lines.allocations(under: facts[1].line).filter { $0.blockClass == 2 && $0.endBytes >= product }
        #expect(under.map(\.endBytes) == [product])
        #expect(under.map(\.endBlocks) == [1])
    }

    @Test func greenlets() throws {
        let (_, lines, facts) = try record("greenlets.py")
        for fact in facts { #expect(lines.differences(fact) == []) }
    }

    /// Both count what the program asked of its allocators, Python's and libc's; memray does not see what the
    /// interpreter has allocated (some 2 MB) before it was imported.
    @Test func peakIsMemrays() throws {
        let run = try RecordedRun(
            [TestPrograms.targets + "/peak_workload.py"], python: python, environment: TargetRun.quiet)
        try #require(run.outcome.status == 0, "\(run.outcome.errors)")
        let peak = try #require(run.read().processes.first).peakBytes
        let theirs = try memrayPeak("peak_workload.py")
        #expect(peak > 200_000_000)
        #expect(Double(abs(peak - theirs)) <= 0.01 * Double(theirs), "\(peak), memray has \(theirs)")
    }

    private func memrayPeak(_ target: String) throws -> Int {
        let directory = TemporaryDirectory()
        let (file, answer) = (directory / "memray.bin", directory / "stats.json")
        let steps = [
            ["run", "-q", "--trace-python-allocators", "-o", file, TestPrograms.targets + "/" + target],
            ["stats", "--json", "-o", answer, file],
        ]
        for step in steps {
            let outcome = try TestPrograms.run([python.path, "-m", "memray"] + step, environment: TargetRun.quiet)
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
        struct Stats: Decodable {
            struct Metadata: Decodable { var peak_memory: Int }
            var metadata: Metadata
        }
        return try JSONDecoder().decode(Stats.self, from: Data(contentsOf: URL(fileURLWithPath: answer))).metadata
            .peak_memory
    }
}
