// heaptide snapshot: takes the heap of a running program, or of one that it runs, when that ends.
import ArgumentParser
import Foundation
import Glibc
import HeapFile
import HeapGraph
import NodeRecorder
import Recording
import Reports

struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Take the heap of a Python or Node program: every object, and who holds it.",
        usage: """
            heaptide snapshot [-o FILE] [--values] [--json] [--quiet] PID
            heaptide snapshot [-o FILE] [--values] [--json] [--quiet] [--python PATH] [--] PROGRAM [ARG…]
            """,
        discussion: """
            PID is a running CPython 3.9 to 3.14 of yours; nothing has to be installed in \
            it. It stands still for some milliseconds, while it is cloned; the clone is \
            read. If heaptide run records it, objects have the lines that allocated them.

            PROGRAM is a .py file, -m MODULE, or any command that starts CPython. It runs \
            as ever, and its heap is taken when it ends.

            The text of strings stays in the program unless --values asks for it.

            A Node stands still while V8 writes its heap, as a .heapsnapshot with the text \
            of all strings. If its inspector is not open, it is opened for that long (by \
            SIGUSR1), which Node says on the program's standard error. Heaps of its worker \
            threads go beside it, as FILE.worker1.heapsnapshot.

            EXAMPLES
              heaptide snapshot 4711
              heaptide snapshot 4711 -o before.heap
              heaptide snapshot $(pgrep -f app.py) --json
              heaptide snapshot $(pgrep -f server.js)      (a .heapsnapshot)
              heaptide snapshot app.py --its --options
              heaptide snapshot -o tests.heap -m pytest tests/
            """
    )

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The snapshot (default: NAME.PID.heap, or .heapsnapshot).", valueName: "FILE"))
    var output: String?

    @Flag(help: "Record the text of strings and all keys too.")
    var values = false

    @Flag(help: "One JSON object (docs/json.md).")
    var json = false

    @Option(help: ArgumentHelp("The interpreter for a .py file or -m (default: python3).", valueName: "PATH"))
    var python: String?

    @Flag(name: .shortAndLong, help: "Replace an existing snapshot.")
    var force = false

    @Flag(name: .shortAndLong, help: "No summary.")
    var quiet = false

    @Argument(parsing: .captureForPassthrough, help: "A process, or a program and its arguments.")
    var target: [String] = []

    func run() throws {
        if let first = target.first, first != "--", first.hasPrefix("-") {
            if first == "--help" || first == "-h" { throw CleanExit.helpRequest(self) }
            throw Problem.usage("unknown option \(first); see heaptide snapshot --help")
        }
        if target.first == "--" { return try run(Array(target.dropFirst())) }
        guard let first = target.first, let pid = Int32(first) else {
            throw Problem.usage("say whose heap: heaptide snapshot PID, or heaptide snapshot app.py")
        }
        if target.count > 1 { throw Problem.usage("one process at a time: \(target[1]) is one too many") }
        try take(pid)
    }

    private func take(_ pid: Int32) throws {
        if python != nil { throw Problem.usage("--python goes with a program, not with a process") }
        if let node = RunningNode(pid: pid) { return try take(node) }
        let path = output ?? defaultName(ProcessStatus.script(pid) ?? "python", pid)
        _ = try OutputFile.isToBeReplaced(path, force: force, instead: ", or choose another file with -o")
        try report(try HeapTaking(pid: pid, recordsValues: values, path: path).take(), path)
    }

    /// Runs the program under a recorder whose recording nobody will see.
    private func run(_ program: [String]) throws {
        let launch = try ProgramLaunch(program: program, python: python, node: nil)
        let agent = try AgentEnvironment.findAgent()
        let path = output ?? defaultName(ProgramLaunch.stem(of: program), getpid())
        _ = try OutputFile.isToBeReplaced(path, force: force, instead: ", or choose another file with -o")
        let folder = try PassingFolder()
        defer { folder.remove() }
        let options = RunOptions(quiet: true, snapshot: .init(path: path, values: values), isPassing: true)
        let run = ProgramRun(
            command: options, launch: launch, agent: agent, path: folder.path + "/passing.heaptide", program: program)
        let (status, hasSnapshot) = try run.run()
        if hasSnapshot {
            do {
                try report(try HeapSnapshot.open(path), path)
            } catch let error as HeapFileError {
                throw Problem.failure(error.description)
            }
        }
        folder.remove()
        Glibc.exit(status == 0 && !hasSnapshot ? 1 : status)
    }

    private func report(_ snapshot: HeapSnapshot, _ path: String) throws {
        if json {
            print(try summary(of: snapshot, path))
        } else if !quiet {
            say(text(of: snapshot, path))
        }
    }

    private func defaultName(_ name: String, _ pid: Int32) -> String {
        let name = name.split(separator: "/").last.map(String.init) ?? "python"
        return "\(name).\(pid).\(HeapSnapshot.fileExtension)"
    }

    private func take(_ node: RunningNode) throws {
        if values { throw Problem.usage("--values is for Python; a Node's heap always has the text of its strings") }
        let name = (ProcessStatus.script(node.pid) ?? "node").split(separator: "/").last.map(String.init) ?? "node"
        let path = output ?? "\(name).\(node.pid).heapsnapshot"
        _ = try OutputFile.isToBeReplaced(path, force: force, instead: ", or choose another file with -o")
        let summary = try NodeSnapshotTaking(node: node, path: path, force: force).take()
        if json {
            print(String(decoding: try JSONEncoder.ofViews([.prettyPrinted]).encode(summary), as: UTF8.self))
        } else if !quiet {
            say(NodeSnapshotTaking.text(summary))
        }
    }

    private struct Summary: Encodable {
        let file: String
        let language: String
        let pause_seconds: Double?
        let walk_seconds: Double?
        let nodes: Int
        let edges: Int
        let total_bytes: UInt64
    }

    private func summary(of snapshot: HeapSnapshot, _ path: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let summary = Summary(
            file: path, language: snapshot.facts.language, pause_seconds: snapshot.facts.pauseSeconds,
            walk_seconds: snapshot.facts.walkSeconds, nodes: snapshot.graph.nodeCount,
            edges: snapshot.graph.edgeCount, total_bytes: snapshot.graph.totalBytes)
        return String(decoding: try encoder.encode(summary), as: UTF8.self)
    }

    private func text(of snapshot: HeapSnapshot, _ path: String) -> String {
        let bytes = Bytes.text(Int(clamping: snapshot.graph.totalBytes))
        var text = "\(snapshot.graph.nodeCount) objects, \(bytes), \(snapshot.graph.edgeCount) references"
        if let pause = snapshot.facts.pauseSeconds {
            text += String(format: "; it stood still for %.1f ms", pause * 1e3)
        }
        if snapshot.facts.opaqueObjects > 0 {
            text += "\n\(snapshot.facts.opaqueObjects) objects could not be read whole"
        }
        return text + "\nWritten to \(path)\nNext: heaptide heap \(path) suspects\n"
    }
}

/// A directory for what is needed while a program runs.
private struct PassingFolder {
    let path: String

    init() throws(Problem) {
        var template = Array("/tmp/heaptide-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw .failure("cannot make a directory in /tmp: \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
