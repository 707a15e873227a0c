import Foundation
import Glibc
import TestSupport
import Testing

/// A signal reaches the program once, whoever it was sent to.
@Suite struct SignalTests {
    static let signals = [("SIGTERM", SIGTERM), ("SIGUSR1", SIGUSR1), ("SIGHUP", SIGHUP), ("SIGINT", SIGINT)]

    @Test(arguments: signals)
    func toTheRecorderAlone(_ signal: (name: String, number: Int32)) throws {
        let outcome = try send(signal.number, handled: [signal.name])
        #expect(outcome.status == 0)
        #expect(outcome.output == "[('\(signal.name)', 1)]\n")
        #expect(outcome.errors == "")
    }

    @Test(arguments: [("SIGTERM", SIGTERM), ("SIGUSR1", SIGUSR1), ("SIGHUP", SIGHUP), ("SIGQUIT", SIGQUIT)])
    func withoutAHandler(_ signal: (name: String, number: Int32)) throws {
        let outcome = try send(signal.number, handled: [])
        #expect(outcome.status == 128 + signal.number)
        #expect(outcome.output == "")
    }

    private func send(_ number: Int32, handled: [String]) throws -> Outcome {
        let directory = TemporaryDirectory()
        let command = [TestPrograms.python.path, TestPrograms.targets + "/harm_signals.py", directory / "ready"]
        let run = try RunningProgram.recorded(command + handled, in: directory)
        #expect(RunningProgram.wait(30) { directory.size("ready") > 0 })
        run.signal(number)
        return run.outcome()
    }

    /// Ctrl-C, Ctrl-\ and Ctrl-Z of a terminal, typed at a job in the foreground.
    @Test(arguments: [
        ("interrupt", ["SIGINT", "SIGQUIT"]), ("interrupt", []), ("quit", ["SIGINT", "SIGQUIT"]), ("quit", []),
        ("stop", ["SIGCONT", "SIGINT"]), ("stop", ["SIGTSTP"]), ("stop-alone", ["SIGCONT"]),
    ])
    func fromATerminal(_ key: String, _ handled: [String]) throws {
        let plain = try typed(key, handled, under: [])
        let file = TemporaryDirectory()
        let recorded = try typed(key, handled, under: [TestPrograms.heaptide, "run", "-q", "-o", file / "r", "--"])
        #expect(plain.status == 0)
        #expect(!plain.output.contains("time is up"))
        #expect(recorded.output == plain.output)
        #expect(recorded.errors == plain.errors)
    }

    private func typed(_ key: String, _ handled: [String], under prefix: [String]) throws -> Outcome {
        let directory = TemporaryDirectory()
        let python = TestPrograms.python.path
        let program = [python, TestPrograms.targets + "/harm_signals.py", directory / "ready"] + handled
        let terminal = [python, TestPrograms.targets + "/harm_terminal.py", key, directory / "ready"]
        return try TestPrograms.run(terminal + prefix + program, directory: directory.path)
    }
}
