// An interpreter that reads paths from its standard input and answers on its standard output.
import Glibc

/// Owns the process: it is gone, and waited for, when this is.
final class ParserProcess {
    private let pid: pid_t
    private let output: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)

    /// Starts `executable` with `arguments` behind its name.
    init?(_ executable: String, _ arguments: [String], input: ArraySlice<String>) {
        guard let paths = Self.file(of: input) else { return nil }
        defer { fclose(paths) }
        let given = fileno(paths)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        guard let pid = Self.spawn(executable, arguments, input: given, output: ends[1]) else {
            close(ends[0])
            return nil
        }
        self.pid = pid
        output = ends[0]
    }

    deinit {
        close(output)
        kill(pid, SIGKILL)
        while waitpid(pid, nil, 0) < 0 && errno == EINTR {}
    }

    /// What came next; nil at the end, on a failure, or if nothing comes for that long.
    func read(within seconds: Double) -> ArraySlice<UInt8>? {
        var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        var ready: Int32
        repeat { ready = poll(&wait, 1, Int32(seconds * 1000)) } while ready < 0 && errno == EINTR
        guard ready > 0 else { return nil }
        let count = Glibc.read(output, &buffer, buffer.count)
        return count > 0 ? buffer[..<count] : nil
    }

    /// A file without a name that holds the paths, so that nobody has to write while the answers are read.
    private static func file(of paths: ArraySlice<String>) -> UnsafeMutablePointer<FILE>? {
        guard let file = tmpfile() else { return nil }
        _ = fcntl(fileno(file), F_SETFD, FD_CLOEXEC)
        let bytes = paths.flatMap { Array($0.utf8.filter { $0 != 0 }) + [0] }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count, fflush(file) == 0 else {
            fclose(file)
            return nil
        }
        lseek(fileno(file), 0, SEEK_SET)
        return file
    }

    private static func spawn(_ executable: String, _ arguments: [String], input: Int32, output: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var argv: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = self.environment.map { strdup($0) } + [nil]
        defer {
            for pointer in argv + environment { free(pointer) }
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        var pid: pid_t = 0
        return posix_spawn(&pid, executable, &actions, &attributes, &argv, &environment) == 0 ? pid : nil
    }

    /// Ours, without what would make the interpreter load code of the user's.
    private static var environment: [String] {
        var kept: [String] = []
        var index = 0
        while let entry = environ[index] {
            let text = String(cString: entry)
            if !["NODE_OPTIONS=", "LD_PRELOAD=", "HEAPTIDE_"].contains(where: text.hasPrefix) { kept.append(text) }
            index += 1
        }
        return kept
    }
}
