// A program run as it is and under heaptide. Nothing that it does may differ.
import Foundation
package import Reports

/// One program of Tests/Targets, both ways.
package struct SideBySide {
    package let plain: Outcome
    package let run: RecordedRun
    private let source: String

    /// - Parameters:
    ///   - interpreterOptions: for Python itself, before the target.
    ///   - options: for `heaptide run`.
    package init(
        _ target: String, _ arguments: [String] = [], python: Interpreter = TestPrograms.python,
        interpreterOptions: [String] = [], options: [String] = [], environment: [String: String] = [:],
        input: String? = nil, limit: Double = 120
    ) throws {
        source = TestPrograms.targets + "/" + target
        let command = [python.path] + interpreterOptions + [source] + arguments
        let environment = TargetRun.quiet.merging(environment) { $1 }
        run = try RecordedRun(command, options: options, environment: environment, input: input, limit: limit)
        plain = try TestPrograms.run(
            command, directory: run.directory.path, environment: environment, input: input, limit: limit)
    }

    /// What differs, a line each.
    package var differences: [String] {
        let pairs = [
            ("exit status", "\(plain.exitStatus)", "\(run.outcome.exitStatus)"),
            ("output", plain.output, run.outcome.output), ("errors", plain.errors, run.outcome.errors),
        ]
        return pairs.filter { $0.1 != $0.2 }.map { "\($0.0): \($0.1) → \($0.2)" }
    }

    /// The recorded figures of the line of the target that ends with `# @mark`, over all processes.
    package func figures(at mark: String, _ moment: ReportMoment = .peak) throws -> LineFigures {
        let text = try String(contentsOfFile: source, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = (lines.firstIndex { $0.hasSuffix("# @" + mark) } ?? -2) + 1
        var sum = LineFigures()
        for site in try run.report(moment).figures(file: source, line: line) { sum.add(site.figures) }
        return sum
    }
}

/// Sums over the processes of a recording.
package struct LineFigures {
    package var peakBytes = 0
    package var endBytes = 0
    package var allocatedBytes = 0
    package var allocations = 0

    fileprivate mutating func add(_ figures: ReportFigures) {
        peakBytes += figures.peakBytes
        endBytes += figures.endBytes
        allocatedBytes += figures.allocatedBytes
        allocations += figures.allocations
    }
}

extension Outcome {
    package init(status: Int32, output: String, errors: String) {
        self.init(status: status, output: output, errors: errors, seconds: 0)
    }

    /// The status as a shell tells it: 128 + n for a signal.
    package var exitStatus: Int32 { status < 0 ? 128 - status : status }
}
