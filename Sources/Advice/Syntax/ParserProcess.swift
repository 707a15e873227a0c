// An interpreter that reads paths from its standard input and answers on its standard output.
import Glibc
import Processes

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
        var process = ProcessStart(executable, arguments)
        process.environment = Self.environment
        process.input = .descriptor(given)
        process.output = .descriptor(ends[1])
        guard let pid = try? process.start() else {
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

    /// Ours, without what would make the interpreter load code of the user's.
    private static var environment: [String] {
        ProcessEnvironment.current.filter { entry in
            !["NODE_OPTIONS=", "LD_PRELOAD=", "HEAPTIDE_"].contains(where: entry.hasPrefix)
        }
    }
}
