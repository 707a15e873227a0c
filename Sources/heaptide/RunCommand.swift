// heaptide run: starts a program under the recorder, waits for it, says what it found.
import ArgumentParser
import Foundation
import Glibc
import Recording
import Reports

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Record every allocation of a Python program, or the heap of a Node program.",
        usage:
            "heaptide run [-o FILE] [--memory-limit SIZE] [--no-native] [--snapshot exit] [--python PATH] [--node PATH] [--quiet] [--] PROGRAM [ARG…]",
        discussion: """
            PROGRAM is a .py file, -m MODULE, or any command that starts CPython 3.9 to \
            3.14 (pytest, gunicorn, a shell script); or a .js, .mjs or .cjs file, or a \
            command that is a Node program (node, npm, npx), for Node 20 to 24, whose \
            allocations are sampled. Child processes are recorded too. The program's \
            input, output, arguments, directory and exit status stay as they are; the \
            summary goes to standard error.

            EXAMPLES
              heaptide run app.py --its --options
              heaptide run -m pytest tests/
              heaptide run --memory-limit 512MiB leak.py   (ends in a MemoryError)
              heaptide run -o web.heaptide -- gunicorn app:app
              heaptide run --snapshot exit app.py          (then: heaptide heap)
              heaptide run server.js
              heaptide run -- npm start
            """
    )

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The recording (default: PROGRAM.PID.heaptide).", valueName: "FILE"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Heap and resident memory that a process may use; more raises MemoryError. In Node: V8's heap; at its limit a snapshot is kept.",
            valueName: "SIZE"))
    var memoryLimit: ByteSize?

    @Flag(name: .customLong("no-native"), help: "Leave out what C code asks of libc: Python's own allocators only.")
    var noNative = false

    enum SnapshotMoment: String, ExpressibleByArgument, CaseIterable {
        case exit
    }

    @Option(
        help: ArgumentHelp(
            "Keep the heap too, as the program leaves it, each object with the line that allocated it.",
            valueName: "exit"))
    var snapshot: SnapshotMoment?

    @Option(help: ArgumentHelp("The interpreter for a .py file or -m (default: python3).", valueName: "PATH"))
    var python: String?

    @Option(
        help: ArgumentHelp("The Node for a .js file (default: node); PROGRAM is a Node program.", valueName: "PATH"))
    var node: String?

    @Flag(name: .shortAndLong, help: "No summary.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Replace an existing recording.")
    var force = false

    @Flag(help: "Run a program whose interpreter cannot be recorded all the same, unrecorded.")
    var ifPossible = false

    @Argument(parsing: .captureForPassthrough, help: "The program and its arguments.")
    var program: [String] = []

    func run() throws {
        var program = program
        if program.first == "--" {
            program.removeFirst()
        } else if let first = program.first, first.hasPrefix("-") {
            if first == "--help" || first == "-h" { throw CleanExit.helpRequest(self) }
            throw Problem.usage("unknown option \(first); see heaptide run --help")
        }
        if let limit = memoryLimit, limit.bytes == 0 { throw Problem.usage("--memory-limit must be more than 0") }
        if python != nil && node != nil { throw Problem.usage("--python and --node exclude each other") }
        let launch = try ProgramLaunch(program: program, python: python, node: node)
        if node != nil || NodeLaunch.isNode(launch, program) {
            let agent = try NodeLaunch.findAgent()
            let path = try outputPath(program)
            Glibc.exit(try NodeRun(command: self, launch: launch, agent: agent, path: path).run())
        }
        let agent = try AgentEnvironment.findAgent()
        let path = try outputPath(program)
        let status = try ProgramRun(command: self, launch: launch, agent: agent, path: path, program: program).run()
        Glibc.exit(status)
    }

    /// Where the recording goes; checked before anything is started.
    private func outputPath(_ program: [String]) throws(Problem) -> String {
        let path = output ?? defaultName(program)
        if try OutputFile.isToBeReplaced(path, force: force, instead: ", or choose another file with -o") {
            for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
        }
        return path
    }

    private func defaultName(_ program: [String]) -> String {
        let isModule = program.first == "-m" && program.count > 1
        let name =
            isModule
            ? program[1] : program.first == "-c" || program.first == "-" ? "python" : program.first ?? "program"
        let base = name.split(separator: "/").last.map(String.init) ?? name
        let suffix = [".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"].first { base.hasSuffix($0) } ?? ""
        let stem = String(base.dropLast(suffix.count))
        return "\(stem).\(getpid()).heaptide"
    }
}
