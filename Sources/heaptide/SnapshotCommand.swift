// heaptide snapshot: takes the heap of a running program.
import ArgumentParser
import Foundation
import Glibc
import HeapFile
import HeapGraph
import NodeRecorder
import Reports

struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Take the heap of a running Python or Node program: every object, and who holds it.",
        discussion: """
            PID is a CPython 3.9 to 3.14 of yours; nothing has to be installed in it. It \
            stands still for some milliseconds, while it is cloned; the clone is read. \
            The text of strings stays in the program unless --values asks for it.

            A Node stands still while V8 writes its heap, as a .heapsnapshot with the text \
            of all strings. If its inspector is not open, it is opened for that long (by \
            SIGUSR1), which Node says on the program's standard error.

            EXAMPLES
              heaptide snapshot 4711
              heaptide snapshot 4711 -o before.heap
              heaptide snapshot $(pgrep -f app.py) --json
              heaptide snapshot $(pgrep -f server.js)      (a .heapsnapshot)
            """
    )

    @Argument(help: ArgumentHelp("The process.", valueName: "PID"))
    var pid: Int32

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The snapshot (default: NAME.PID.heap, or .heapsnapshot).", valueName: "FILE"))
    var output: String?

    @Flag(help: "Record the text of strings and all keys too.")
    var values = false

    @Flag(help: "One JSON object (docs/json.md).")
    var json = false

    @Flag(name: .shortAndLong, help: "Replace an existing snapshot.")
    var force = false

    @Flag(name: .shortAndLong, help: "No summary.")
    var quiet = false

    func run() throws {
        if let node = RunningNode(pid: pid) { return try take(node) }
        let path = output ?? defaultName()
        _ = try OutputFile.isToBeReplaced(path, force: force, instead: ", or choose another file with -o")
        let snapshot = try HeapTaking(pid: pid, recordsValues: values).take()
        do {
            try snapshot.write(to: path)
        } catch {
            throw Problem.failure(error.description)
        }
        if json {
            print(try summary(of: snapshot, path))
        } else if !quiet {
            say(text(of: snapshot, path))
        }
    }

    private func defaultName() -> String { "\(name("python")).\(pid).\(HeapSnapshot.fileExtension)" }

    private func name(_ interpreter: String) -> String {
        (ProcessName.script(of: pid) ?? interpreter).split(separator: "/").last.map(String.init) ?? interpreter
    }

    private func take(_ node: RunningNode) throws {
        if values { throw Problem.usage("--values is for Python; a Node's heap always has the text of its strings") }
        let path = output ?? "\(name("node")).\(pid).heapsnapshot"
        _ = try OutputFile.isToBeReplaced(path, force: force, instead: ", or choose another file with -o")
        let summary = try NodeSnapshotTaking(node: node, path: path).take()
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(summary), as: UTF8.self))
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
