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
        abstract: "Write a heap snapshot in the format of another program.",
        discussion: """
            EXAMPLES
              heaptide export app.heap --to heapsnapshot -o app.heapsnapshot

            Chrome opens a .heapsnapshot: DevTools, Memory, Load profile. So do VS Code
            and memlab.
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case heapsnapshot
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
        let heap = try HeapInput.open(file)
        do throws(HeapFileError) {
            try export(heap.graph)
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
