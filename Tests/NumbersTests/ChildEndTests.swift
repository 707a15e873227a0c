// How children end that the recorder did not start: what their parents were told is in the recording.
import Foundation
import Recording
import TestSupport
import Testing

@Suite(.serialized) struct ChildEndTests {
    /// A child: its process id, and its exit code or the negative number of its signal.
    private typealias Ended = [String: [Int]]

    private func ended(_ path: String) throws -> Ended {
        try JSONDecoder().decode(Ended.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    @Test(arguments: TestPrograms.interpreters) func everyWay(_ python: Interpreter) throws {
        let (run, answer) = try TargetRun.record("child_endings.py", python: python)
        try #require(run.outcome.status == 9, "\(run.outcome.errors)")
        let program = try run.read()
        let children = try ended(answer)
        try #require(children.count == 12)
        for (name, end) in children {
            let process = try #require(program.processes.last { $0.pid == end[0] }, "\(name)")
            #expect(process.end == .exited, "\(name)")
            #expect(recorded(process) == end[1] || isUnknown(process, name), "\(name)")
        }
        #expect(program.processes.first?.exitCode == 9)
    }

    private func recorded(_ process: RecordedProcess) -> Int? { process.exitCode ?? process.signal.map { -$0 } }

    /// Before Linux 6.15 nobody can say by which signal a process ended whose status its parent has taken.
    private func isUnknown(_ process: RecordedProcess, _ name: String) -> Bool {
        Kernel.keepsStatus ? false : process.exitCode == nil && process.signal == nil && Self.signals.contains(name)
    }

    private static let signals: Set = ["SIGKILL", "SIGTERM", "abort"]

    /// Where the kernel keeps no status, the program's own word is there for all but those that a signal ended.
    @Test(arguments: TestPrograms.interpreters) func onAnOlderKernel(_ python: Interpreter) throws {
        let directory = TemporaryDirectory()
        let outcome = try TestPrograms.run(
            [
                TestPrograms.python.path, TestPrograms.targets + "/old_kernel.py", TestPrograms.heaptide, "run",
                "--quiet", "-o", directory / "run.heaptide", "--python", python.path,
                TestPrograms.targets + "/child_endings.py", directory / "answer",
            ], directory: directory.path, environment: TargetRun.quiet, limit: 120)
        try #require(outcome.status == 9, "\(outcome.errors)")
        let program = try RecordingFile.read(directory / "run.heaptide")
        for (name, end) in try ended(directory / "answer") {
            let process = try #require(program.processes.last { $0.pid == end[0] }, "\(name)")
            let known = recorded(process)
            #expect(known == end[1] || (known == nil && Self.signals.contains(name)), "\(name): \(known ?? -1)")
        }
    }

    /// A program that hooks are not allowed into says nothing on its way out; an unknown end is not a zero.
    @Test func unknownIsNotZero() throws {
        let directory = TemporaryDirectory()
        let script = directory.write(
            """
            import os
            for code in range(1, 30):
                if os.fork() == 0:
                    x = bytes(1000)
                    os._exit(code)
                os.wait()
            """, to: "codes.py")
        let outcome = try TestPrograms.run(
            [
                TestPrograms.python.path, TestPrograms.targets + "/old_kernel.py", TestPrograms.heaptide, "run",
                "--quiet", "--no-native", "-o", directory / "run.heaptide", "--python", TestPrograms.python.path,
                script,
            ], directory: directory.path, limit: 60)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let children = try RecordingFile.read(directory / "run.heaptide").processes.dropFirst()
        try #require(children.count == 29)
        for (index, child) in children.enumerated() {
            #expect(child.exitCode == nil || child.exitCode == index + 1)
        }
        let text = try Command.run(["report", directory / "run.heaptide"]).output
        let line = try #require(text.split(separator: "\n").first { $0.contains("  ended ") })
        #expect(line.contains(" with exit code 0"), "\(line)")
    }
}

/// The kernel that the tests run on.
private enum Kernel {
    /// Linux 6.15 or later.
    static let keepsStatus: Bool = {
        let release = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? ""
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        return numbers.count == 2 && (numbers[0], numbers[1]) >= (6, 15)
    }()
}
