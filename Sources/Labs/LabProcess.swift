// Runs a command so that it can hurt nobody: in a process group of its own, for a limited time, its output bounded.
import Foundation
import Glibc

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
        LabOrphans.end(marked: mark, environment[mark] ?? "")
        outcome.output = Self.read(output)
        outcome.errors = Self.read(errors)
        return outcome
    }

    private func start(_ output: String, _ errors: String) throws(LabMissing) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        let writing = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, writing, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, writing, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigmask(&attributes, &mask)
        var pipe = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &pipe)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        // posix_spawn changes no directory; the shell does, and is then the program.
        let script = "umask 077; ulimit -f \(Self.largestFile); " + #"cd "$0" && exec "$@""#
        let shell = ["/bin/sh", "-c", script, directory]
        let words = (shell + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, shell[0], &actions, &attributes, words, variables)
        guard error == 0 else { throw LabMissing("cannot start \(arguments[0]): \(String(cString: strerror(error)))") }
        return pid
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
