// heaptide diff: says what grew from snapshot to snapshot.
import ArgumentParser
import Reports

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say what grew from one heap snapshot to the next.",
        discussion: """
            Snapshots may come from different runs of a program: places are compared by
            their paths. With three and more, only places that grew in every step are
            shown. Growth is the last snapshot's bytes less the first one's.

            EXAMPLES
              heaptide diff before.heap after.heap
              heaptide diff 1.heap 2.heap 3.heap
              heaptide diff before.heap after.heap --fail-above 5%
              heaptide diff main.heap branch.heap --fail-above 2MiB --json
            """
    )

    @Argument(help: ArgumentHelp("Two or more heap snapshots, oldest first.", valueName: "SNAPSHOT"))
    var files: [String]

    @Option(help: ArgumentHelp("Exit with 1 if the heap grew by more.", valueName: "SIZE|PERCENT"))
    var failAbove: GrowthLimit?

    @Option(help: ArgumentHelp("Rows of a table.", valueName: "N"))
    var top: Int?

    @Flag(help: "One JSON object (docs/json.md).")
    var json = false

    func run() throws {
        if let top, top < 1 { throw Problem.usage("--top must be at least 1") }
        if files.count < 2 { throw Problem.usage("diff needs two snapshots or more, oldest first") }
        try refuseRecordings()
        let heaps = try files.map { try HeapInput.open($0) }
        let diff = HeapDiffView(heaps, limit: top ?? (json ? .max : 15))
        try StandardOutput.write(diff, json: json, what: "the diff")
        if let failAbove, failAbove.isExceeded(by: diff) {
            throw Problem.failure("the heap grew by \(Bytes.text(diff.addedBytes)), more than \(failAbove.text)")
        }
    }

    private func refuseRecordings() throws(Problem) {
        guard let recording = files.first(where: HeapInput.isRecording) else { return }
        throw .failure("\(recording) is a recording; diff compares heap snapshots, recordings not yet")
    }
}

/// How much a heap may grow: a size, or a part of its first size as `5%`.
struct GrowthLimit: ExpressibleByArgument {
    private enum Amount {
        case bytes(Int64)
        case percent(Double)
    }

    /// As the user gave it.
    let text: String
    private let amount: Amount

    init?(argument: String) {
        text = argument
        if argument.hasSuffix("%") {
            guard let percent = Double(argument.dropLast()), percent.isFinite, percent >= 0 else { return nil }
            amount = .percent(percent)
        } else {
            guard let size = ByteSize(argument: argument) else { return nil }
            amount = .bytes(size.bytes)
        }
    }

    func isExceeded(by diff: HeapDiffView) -> Bool {
        switch amount {
        case .bytes(let bytes): return diff.addedBytes > bytes
        case .percent(let percent):
            return Double(diff.addedBytes) > percent / 100 * Double(diff.firstBytes)
        }
    }
}
