// A program that is running, for tests that do something to it meanwhile.
import Foundation
import Glibc
import TestSupport

/// Its output goes to files of its directory.
final class RunningProgram {
    let directory: TemporaryDirectory
    private let process = Process()

    init(_ command: [String], in directory: TemporaryDirectory) throws {
        self.directory = directory
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: directory.path)
        process.environment = ProcessInfo.processInfo.environment.merging(TargetRun.quiet) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file(directory / "output")
        process.standardError = try Self.file(directory / "errors")
        try SignalMask.withNothingBlocked { try process.run() }
    }

    /// `heaptide run` of a command, recording to `run.heaptide`.
    static func recorded(_ command: [String], in directory: TemporaryDirectory) throws -> RunningProgram {
        let run = [TestPrograms.heaptide, "run", "--quiet", "-o", directory / "run.heaptide", "--"]
        return try RunningProgram(run + command, in: directory)
    }

    private static func file(_ path: String) throws -> FileHandle {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// The process that it has started and that executes something else by now; nil if that does not come about.
    func child() -> pid_t? {
        let own = process.processIdentifier
        let started = Self.wait(10) { self.children.contains { Self.executable($0) != Self.executable(own) } }
        return started ? children.first { Self.executable($0) != Self.executable(own) } : nil
    }

    private var children: [pid_t] {
        let pid = process.processIdentifier
        let text = try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
        return (text ?? "").split(separator: " ").compactMap { pid_t($0) }
    }

    private static func executable(_ pid: pid_t) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe")
    }

    /// Its end; after `limit` seconds that is signal 9.
    func outcome(limit: Double = 60) -> Outcome {
        if !Self.wait(limit, for: { !self.process.isRunning }) { signal(SIGKILL) }
        process.waitUntilExit()
        let isExit = process.terminationReason == .exit
        return Outcome(
            status: isExit ? process.terminationStatus : -process.terminationStatus,
            output: directory.text("output"), errors: directory.text("errors"))
    }

    /// Looks every few milliseconds whether something is so. False if it is not within `limit` seconds.
    static func wait(_ limit: Double, for condition: () -> Bool) -> Bool {
        let start = Date()
        while !condition() {
            if Date().timeIntervalSince(start) > limit { return false }
            usleep(1000)
        }
        return true
    }
}
