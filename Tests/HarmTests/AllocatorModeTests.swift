import TestSupport
import Testing

/// Python's own switches for its allocators, and tracemalloc, which sits between Python and the agent.
@Suite struct AllocatorModeTests {
    static let modes = [
        Scenario(target: "harm_mixed.py", environment: ["PYTHONMALLOC": "malloc"]),
        Scenario(target: "harm_mixed.py", environment: ["PYTHONMALLOC": "debug"]),
        Scenario(target: "harm_mixed.py", environment: ["PYTHONMALLOC": "malloc_debug"]),
        Scenario(target: "harm_mixed.py", environment: ["PYTHONMALLOC": "pymalloc_debug"]),
        Scenario(target: "harm_mixed.py", interpreterOptions: ["-X", "dev"]),
        Scenario(target: "harm_mixed.py", interpreterOptions: ["-X", "tracemalloc=5"]),
        Scenario(target: "harm_mixed.py", environment: ["PYTHONTRACEMALLOC": "1", "PYTHONMALLOC": "debug"]),
    ]

    @Test(arguments: modes, TestPrograms.interpreters)
    func workAsTheyDo(_ mode: Scenario, _ python: Interpreter) throws {
        let both = try mode.check(python)
        #expect(try both.figures(at: "kept").peakBytes >= 1_000_000)
    }

    /// The debug allocators after a fork: they are swapped for a moment in the child.
    @Test(arguments: ["debug", "malloc_debug"], TestPrograms.interpreters)
    func forkWithDebugAllocators(_ mode: String, _ python: Interpreter) throws {
        try Scenario(target: "harm_fork_threads.py", environment: ["PYTHONMALLOC": mode]).check(python)
    }

    /// Without `site`, the first line of a program on standard input is read while no Python runs at all.
    @Test(arguments: [["-S"], ["-I", "-S"]], TestPrograms.interpreters)
    func programsOnStandardInput(_ options: [String], _ python: Interpreter) throws {
        for (program, output) in [("", ""), ("x = bytearray(3000000)\nprint(len(x))\n", "3000000\n")] {
            let run = try RecordedRun([python.path] + options, python: python, input: program)
            #expect(run.outcome.status == 0)
            #expect(run.outcome.output == output)
            #expect(run.outcome.errors == "")
            let line = try run.report().figures(file: "<stdin>", line: 1)
            #expect(program.isEmpty || line.contains { $0.figures.endBytes >= 3_000_000 })
        }
    }
}
