// Starting the program so that it cannot tell: same streams, directory, arguments, signal dispositions and mask; its
// environment says where the agent and the recorder are.
import CRecorderPlatform
import Glibc
import Processes

/// What is to be started.
struct ProgramLaunch {
    let executable: String
    let arguments: [String]
    /// Streams that are closed, and shall be for the program: SQLite puts /dev/null in their places here.
    private let closedStreams = (STDIN_FILENO...STDERR_FILENO).filter { fcntl($0, F_GETFD) < 0 }

    /// Resolves what the user named: a `.py` file, `-m module`, `-c code`, a `.js` file, or any command.
    init(program: [String], python: String?, node: String?) throws(Problem) {
        guard let first = program.first else { throw .usage("say what to run: heaptide run app.py") }
        if NodeLaunch.isScript(first) {
            try Self.checkScript(first)
            let interpreter = node ?? "node"
            executable = try Self.find(interpreter)
            arguments = [interpreter] + program
        } else if first == "-m" || first == "-c" || first == "-" || first.hasSuffix(".py") {
            if first == "-m" || first == "-c", program.count < 2 { throw .usage("\(first) needs an argument") }
            if first.hasSuffix(".py") { try Self.checkScript(first) }
            let interpreter = python ?? "python3"
            executable = try Self.find(interpreter)
            arguments = [interpreter] + program
        } else {
            executable = try Self.find(first)
            arguments = program
        }
    }

    /// What files of a program are called: `app` of `app.py`, the module, the command.
    static func stem(of program: [String]) -> String {
        let isModule = program.first == "-m" && program.count > 1
        let name =
            isModule
            ? program[1] : program.first == "-c" || program.first == "-" ? "python" : program.first ?? "program"
        let base = name.split(separator: "/").last.map(String.init) ?? name
        return base.hasSuffix(".py") ? String(base.dropLast(3)) : base
    }

    private static func checkScript(_ path: String) throws(Problem) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .usage("\(path): \(String(cString: strerror(errno)))") }
        if status.st_mode & S_IFMT == S_IFDIR {
            throw .usage("\(path) is a directory; name the script in it, or use -m")
        }
        if access(path, R_OK) != 0 { throw .usage("\(path): \(String(cString: strerror(errno)))") }
    }

    private static func find(_ name: String) throws(Problem) -> String {
        if name.contains("/") {
            try checkExecutable(name)
            return name
        }
        if let found = ProgramSearch.find(name) { return found }
        if isFile(name) || isDirectory(name) {
            throw .usage("\(name) is no command; to run a file of this name, write ./\(name)")
        }
        throw .usage("no such program: \(name)")
    }

    private static func checkExecutable(_ path: String) throws(Problem) {
        if isDirectory(path) { throw .usage("\(path) is a directory, not a program") }
        if !isFile(path) { throw .usage("no such program: \(path)") }
        if access(path, X_OK) != 0 { throw .usage("\(path) is not executable (chmod +x \(path))") }
    }

    private static func isFile(_ path: String) -> Bool { mode(path) == S_IFREG }
    private static func isDirectory(_ path: String) -> Bool { mode(path) == S_IFDIR }
    private static func mode(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    /// Starts it. `mask` is the signal mask that the program gets.
    func start(environment: [String], mask: sigset_t) throws(Problem) -> pid_t {
        var outcome = spawn(executable, arguments, environment, mask)
        if outcome == -ENOEXEC && !isBinary {
            // A script without a first line that names its interpreter: what a shell would do.
            outcome = spawn("/bin/sh", ["sh", executable] + arguments.dropFirst(), environment, mask)
        }
        guard outcome > 0 else {
            let reason =
                outcome == -ENOEXEC ? "not a program that this machine can run" : String(cString: strerror(-outcome))
            throw .usage("\(executable): \(reason)")
        }
        return outcome
    }

    private var isBinary: Bool {
        guard let file = fopen(executable, "r") else { return false }
        defer { fclose(file) }
        var magic = [UInt8](repeating: 0, count: 4)
        return fread(&magic, 1, 4, file) == 4 && magic == [0x7F, 0x45, 0x4C, 0x46]
    }

    /// The pid, or a negative errno.
    private func spawn(_ path: String, _ arguments: [String], _ environment: [String], _ mask: sigset_t) -> Int32 {
        for stream in closedStreams { _ = fcntl(stream, F_SETFD, FD_CLOEXEC) }
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        return withUnsafePointer(to: mask) { heaptide_spawn(path, &argv, &envp, $0) }
    }
}

/// The program's environment: ours, and how the agent is found.
enum AgentEnvironment {
    static func make(agent: String, socket: String, native: Bool) -> [String] {
        let ours = ["HEAPTIDE_SOCKET=", "HEAPTIDE_NATIVE="]
        var environment: [String] = []
        var preload = agent
        for entry in ProcessEnvironment.current {
            if entry.hasPrefix("LD_PRELOAD=") {
                preload += ":" + entry.dropFirst("LD_PRELOAD=".count)
            } else if !ours.contains(where: entry.hasPrefix) {
                environment.append(entry)
            }
        }
        environment.append("LD_PRELOAD=" + preload)
        environment.append("HEAPTIDE_SOCKET=" + socket)
        if !native { environment.append("HEAPTIDE_NATIVE=0") }
        return environment
    }

    /// The folder of this executable.
    static func executableFolder() throws(Problem) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { throw .failure("cannot find the place of this program in /proc") }
        let executable = String(decoding: buffer[0..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(executable[..<(executable.lastIndex(of: "/") ?? executable.startIndex)])
    }

    /// The agent beside this executable, or where an installation puts it.
    static func findAgent() throws(Problem) -> String {
        let directory = try executableFolder()
        for place in ["\(directory)/libheaptide_agent.so", "\(directory)/../lib/heaptide/libheaptide_agent.so"]
        where access(place, R_OK) == 0 {
            return place
        }
        throw .failure("libheaptide_agent.so is not in \(directory); build it with: make build")
    }
}
