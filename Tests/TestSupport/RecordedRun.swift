// Recording a program in a test and reading what came of it.
import Foundation
package import Recording
package import Reports

/// A finished `heaptide run`.
package struct RecordedRun {
    package let outcome: Outcome
    package let path: String
    package let directory: TemporaryDirectory

    /// Runs `program` under heaptide with an interpreter. `options` go to `heaptide run`.
    package init(
        _ program: [String], python: Interpreter = TestPrograms.python, options: [String] = [],
        environment: [String: String] = [:], input: String? = nil, limit: Double = 120
    ) throws {
        directory = TemporaryDirectory()
        path = directory / "run.heaptide"
        outcome = try TestPrograms.run(
            [TestPrograms.heaptide, "run", "--quiet", "-o", path, "--python", python.path] + options + ["--"] + program,
            directory: directory.path, environment: environment, input: input, limit: limit)
    }

    /// The same for Python source, as `script.py` in the run's own directory.
    package static func script(
        _ source: String, _ arguments: [String] = [], python: Interpreter = TestPrograms.python,
        options: [String] = [], environment: [String: String] = [:], input: String? = nil, limit: Double = 120
    ) throws -> RecordedRun {
        let directory = TemporaryDirectory()
        let script = directory.write(source, to: "script.py")
        return try withExtendedLifetime(directory) {
            try RecordedRun(
                [script] + arguments, python: python, options: options, environment: environment, input: input,
                limit: limit)
        }
    }

    package func read() throws -> RecordedProgram { try RecordingFile.read(path) }
    package func report(_ moment: ReportMoment = .peak) throws -> Report { Report(try read(), moment: moment) }
}

extension Report {
    /// The sum of all sites at `line` of files that end with `file`.
    package func figures(file: String = "script.py", line: Int) -> [ReportSite] {
        sites.filter { $0.location.file.hasSuffix(file) && $0.location.line == line }
    }
}
