import Foundation
import Glibc
import TestSupport
import Testing

/// What cannot be taken is refused in one line, and no file appears.
@Suite struct SnapshotRefusalTests {
    private func refused(_ arguments: [String], _ status: Int32) throws -> String {
        let directory = TemporaryDirectory()
        let outcome = try Command.run(["snapshot"] + arguments + ["-o", directory / "none.heap"])
        #expect(outcome.status == status)
        #expect(outcome.output == "")
        #expect(outcome.errors.split(separator: "\n").count == 1)
        #expect(!FileManager.default.fileExists(atPath: directory / "none.heap"))
        return outcome.errors
    }

    @Test func noSuchProcess() throws {
        #expect(try refused(["999999999"], 1).contains("999999999"))
    }

    @Test func noPython() throws {
        let sleeper = Process()
        sleeper.executableURL = URL(fileURLWithPath: "/bin/sleep")
        sleeper.arguments = ["60"]
        try sleeper.run()
        defer { kill(sleeper.processIdentifier, SIGKILL) }
        usleep(200_000)
        #expect(try refused(["\(sleeper.processIdentifier)"], 1).contains("Python"))
    }

    @Test func noNumber() throws {
        #expect(try refused(["app.py"], 2).contains("app.py"))
    }

    @Test func anExistingFileStays() throws {
        let directory = TemporaryDirectory()
        try "kept".write(toFile: directory / "old.heap", atomically: true, encoding: .utf8)
        let outcome = try Command.run(["snapshot", "\(getpid())", "-o", directory / "old.heap"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("--force"))
        #expect(directory.text("old.heap") == "kept")
    }
}
