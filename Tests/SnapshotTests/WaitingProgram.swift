// A Python program that says when it is ready, and waits.
import Foundation
import Glibc
import TestSupport

/// Ends with its owner.
final class WaitingProgram {
    let directory = TemporaryDirectory()
    private let process = Process()

    var pid: Int32 { process.processIdentifier }

    /// - Parameter arguments: of the target; the name of a file is added to them, which the target writes when it is ready.
    init?(
        _ target: String, _ arguments: [String] = [], python: Interpreter, environment: [String: String] = [:]
    ) throws {
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.executableURL = URL(fileURLWithPath: python.path)
        process.arguments = ["\(TestPrograms.targets)/\(target)"] + arguments + [directory / "ready"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try SignalMask.withNothingBlocked { try process.run() }
        for _ in 0..<3000 {
            if directory.size("ready") > 0 { return }
            usleep(10_000)
        }
        return nil
    }

    deinit {
        kill(pid, SIGKILL)
        process.waitUntilExit()
    }

    var isRunning: Bool { process.isRunning }
}
