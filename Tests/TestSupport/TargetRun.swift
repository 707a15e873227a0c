// Programs of Tests/Targets, recorded.
import Foundation
import Recording

package enum TargetRun {
    /// Shared objects built from Tests/Targets, once for a test run.
    private static let libraries = TemporaryDirectory()

    /// Builds `Tests/Targets/SOURCE` with the C compiler. Returns the shared object's path.
    package static func library(_ source: String, options: [String] = []) throws -> String {
        let path = libraries / ([source] + options).joined(separator: "_").filter { $0 != "/" && $0 != "," } + ".so"
        if FileManager.default.fileExists(atPath: path) { return path }
        let made = try TestPrograms.run(
            ["/usr/bin/cc", "-shared", "-fPIC", "-O1", "-fno-builtin", "-pthread"] + options + [
                "-o", path, TestPrograms.targets + "/" + source,
            ])
        guard made.status == 0 else { throw RecordingError("cc: \(made.errors)") }
        return path
    }

    /// Records a target with `arguments` behind the path of the file that it answers in.
    ///
    /// - Returns: the run, and that file's path (inside the run's directory).
    package static func record(
        _ name: String, _ arguments: [String] = [], python: Interpreter, environment: [String: String] = [:],
        limit: Double = 120
    ) throws -> (run: RecordedRun, answer: String) {
        let directory = TemporaryDirectory()
        return try withExtendedLifetime(directory) {
            let run = try RecordedRun(
                [TestPrograms.targets + "/" + name, directory / "answer"] + arguments, python: python,
                environment: quiet.merging(environment) { $1 }, limit: limit)
            let answer = run.directory / "answer"
            try? FileManager.default.moveItem(atPath: directory / "answer", toPath: answer)
            return (run, answer)
        }
    }

    /// Nothing is written beside the targets, and no setting of the machine's reaches them.
    package static let quiet = ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"]
}
