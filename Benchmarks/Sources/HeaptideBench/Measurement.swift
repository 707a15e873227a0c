import Foundation

/// What one run of a workload under a tool showed.
struct Measurement {
    /// Seconds from the start of the command to its end.
    let wall: Double
    /// User and system seconds of the command and all its descendants.
    let processorSeconds: Double
    /// The program's own peak of resident memory in bytes.
    let peakBytes: Int
    /// What the program computed.
    let result: String
    /// The size of the files written, nil if the tool writes none.
    let recordedBytes: Int?
    /// The making of the first report, nil if the tool has no command for that.
    let report: Report?
}

/// How the making of a report went.
enum Report {
    case seconds(Double)
    case overran
    case failed
}

/// A measurement, or why there is none.
enum Outcome {
    case measured(Measurement)
    /// The program did not end within the time limit.
    case overran
    /// One line of reason.
    case failed(String)
}

/// Runs a workload under a tool.
struct Meter {
    /// Seconds that a command may take.
    static let limit = 120.0

    /// Where files are.
    let workspace: Workspace

    /// One run, in an empty scratch folder.
    ///
    /// - Throws: `BenchmarkError` if a command cannot be started, an error of Foundation if the scratch folder cannot be
    ///   used.
    func measure(_ workload: Workload, under tool: Tool) throws -> Outcome {
        try workspace.clear()
        let run = try start(tool.command(for: workload, in: workspace))
        guard run.ending != .overran else { return .overran }
        guard run.ending == .exited(0) else { return .failed("\(run.ending): \(lastWords())") }
        guard let (peakBytes, result) = programOutcome() else { return .failed("the program left no result") }
        let recordedBytes = tool.writesRecording ? try workspace.recordedBytes() : nil
        guard !tool.writesRecording || recordedBytes != nil else { return .failed("no file was written") }
        return .measured(
            Measurement(
                wall: run.wall,
                processorSeconds: run.processorSeconds,
                peakBytes: peakBytes,
                result: result,
                recordedBytes: recordedBytes,
                report: try report(of: tool)
            )
        )
    }

    private func report(of tool: Tool) throws -> Report? {
        guard let command = tool.reportCommand(in: workspace) else { return nil }
        let run = try start(command)
        switch run.ending {
        case .exited(0): return .seconds(run.wall)
        case .overran: return .overran
        default: return .failed
        }
    }

    private func start(_ command: [String]) throws -> ChildProcess {
        let environment = workspace.environment
        return try ChildProcess.run(command, environment: environment, log: workspace.log, limit: Self.limit)
    }

    /// The line that the workload left: VmHWM in kB, a space, its result.
    private func programOutcome() -> (peakBytes: Int, result: String)? {
        guard let line = try? String(contentsOfFile: workspace.outcome, encoding: .utf8) else { return nil }
        let fields = line.split(separator: " ", maxSplits: 1)
        guard fields.count == 2, let kilobytes = Int(fields[0]) else { return nil }
        return (kilobytes * 1024, fields[1].trimmingCharacters(in: .newlines))
    }

    private func lastWords() -> String {
        let text = (try? String(contentsOfFile: workspace.log, encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").last.map(String.init) ?? "nothing on standard error"
        return line.replacingOccurrences(of: "\(workspace.root)/", with: "")
    }
}
