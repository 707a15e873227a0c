// What the runs of all languages have in common: first facts, how the program ended, the file's last lines, the summary.
import Foundation
import Glibc
import Recording
import Reports

/// How a program has ended, from its wait status.
struct ProgramEnding {
    /// Nil if a signal ended it.
    let exitCode: Int32?
    /// 0 if none did.
    let signal: Int32

    init(waitStatus: Int32) {
        signal = waitStatus & 0x7F
        exitCode = signal == 0 ? (waitStatus >> 8) & 0xFF : nil
    }

    /// What heaptide itself ends with: 128 + n for a signal.
    var status: Int32 { exitCode ?? 128 + signal }
    /// Nil if it exited.
    var endingSignal: Int32? { signal == 0 ? nil : signal }
}

/// A recording from its first facts to its summary.
struct RunOutcome {
    let launch: ProgramLaunch
    let path: String
    let memoryLimit: ByteSize?

    /// What is known before the program runs.
    func firstFacts(language: String, started: Date, _ others: [String: RecordedFact]) -> [String: RecordedFact] {
        let facts: [String: RecordedFact] = [
            "tool_version": .text(Heaptide.version),
            "language": .text(language),
            "command": .text(String(decoding: (try? JSONEncoder().encode(launch.arguments)) ?? Data(), as: UTF8.self)),
            "directory": .text(FileManager.default.currentDirectoryPath),
            "started": .text(started.formatted(.iso8601)),
            "memory_limit": memoryLimit.map { .integer($0.bytes) } ?? .none,
            "complete": .text("0"),
        ]
        return facts.merging(others) { $1 }
    }

    /// Writes how it ended, and makes the file whole.
    ///
    /// - Returns: whether there is a recording; if not, it was said why.
    func close(_ file: RecordingWriter, _ ending: ProgramEnding, seconds: Double, _ others: [String: RecordedFact])
        -> Bool
    {
        let facts: [String: RecordedFact] = [
            "exit_code": ending.exitCode.map { .integer(Int64($0)) } ?? .none,
            "signal": ending.endingSignal.map { .integer(Int64($0)) } ?? .none,
            "duration_seconds": .real(seconds),
            "complete": .text("1"),
        ]
        file.set(facts.merging(others) { $1 })
        do {
            SourceCollector.collect(
                into: file, directory: FileManager.default.currentDirectoryPath,
                started: Date().timeIntervalSince1970 - seconds)
            try file.close()
            return true
        } catch {
            file.remove()
            say("heaptide: \(error.description); no recording was kept\n")
            return false
        }
    }

    /// Says what was recorded, and what to do next.
    func summarize() {
        guard let recording = try? RecordingFile.read(path) else { return }
        let style = TextStyle(isColored: isatty(STDERR_FILENO) != 0 && getenv("NO_COLOR") == nil)
        let report = Report(recording)
        say(SummaryView.text(report, advice: ReportAdvice(report), style: style, top: 5))
        say(
            "\nRecorded to \(path)\nNext: heaptide report \(ShellText.quoted(path)) --view lines, or --html report.html\n"
        )
    }

    /// What the recorder cannot do, as the command's own failure.
    static func problem<T>(_ body: () throws(RecordingError) -> T) throws(Problem) -> T {
        do {
            return try body()
        } catch {
            throw .failure(error.description)
        }
    }
}
