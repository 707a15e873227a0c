import Foundation
import Glibc

/// A Python program that keeps many objects and is told what to do.
final class HeapProgram {
    private let process = Process()
    private let (input, output) = (Pipe(), Pipe())
    /// How many objects it says it has made.
    private(set) var objects = 0

    var pid: Int32 { process.processIdentifier }

    /// Starts it, and waits until all objects are there.
    init(_ workspace: Workspace, objects count: Int) throws {
        process.executableURL = URL(fileURLWithPath: workspace.python)
        process.arguments = ["\(workspace.root)/Benchmarks/Heap/objects.py", "\(count)"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        guard let answer = line(), let number = Int(answer) else {
            throw BenchmarkError("Benchmarks/Heap/objects.py did not start")
        }
        objects = number
    }

    deinit {
        kill(pid, SIGKILL)
        process.waitUntilExit()
    }

    /// Has it do something. Returns for how many seconds it did nothing else.
    func tell(_ what: String) throws -> Double {
        input.fileHandleForWriting.write(Data((what + "\n").utf8))
        guard let answer = line(), let seconds = Double(answer) else {
            throw BenchmarkError("the program did not answer \(what); is guppy3 in .build-bench/venv?")
        }
        return seconds
    }

    private func line() -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(output.fileHandleForReading.fileDescriptor, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }

    /// A line of /proc/PID/status in bytes.
    private func memory(_ name: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
        return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }

    /// Resident memory before `body` and by how much it was more at most meanwhile, in bytes.
    func growth(_ body: () throws -> Void) rethrows -> (resident: Int, added: Int) {
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/\(pid)/clear_refs"))
        let before = memory("VmRSS")
        try body()
        return (before, max(0, memory("VmHWM") - before))
    }
}

/// A command that was run to its end, with what it needed itself.
struct MeasuredCommand {
    let seconds: Double
    /// Peak of resident memory.
    let peakBytes: Int
    let output: Data

    /// - Parameters:
    ///   - errors: file for its standard error; nil = this process's.
    ///   - expected: the exit status that is no failure.
    /// - Throws: `BenchmarkError` if it cannot be started, or fails.
    init(_ command: [String], output path: String, errors: String? = nil, expecting expected: Int32 = 0) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        if let errors { posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o644) }
        let arguments = command.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var pid: pid_t = 0
        let start = monotonicSeconds()
        guard posix_spawn(&pid, command[0], &actions, nil, arguments, environ) == 0 else {
            throw BenchmarkError("cannot start \(command[0])")
        }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) < 0 && errno == EINTR {}
        seconds = monotonicSeconds() - start
        peakBytes = usage.ru_maxrss * 1024
        output = try Data(contentsOf: URL(fileURLWithPath: path))
        guard status == expected << 8 else { throw BenchmarkError("\(command.joined(separator: " ")) failed") }
    }
}
