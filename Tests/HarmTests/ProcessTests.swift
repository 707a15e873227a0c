import TestSupport
import Testing

/// Programs that make other processes, in every way that Python has.
@Suite struct ProcessTests {
    @Test(arguments: TestPrograms.interpreters)
    func forkFromThreads(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_fork_threads.py").check(python)
        #expect(try both.run.read().processes.count == 41)
    }

    @Test(arguments: Chosen.few + Chosen.others.suffix(1))
    func manyForks(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_fork_loop.py").check(python)
        #expect(both.plain.output == "True\n")
        #expect(try both.run.read().processes.count == 301)
        #expect(try (300 * 20_000..<300 * 25_000).contains(both.figures(at: "child").allocatedBytes))
    }

    @Test(arguments: ["fork", "spawn", "forkserver"], Chosen.few + Chosen.others)
    func pool(_ method: String, _ python: Interpreter) throws {
        let both = try Scenario(target: "harm_pool.py", arguments: [method]).check(python)
        #expect(try both.figures(at: "worker").allocatedBytes >= 200 * 100_000)
    }

    @Test(arguments: TestPrograms.interpreters)
    func otherPrograms(_ python: Interpreter) throws {
        try Scenario(target: "harm_spawn.py").check(python)
    }
}
