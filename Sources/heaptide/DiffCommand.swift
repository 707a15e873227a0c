// heaptide diff: says what grew from snapshot to snapshot, or which lines allocate more than in an earlier run.
import ArgumentParser
import Recording
import Reports

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say what grew from one heap snapshot to the next, or from one recording to another.",
        discussion: """
            Of two recordings: the peak, what was left at the end, and what was allocated, \
            line by line.

            Snapshots may come from different runs of a program: places are compared by
            their paths. With three and more, only places that grew in every step are
            shown. Growth is the last snapshot's bytes less the first one's; of recordings \
            it is the growth of the peak.

            EXAMPLES
              heaptide diff before.heap after.heap
              heaptide diff 1.heap 2.heap 3.heap
              heaptide diff before.heap after.heap --fail-above 5%
              heaptide diff main.heap branch.heap --fail-above 2MiB --json
              heaptide diff main.heaptide branch.heaptide --fail-above 10%
            """
    )

    @Argument(
        help: ArgumentHelp("Two recordings, or two or more heap snapshots, oldest first.", valueName: "FILE"))
    var files: [String]

    @Option(
        help: ArgumentHelp("Exit with 1 if the heap (of recordings: the peak) grew by more.", valueName: "SIZE|PERCENT")
    )
    var failAbove: GrowthLimit?

    @Option(help: ArgumentHelp("Rows of a table.", valueName: "N"))
    var top: Int?

    @Flag(help: "One JSON object (docs/json.md).")
    var json = false

    func run() throws {
        if let top, top < 1 { throw Problem.usage("--top must be at least 1") }
        if files.count < 2 { throw Problem.usage("diff needs two files or more, oldest first") }
        if files.allSatisfy(RecordingInput.isRecording) { return try compareRecordings() }
        let heaps = try files.map { try HeapInput.open($0) }
        let diff = HeapDiffView(heaps, limit: limit)
        try StandardOutput.write(diff, json: json, what: "the diff")
        try check(added: diff.addedBytes, to: diff.firstBytes, what: "heap")
    }

    private var limit: Int { top ?? (json ? .max : 15) }

    private func compareRecordings() throws {
        guard files.count == 2 else {
            throw Problem.usage("of recordings, diff takes two: an old one and a new one")
        }
        let reports = try files.map { Report(try RecordingInput.read($0)) }
        let languages = reports.map(\.recording.language)
        guard languages[0] == languages[1], reports[0].recording.isProfile == reports[1].recording.isProfile else {
            throw Problem.usage(
                "\(files[0]) and \(files[1]) are of different kinds of programs; there is nothing to compare")
        }
        let diff = RecordingDiffView(reports[0], reports[1], limit: limit)
        try StandardOutput.write(diff, json: json, what: "the diff")
        try check(added: diff.addedPeakBytes, to: diff.firstPeakBytes, what: "peak")
    }

    private func check(added: Int, to first: Int, what: String) throws(Problem) {
        guard let failAbove, failAbove.isExceeded(by: added, of: first) else { return }
        throw .failure("the \(what) grew by \(Bytes.text(added)), more than \(failAbove.text)")
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

    /// Whether `added` bytes to `first` ones are more than that.
    func isExceeded(by added: Int, of first: Int) -> Bool {
        switch amount {
        case .bytes(let bytes): added > bytes
        case .percent(let percent): Double(added) > percent / 100 * Double(first)
        }
    }
}
