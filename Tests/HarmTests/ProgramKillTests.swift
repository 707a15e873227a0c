import Foundation
import Glibc
import Recording
import Reports
import TestSupport
import Testing

/// SIGKILL of the program: the recording opens, and holds everything up to that moment.
@Suite struct ProgramKillTests {
    static let kills = 200
    private static let blockBytes = 4000

    /// What went wrong in one kill.
    private struct Failure: Error, CustomStringConvertible { var description: String }

    @Test func at200RandomMoments() async {
        await withTaskGroup(of: String?.self) { group in
            for kill in 0..<Self.kills {
                if kill >= 2, let failure = await group.next() { Self.expectNone(failure) }
                group.addTask { Self.failure(of: kill) }
            }
            for await failure in group { Self.expectNone(failure) }
        }
    }

    private static func expectNone(_ failure: String?) {
        #expect(failure == nil)
    }

    private static func failure(of kill: Int) -> String? {
        do {
            try self.kill(TestPrograms.interpreters[kill % TestPrograms.interpreters.count])
            return nil
        } catch {
            return "kill \(kill): \(error)"
        }
    }

    private static func kill(_ python: Interpreter) throws {
        let directory = TemporaryDirectory()
        let target = TestPrograms.targets + "/harm_counter.py"
        let run = try RunningProgram.recorded([python.path, target, directory / "log"], in: directory)
        guard let program = run.child() else { throw Failure(description: "it did not start") }
        let moment = Double.random(in: 0..<1)
        usleep(UInt32(moment * moment * 700_000))
        Glibc.kill(program, SIGKILL)
        let outcome = run.outcome()
        guard outcome.exitStatus == 137 else {
            throw Failure(description: "status \(outcome.exitStatus) \(outcome.errors)")
        }
        let logged = directory.size("log")
        if logged == 0 && directory.size("run.heaptide") == 0 { return }
        try check(directory / "run.heaptide", target, logged: logged)
    }

    private static func check(_ path: String, _ target: String, logged: Int) throws {
        let report = try Command.run(["report", path])
        guard report.status == 0 else { throw Failure(description: report.errors) }
        let recording = try Report(RecordingFile.read(path), moment: .end)
        let kept = recording.sites.filter { $0.location.file == target }.reduce(0) { $0 + $1.figures.endBytes }
        guard kept >= logged * blockBytes else {
            throw Failure(description: "\(kept) bytes for \(logged) blocks of \(blockBytes)")
        }
        let lost = recording.processes.reduce(0) { $0 + $1.lostRecords }
        guard lost == 0 else { throw Failure(description: "\(lost) records lost") }
    }
}
