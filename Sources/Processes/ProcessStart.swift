// Starting a process of ours: a browser, a parser, a lab's program. What the user asked to have recorded is started by
// ProgramLaunch instead, which hands on all that it inherited.
package import Glibc

/// How a process begins: no signal is blocked in it, SIGPIPE ends it, and descriptors of ours that are not named here are
/// closed if they are close-on-exec.
package struct ProcessStart {
    /// Where a stream leads.
    package enum Stream {
        case null
        /// Ours, open while the process is started.
        case descriptor(Int32)
        /// Emptied, or made for this user alone.
        case file(String)
    }

    /// Whose signals it gets.
    package enum Company {
        /// Those of this process's group, Ctrl-C among them.
        case ours
        case ownGroup
        case ownSession
    }

    package var executable: String
    /// Behind its name.
    package var arguments: [String]
    /// `NAME=value` each.
    package var environment = ProcessEnvironment.current
    package var input = Stream.null
    package var output = Stream.null
    package var errors = Stream.null
    package var company = Company.ours

    package init(_ executable: String, _ arguments: [String]) {
        self.executable = executable
        self.arguments = arguments
    }

    /// Starts it; the caller waits for its end.
    ///
    /// - Throws: what the system said, a missing file for one.
    package func start() throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (stream, number) in [(input, STDIN_FILENO), (output, STDOUT_FILENO), (errors, STDERR_FILENO)] {
            Self.lead(number, to: stream, &actions)
        }
        var attributes = attributes
        defer { posix_spawnattr_destroy(&attributes) }
        var words = ([executable] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var pid: pid_t = 0
        let error = posix_spawn(&pid, executable, &actions, &attributes, &words, &variables)
        guard error == 0 else { throw SystemError(number: error) }
        return pid
    }

    private static func lead(_ number: Int32, to stream: Stream, _ actions: inout posix_spawn_file_actions_t) {
        let isInput = number == STDIN_FILENO
        switch stream {
        case .null:
            posix_spawn_file_actions_addopen(&actions, number, "/dev/null", isInput ? O_RDONLY : O_WRONLY, 0)
        case .descriptor(let ours):
            posix_spawn_file_actions_adddup2(&actions, ours, number)
        case .file(let path):
            let mode = isInput ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC
            posix_spawn_file_actions_addopen(&actions, number, path, mode, 0o600)
        }
    }

    private var attributes: posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var (none, pipe) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &pipe)
        posix_spawnattr_setpgroup(&attributes, 0)
        var flags = Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        switch company {
        case .ours: break
        case .ownGroup: flags |= Int16(POSIX_SPAWN_SETPGROUP)
        case .ownSession: flags |= 0x80  // POSIX_SPAWN_SETSID of glibc, which Swift does not see
        }
        posix_spawnattr_setflags(&attributes, flags)
        return attributes
    }
}

/// An errno.
package struct SystemError: Error, CustomStringConvertible {
    package let number: Int32
    package var description: String { String(cString: strerror(number)) }
}
