import Foundation
import TestSupport
import Testing

/// However a program ends, it ends so under heaptide, and what it allocated until then is in the recording.
@Suite struct EndingTests {
    @Test(arguments: TestPrograms.interpreters)
    func withoutCleaningUp(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_quick_exit.py", status: 9).check(python)
        #expect(try both.figures(at: "kept", .end).endBytes >= 1_000_000)
    }

    @Test(arguments: TestPrograms.interpreters)
    func byCrashing(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_crash.py", status: 139).check(python)
        #expect(try (5_000_000..<5_001_000).contains(both.figures(at: "kept", .end).endBytes))
        let recording = try both.run.read()
        #expect(recording.isComplete)
        #expect(recording.signal == 11)
    }

    @Test(arguments: TestPrograms.interpreters)
    func byExecutingOtherPrograms(_ python: Interpreter) throws {
        let other = Chosen.others.last ?? python
        let both = try Scenario(target: "harm_exec.py", arguments: ["0", other.path], status: 3).check(python)
        #expect(both.plain.output.hasSuffix("a shell\n"))
        #expect(try both.figures(at: "kept").allocatedBytes >= 3_000_000)
        #expect(try both.run.read().processes.count == 3)
    }

    @Test(arguments: TestPrograms.interpreters)
    func withHandlersThatAllocate(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_atexit.py").check(python)
        #expect(try both.figures(at: "handler").allocatedBytes >= 3_000_000)
    }

    /// Daemon threads allocate in C code without the GIL while the interpreter is torn down. CPython 3.10 crashes there by
    /// itself (`take_gil` reads a freed thread state): in 2 of 300 runs that are not recorded.
    @Test(arguments: TestPrograms.interpreters)
    func withDaemonThreads(_ python: Interpreter) throws {
        let library = try TargetRun.library("harm_library.c")
        let command = [TestPrograms.targets + "/harm_daemons.py", library]
        var crashesOfPython = python.minor <= 10 ? 2 : 0
        for _ in 0..<max(1, 100 / TestPrograms.interpreters.count) {
            let run = try RecordedRun(command, python: python, limit: 30)
            if run.outcome.status == 128 + SIGSEGV && crashesOfPython > 0 {
                crashesOfPython -= 1
                continue
            }
            #expect(run.outcome.status == 0, "\(run.outcome.errors)")
            #expect(run.outcome.output == "end\n")
            #expect(run.outcome.errors == "")
        }
    }
}
