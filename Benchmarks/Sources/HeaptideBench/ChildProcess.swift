import Glibc

/// A command that was run to its end.
struct ChildProcess {
    /// How it ended.
    enum Ending: Equatable, CustomStringConvertible {
        case exited(Int32)
        case signalled(Int32)
        /// It was killed at its time limit.
        case overran
        /// It ended, but a process that it left behind did not, and was killed.
        case leftProcesses

        /// The ending in words.
        var description: String {
            switch self {
            case .exited(let code): "exit code \(code)"
            case .signalled(let signal): "signal \(signal)"
            case .overran: "killed at the time limit"
            case .leftProcesses: "left processes that did not end"
            }
        }
    }

    /// How it ended.
    let ending: Ending
    /// Seconds from its start to its end, without those of processes that it left behind.
    let wall: Double
    /// User and system seconds of it and all its descendants.
    let processorSeconds: Double

    /// Runs a command with no input.
    ///
    /// - Parameters:
    ///   - output: the file that its standard output is written to.
    ///   - log: the file that its standard error is written to.
    ///   - limit: seconds after which it is killed with all its descendants.
    /// - Throws: `BenchmarkError` if it cannot be started.
    static func run(
        _ command: [String],
        environment: [String],
        output: String = "/dev/null",
        log: String,
        limit: Double
    ) throws -> ChildProcess {
        let start = monotonicSeconds()
        let pid = try spawn(command, environment: environment, output: output, log: log)
        var watch = Watch(pid: pid, start: start, limit: limit)
        return watch.untilNothingIsLeft()
    }

    private static func spawn(
        _ command: [String],
        environment: [String],
        output: String,
        log: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_TRUNC, 0o644)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let arguments = command.map { strdup($0) } + [nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, command[0], &actions, &attributes, arguments, variables)
        guard error == 0 else {
            throw BenchmarkError("cannot start \(command[0]): \(String(cString: strerror(error)))")
        }
        return pid
    }
}
