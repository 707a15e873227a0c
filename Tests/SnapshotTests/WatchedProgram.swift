// A program that waits while a recorder is at work on it.
import Foundation
import Glibc
import TestSupport

/// Both end with their owner.
final class WatchedProgram {
    let directory = TemporaryDirectory()
    private let recorder = Process()
    private(set) var pid: Int32 = 0

    /// - Parameter arguments: of the target; the name of a file is added to them, in which the target writes its number.
    init?(_ target: String, _ arguments: [String], python: Interpreter) throws {
        recorder.executableURL = URL(fileURLWithPath: TestPrograms.heaptide)
        recorder.arguments =
            ["run", "-q", "-o", directory / "run.heaptide", "--", python.path, "\(TestPrograms.targets)/\(target)"]
            + arguments + [directory / "ready"]
        recorder.standardInput = FileHandle.nullDevice
        recorder.standardOutput = FileHandle.nullDevice
        recorder.standardError = FileHandle.nullDevice
        try recorder.run()
        for _ in 0..<3000 {
            if let number = Int32(directory.text("ready")) {
                pid = number
                return
            }
            usleep(10_000)
        }
        return nil
    }

    deinit {
        if pid != 0 { kill(pid, SIGKILL) }
        kill(recorder.processIdentifier, SIGKILL)
        recorder.waitUntilExit()
    }

    func killRecorder() {
        kill(recorder.processIdentifier, SIGKILL)
        // Foundation would wait for the program too, which lives on.
        usleep(300_000)
    }
}
