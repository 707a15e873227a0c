import TestSupport
import Testing

/// `--memory-limit`: a MemoryError at the line that crosses it, and time to do something about it.
@Suite struct MemoryLimitTests {
    private func run(_ target: String, _ arguments: [String] = [], _ python: Interpreter) throws -> RecordedRun {
        try RecordedRun(
            [TestPrograms.targets + "/" + target] + arguments, python: python, options: ["--memory-limit", "128M"])
    }

    @Test(arguments: ["list", "dict", "nodes", "string"], TestPrograms.interpreters)
    func growthEnds(_ kind: String, _ python: Interpreter) throws {
        let run = try run("harm_limit_growth.py", [kind], python)
        #expect(run.outcome.status == 1)
        #expect(run.outcome.output == "cleaned up\n")
        #expect(run.outcome.errors.hasPrefix("Traceback"))
        #expect(run.outcome.errors.contains("in grow_\(kind)\n"))
        #expect(run.outcome.errors.hasSuffix("\nMemoryError\n"))
        let report = try run.report()
        #expect(report.processes[0].denials > 0)
        #expect(report.processes[0].peakBytes < 144 << 20)
        let top = try #require(report.sites.max { $0.figures.peakBytes < $1.figures.peakBytes })
        #expect(top.location.file.hasSuffix("harm_limit_growth.py"))
    }

    @Test(arguments: TestPrograms.interpreters)
    func oneHugeBlockIsDenied(_ python: Interpreter) throws {
        let run = try run("harm_limit_growth.py", ["huge"], python)
        #expect(run.outcome.status == 1)
        #expect(run.outcome.errors.contains("return bytearray(8 << 30)"))
        #expect(run.outcome.errors.hasSuffix("\nMemoryError\n"))
        #expect(try run.report().processes[0].peakBytes < 20 << 20)
    }

    @Test(arguments: TestPrograms.interpreters)
    func whoFreesSurvives(_ python: Interpreter) throws {
        let run = try run("harm_limit_survivor.py", [], python)
        #expect(run.outcome.status == 0)
        #expect(run.outcome.output == "caught 5 and went on with 1000\n")
        #expect(run.outcome.errors == "")
    }

    @Test(arguments: Chosen.few)
    func whoGoesOnIsEnded(_ python: Interpreter) throws {
        let run = try run("harm_limit_stubborn.py", [], python)
        #expect(run.outcome.status == 137)
        #expect(run.outcome.output == "started\n")
        #expect(run.outcome.errors.hasPrefix("heaptide: process "))
        #expect(run.outcome.errors.split(separator: "\n").count == 1)
    }

    @Test(arguments: TestPrograms.interpreters)
    func aForkedChildHasItsOwn(_ python: Interpreter) throws {
        let run = try run("harm_limit_child.py", [], python)
        #expect(run.outcome.status == 0)
        #expect(run.outcome.output == "child 42\n")
        let processes = try run.report().processes
        #expect(processes.map { $0.denials > 0 } == [false, true])
    }
}
