// Recording a Node program in a test.
import Foundation
package import Recording

/// A finished `heaptide run` of a Node program.
package struct RecordedNode {
    package let outcome: Outcome
    package let directory: TemporaryDirectory
    package var path: String { directory / "run.heaptide" }

    /// Runs `program` under heaptide with a Node. `options` go to `heaptide run`.
    package init(
        _ program: [String], node: TestNode, options: [String] = ["--quiet"], environment: [String: String] = [:],
        input: String? = nil, in directory: TemporaryDirectory = TemporaryDirectory(), limit: Double = 60
    ) throws {
        self.directory = directory
        outcome = try TestPrograms.run(
            [TestPrograms.heaptide, "run", "-o", directory / "run.heaptide", "--node", node.path] + options + ["--"]
                + program,
            directory: directory.path, environment: environment, input: input, limit: limit)
    }

    /// The same for source, as `name` in the run's own directory.
    package static func script(
        _ source: String, name: String = "script.js", _ arguments: [String] = [], node: TestNode,
        options: [String] = ["--quiet"], environment: [String: String] = [:], input: String? = nil
    ) throws -> RecordedNode {
        let directory = TemporaryDirectory()
        let script = directory.write(source, to: name)
        return try RecordedNode(
            [script] + arguments, node: node, options: options, environment: environment, input: input, in: directory)
    }

    package func read() throws -> RecordedProgram { try RecordingFile.read(path) }
}
