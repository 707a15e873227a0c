// Mutated recordings, read and reported on in every way.
import Foundation
import Recording
import Reports

struct FileTarget: FuzzTarget {
    let name = "files"
    let share = 100
    private let corpus: [[UInt8]]

    /// Records three programs with the built command.
    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let command = root + "/.build/release/heaptide"
        let programs = [
            "pass", "import json; kept = [json.dumps([i]) for i in range(500)]; gone = bytearray(1 << 20); del gone",
            "import os; kept = [str(i) for i in range(500)]; pid = os.fork(); pid and os.waitpid(pid, 0)",
        ]
        corpus = try programs.map { try Self.record($0, command) }
    }

    private static func record(_ program: String, _ command: String) throws -> [UInt8] {
        let path = NSTemporaryDirectory() + "heaptide-fuzz-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command)
        process.arguments = ["run", "--quiet", "-o", path, "-c", program]
        try process.run()
        process.waitUntilExit()
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: path])
        }
        return [UInt8](data)
    }

    func tryOne(_ random: inout Random) throws {
        var bytes = corpus[random.below(corpus.count)]
        for _ in 0...random.below(8) { mutate(&bytes, &random) }
        try Data(bytes).write(to: URL(fileURLWithPath: FuzzRecording.inputPath))
        guard let recording = try? RecordingFile.read(FuzzRecording.inputPath) else { return }
        for moment in [ReportMoment.peak, .end, .seconds(0.2)] { report(Report(recording, moment: moment)) }
    }

    private func report(_ report: Report) {
        let style = TextStyle(isColored: false)
        _ = SummaryView.text(report, style: style, top: 10)
        _ = TableViews.sites(report.functions, report, style: style, top: 10)
        _ = TableViews.sites(report.files, report, style: style, top: 10)
        _ = TableViews.stacks(report, style: style, top: 10)
        _ = TableViews.leaks(report, style: style, top: 10)
        _ = TableViews.temporaries(report, style: style, top: 10)
        _ = TableViews.timeline(report, style: style, top: 10)
        precondition(JSONReport.data(report, top: nil).count > 100, "the JSON is empty")
        if report.moment == .peak { precondition(HTMLReport.data(report).count > 10_000, "the page is empty") }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout Random) {
        let place = random.below(bytes.count)
        let pages = bytes.count / 4096
        switch random.below(7) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place] = random.byte()
        case 2: bytes[random.below(min(4096, bytes.count))] = random.byte()
        case 3: for index in place..<min(bytes.count, place + 64) { bytes[index] = random.byte() }
        case 4:
            for index in place..<min(bytes.count, place + 9) { bytes[index] = [0, 0xFF, 0x7F, 0x80][random.below(4)] }
        case 5 where pages > 2:
            let (from, to) = (random.below(pages) * 4096, (1 + random.below(pages - 1)) * 4096)
            bytes.replaceSubrange(to..<(to + 4096), with: Array(bytes[from..<(from + 4096)]))
        default:
            if random.below(10) == 0 { bytes.removeLast(random.below(bytes.count / 2)) }
        }
    }
}
