// Runs a command so that it can hurt nobody: in a process group of its own, for a limited time, its output bounded.
import Foundation
import Glibc
import Processes

struct LabProcess {
    struct Outcome {
        var status: Int32
        var isTimedOut: Bool
        /// Ended because somebody asked for it.
        var isStopped = false
        var output: String
        var errors: String
    }

    var arguments: [String]
    var directory: String
    var environment: [String: String]
    var seconds: Double
    /// A variable of `environment` whose value no other process has.
    var mark: String
    /// Bytes of data that one process may have; nil = as many as it likes.
    var dataLimit: Int?
    /// How long what was left behind may take to end by itself.
    var patience = 0.0
    /// Asked from time to time: whether to end it now.
    var isStopped: @Sendable () -> Bool = { false }

    /// Bytes of each stream that are kept.
    private static let mostOutput = 1 << 20
    /// Of a file that it may write, in the shell's blocks of 512 bytes: a program that prints for ever fills no disk.
    private static let largestFile = 2 << 20

    /// Runs it to its end, or ends it and all it started.
    ///
    /// - Throws: `LabMissing` if it cannot be started.
    func run() throws(LabMissing) -> Outcome {
        let (output, errors) = (directory + "/.output", directory + "/.errors")
        let pid = try start(output, errors)
        var outcome = wait(pid)
        // What it has left behind goes with it: its group, and what has left the group.
        kill(-pid, SIGKILL)
        LabOrphans.end(marked: mark, environment[mark] ?? "", patience: patience)
        outcome.output = Self.read(output)
        outcome.errors = Self.read(errors)
        return outcome
    }

    private func start(_ output: String, _ errors: String) throws(LabMissing) -> pid_t {
        // Starting a process changes no directory; the shell does, and is then the program.
        let data = dataLimit.map { "ulimit -d \($0 >> 10); " } ?? ""
        let script = "umask 077; ulimit -f \(Self.largestFile); \(data)" + #"cd "$0" && exec "$@""#
        var process = ProcessStart("/bin/sh", ["-c", script, directory] + arguments)
        process.environment = environment.map { "\($0.key)=\($0.value)" }
        process.output = .file(output)
        process.errors = .file(errors)
        process.company = .ownGroup
        do {
            return try process.start()
        } catch {
            throw LabMissing("cannot start \(arguments[0]): \(error)")
        }
    }

    private func wait(_ pid: pid_t) -> Outcome {
        let end = Date().addingTimeInterval(seconds)
        var status: Int32 = 0
        var (isTimedOut, isStopped) = (false, false)
        while waitpid(pid, &status, WNOHANG) != pid {
            isTimedOut = Date() > end
            isStopped = self.isStopped()
            if isTimedOut || isStopped {
                // The recorder first: it saves what it has, and passes the signal on.
                kill(-pid, SIGTERM)
                usleep(500_000)
                kill(-pid, SIGKILL)
                waitpid(pid, &status, 0)
                break
            }
            usleep(2000)
        }
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        return Outcome(status: code, isTimedOut: isTimedOut, isStopped: isStopped, output: "", errors: "")
    }

    private static func read(_ path: String) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        defer { unlink(path) }
        return String(decoding: (try? file.read(upToCount: mostOutput)) ?? Data(), as: UTF8.self)
    }
}
