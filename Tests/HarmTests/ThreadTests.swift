import TestSupport
import Testing

/// Threads, deep stacks and signal handlers.
@Suite struct ThreadTests {
    @Test(arguments: TestPrograms.interpreters)
    func manyAtOnce(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_threads_at_once.py").check(python)
        #expect(try both.figures(at: "mine").allocations >= 40_000)
        #expect(try both.run.read().processes[0].threads >= 200)
    }

    @Test(arguments: TestPrograms.interpreters)
    func manyOneAfterTheOther(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_short_threads.py").check(python)
        #expect(try both.figures(at: "kept").allocations >= 10_000)
    }

    @Test(arguments: TestPrograms.interpreters)
    func deepRecursion(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_recursion.py").check(python)
        #expect(both.plain.output == "50000\n10\n50000\n20000\nRecursionError\n4\n")
        #expect(try (4_000_000..<4_001_000).contains(both.figures(at: "bottom", .end).endBytes))
    }

    @Test(arguments: TestPrograms.interpreters)
    func signalHandlersThatAllocate(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_alarm.py").check(python)
        #expect(try both.figures(at: "handler").allocatedBytes >= 500 * 2000)
    }

    @Test(arguments: TestPrograms.interpreters.filter { $0.minor < 14 })
    func otherInterpretersInTheProcess(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_subinterpreters.py").check(python)
        #expect(try (3_000_000..<3_001_000).contains(both.figures(at: "main", .end).endBytes))
    }
}
