// A Python program that is running, for tests that attach to it. Nobody waits for it meanwhile.
import Attach
import Foundation
import Glibc
import TestSupport

/// A program whose standard input the test holds. It is killed with its owner.
final class RunningPython {
    let pid: pid_t
    let directory = TemporaryDirectory()
    private var input: Int32
    private var hasEnded = false

    /// Starts it, and waits until it has written a line.
    init(_ command: [String], environment: [String: String] = [:], isReadyAtOnce: Bool = false) throws {
        var pipe: [Int32] = [0, 0]
        guard Glibc.pipe(&pipe) == 0 else { throw POSIXError(.EMFILE) }
        input = pipe[1]
        _ = fcntl(input, F_SETFD, FD_CLOEXEC)
        pid = try Self.spawn(command, environment, pipe[0], directory)
        close(pipe[0])
        while !isReadyAtOnce, output.isEmpty, !isZombie { usleep(1000) }
    }

    /// A program of Tests/Targets.
    convenience init(target: String, _ arguments: [String], _ python: Interpreter) throws {
        try self.init([python.path, TestPrograms.targets + "/" + target] + arguments)
    }

    /// A program given as text, `ready` being what it calls when it is.
    convenience init(_ code: String, _ python: Interpreter) throws {
        let prologue = "import os, sys, time, ctypes\ndef ready(): os.write(1, b'ready\\n')\n"
        try self.init([python.path, "-c", prologue + code])
    }

    deinit {
        if !hasEnded {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
        if input >= 0 { close(input) }
    }

    /// Tells it to go on: a byte, and the end of its input.
    func tell() {
        _ = write(input, "x", 1)
        close(input)
        input = -1
    }

    /// Its end; after 60 seconds that is signal 9.
    func end() -> End {
        var status: Int32 = 0
        let start = Date()
        while waitpid(pid, &status, WNOHANG) == 0 {
            if Date().timeIntervalSince(start) > 60 { kill(pid, SIGKILL) }
            usleep(1000)
        }
        hasEnded = true
        let signal = status & 0x7F
        return End(status: signal == 0 ? status >> 8 & 0xFF : -signal, output: output, errors: text("errors"))
    }

    var output: String { text("output") }

    private func text(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: directory / name) ?? Data(), as: UTF8.self)
    }

    func file(_ name: String) -> String { (try? String(contentsOfFile: "/proc/\(pid)/\(name)", encoding: .utf8)) ?? "" }

    var isZombie: Bool { file("stat").contains(") Z ") }
    var threads: Int { count("task") }
    var descriptors: Int { count("fd") }
    var mappings: Int { file("maps").split(separator: "\n").count }

    private func count(_ name: String) -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/\(name)").count) ?? 0
    }

    private static func spawn(
        _ command: [String], _ environment: [String: String], _ input: Int32, _ directory: TemporaryDirectory
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        for (number, name) in [(1, "output"), (2, "errors")] as [(Int32, String)] {
            posix_spawn_file_actions_addopen(&actions, number, directory / name, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        }
        let own = ["PYTHONDONTWRITEBYTECODE": "1"].merging(environment) { $1 }
        let all = ProcessInfo.processInfo.environment.merging(own) { $1 }
        var argv: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = all.map { strdup("\($0)=\($1)") } + [nil]
        defer {
            for pointer in argv + envp { free(pointer) }
            posix_spawn_file_actions_destroy(&actions)
        }
        var pid: pid_t = 0
        let error = SignalMask.withNothingBlocked { posix_spawn(&pid, command[0], &actions, nil, &argv, &envp) }
        if error != 0 { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EINVAL) }
        return pid
    }
}

/// What it left behind.
struct End {
    /// Exit status; negative: the signal that ended it.
    let status: Int32
    let output: String
    let errors: String
}

/// The library of Tests/Targets/attach_probe.c, and calls of it.
enum Probe {
    private static let directory = TemporaryDirectory()
    static let path = build("attach_probe.c")
    static let slowStart = build("attach_slow_start.c")

    private static func build(_ source: String) -> String {
        let path = directory / (source + ".so")
        let made = try? TestPrograms.run(
            ["/usr/bin/cc", "-shared", "-fPIC", "-O1", "-pthread", "-o", path, TestPrograms.targets + "/" + source])
        precondition(made?.status == 0, made?.errors ?? "no cc")
        return path
    }

    /// Gets `symbol` called with the path of the program's file `mark`.
    static func call(
        _ program: RunningPython, _ symbol: String = "use_python", mark: String = "mark", limit: Double = 20
    ) throws -> CallOutcome {
        try PythonProcess(pid: program.pid).call(
            library: path, symbol: symbol, argument: program.directory / mark, timeoutSeconds: limit)
    }

    /// How often it was called.
    static func calls(_ program: RunningPython, mark: String = "mark") -> Int { program.directory.bytes(mark) }

    /// The error of an attach, which must fail.
    static func refusal(_ pid: pid_t) -> AttachError? {
        do throws(AttachError) {
            _ = try PythonProcess(pid: pid)
            return nil
        } catch { return error }
    }

    static func failure(_ body: () throws -> CallOutcome) -> AttachError? {
        do {
            _ = try body()
            return nil
        } catch { return error as? AttachError }
    }
}

extension TemporaryDirectory {
    /// The size of a file in it; 0 if there is none.
    func bytes(_ name: String) -> Int {
        var status = stat()
        return stat(self / name, &status) == 0 ? Int(status.st_size) : 0
    }
}
