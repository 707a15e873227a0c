// heaptide export: writes a heap for other programs.
import ArgumentParser
import Glibc
import HeapFile
import HeapGraph
import Recording
import Reports
import V8Heap

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a heap snapshot in another format.",
        discussion: """
            EXAMPLES
              heaptide export app.heap --to heapsnapshot -o app.heapsnapshot
              heaptide export page.heapsnapshot --to heap -o page.heap

            Chrome opens a .heapsnapshot: DevTools, Memory, Load profile. So do VS Code
            and memlab. A .heap has all that was computed, so that it opens at once.
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case heap, heapsnapshot
    }

    @Argument(help: ArgumentHelp("A heap snapshot, or a recording that has one.", valueName: "FILE"))
    var file: String

    @Option(help: ArgumentHelp("The format.", valueName: "FORMAT"))
    var to: Format

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "OUT"))
    var output: String

    @Flag(name: .shortAndLong, help: "Replace an existing file.")
    var force = false

    func run() throws {
        if try OutputFile.isToBeReplaced(output, force: force), OutputFile.isSame(output, file) {
            throw Problem.usage("\(output) is the snapshot itself; name another file")
        }
        let snapshot = try HeapInput.open(file).snapshot
        do throws(HeapFileError) {
            switch to {
            case .heap:
                try snapshot.write(to: output)
                say("Wrote \(output)\n")
            case .heapsnapshot: try export(snapshot.graph)
            }
        } catch {
            throw Problem.failure(error.description)
        }
    }

    /// Only its owner may read the file: it tells what was in a program's memory.
    private func export(_ graph: HeapGraph) throws(HeapFileError) {
        let draft = try DraftFile(for: output, mode: 0o600)
        let progress = ProgressLine("writing \(SourceLocation.printable(output))")
        try HeapSnapshotWriter(graph).write(onProgress: { progress.show(part: $0) }) { bytes throws(HeapFileError) in
            try draft.write(bytes)
        }
        try draft.publish()
        progress.clear()
        say("Wrote \(output)\n")
    }
}
