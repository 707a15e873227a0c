import Foundation
import Recording
import Reports
import TestSupport
import Testing

/// Interpreters that cannot be recorded, and programs that are none.
@Suite struct InterpreterTests {
    /// Every Python of this machine that is too old or too new.
    static let unsupported: [String] = {
        let home = ProcessInfo.processInfo.environment["HOME"] ?? "/root"
        let pyenv = home + "/.pyenv/versions"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: pyenv)) ?? []).sorted()
        let old = names.filter { name in ["2.", "3.6.", "3.7.", "3.8."].contains { name.hasPrefix($0) } }
        let new = "\(TestPrograms.root)/.build-interpreters/bin/python3.15"
        let paths = old.map { "\(pyenv)/\($0)/bin/python" } + [new]
        return paths.filter { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    private let directory = TemporaryDirectory()
    private let program = "open('ran', 'w').write('x'); print('out'); raise SystemExit(7)"

    @Test(arguments: unsupported) func isRefused(_ python: String) throws {
        let outcome = try Command.run(["run", "-o", "r", "--python", python, "-c", program], in: directory)
        #expect(outcome.status == 2)
        let complaint = try #require(outcome.complaint, "\(outcome.errors)")
        #expect(complaint.hasPrefix("CPython "))
        #expect(complaint.hasSuffix("is not supported (3.9 to 3.14 are); to run it unrecorded, add --if-possible"))
        #expect(directory.names == [])
    }

    @Test(arguments: unsupported) func runsUnrecordedIfPossible(_ python: String) throws {
        let outcome = try Command.run(
            ["run", "--if-possible", "-o", "r", "--python", python, "-c", program], in: directory)
        #expect(outcome.status == 7)
        #expect(outcome.output == "out\n")
        #expect(outcome.errors.hasPrefix("heaptide: CPython "))
        #expect(outcome.errors.hasSuffix("is not supported (3.9 to 3.14 are); the program ran unrecorded\n"))
        #expect(outcome.errors.split(separator: "\n").count == 1)
        #expect(directory.names == ["ran"])
    }

    @Test(arguments: TestPrograms.freeThreaded) func freeThreadedIsRefused(_ python: String) throws {
        let refused = try Command.run(["run", "-o", "r", "--python", python, "-c", program], in: directory)
        #expect(refused.status == 2)
        #expect(refused.complaint?.contains(" is a free-threaded build, which is not supported yet; ") == true)
        #expect(directory.names == [])
        let unrecorded = try Command.run(
            ["run", "--if-possible", "-o", "r", "--python", python, "-c", program], in: directory)
        #expect(unrecorded.status == 7)
        #expect(unrecorded.output == "out\n")
        #expect(directory.names == ["ran"])
        let lab = try Command.run(["lab", "run", "references", "--python", python], in: directory)
        #expect(lab.status == 1)
        #expect(lab.errors.hasSuffix(" is a free-threaded build, which is not supported yet\n"))
    }

    @Test(arguments: ["exit 0", "exit 7", "kill -9 $$"]) func programWithoutPython(_ script: String) throws {
        let outcome = try Command.run(["run", "-o", "r", "/bin/sh", "-c", script], in: directory)
        #expect(outcome.status == (script == "exit 0" ? 0 : script == "exit 7" ? 7 : 137))
        #expect(outcome.complaint?.hasSuffix("nothing was recorded") == true)
        #expect(directory.names == [])
    }
}

/// Commands that start an interpreter by another way than its name.
@Suite struct IndirectStartTests {
    private let directory = TemporaryDirectory()
    private static let source = "kept = [bytes(100) for _ in range(5000)]\n"

    /// Runs a command in the directory, with the interpreter first in the path, and expects the recording of
    /// `kept` in `file`.
    private func expectRecorded(_ command: [String], file: String = "script.py") throws {
        _ = directory.write(Self.source, to: "script.py")
        let place = URL(fileURLWithPath: TestPrograms.python.path).deletingLastPathComponent().path
        let path = place + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        let outcome = try Command.run(
            ["run", "-q", "-o", "r", "--"] + command, in: directory, environment: ["PATH": path], limit: 60)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = Report(try RecordingFile.read(directory / "r"))
        let blocks = report.figures(file: file, line: 1).reduce(0) { $0 + $1.figures.peakBlocks }
        #expect(blocks >= 5000)
    }

    @Test func byName() throws { try expectRecorded(["python3", "script.py"]) }
    @Test func byEnv() throws { try expectRecorded(["env", "VARIABLE=1", "python3", "script.py"]) }
    @Test func byShell() throws { try expectRecorded(["sh", "-c", "cd . && python3 script.py; true"]) }

    @Test func byShellScript() throws {
        try directory.write(program: Array("#!/bin/sh\nexec python3 script.py \"$@\"\n".utf8), to: "start")
        try expectRecorded(["./start", "--option"])
    }

    @Test func byFirstLine() throws {
        let tool = "#!/usr/bin/env python3\nimport script\n"
        try directory.write(program: Array(tool.utf8), to: "tool")
        try expectRecorded(["./tool"])
    }

    @Test func byAnotherPython() throws {
        try expectRecorded(["python3", "-c", "import subprocess; subprocess.run(['python3', 'script.py'])"])
    }

    @Test func asModule() throws {
        _ = directory.write(Self.source, to: "script.py")
        let options = ["run", "-q", "-o", "r", "--python", TestPrograms.python.path, "-m", "script", "-q", "--force"]
        #expect(try Command.run(options, in: directory).status == 0)
        #expect(try RecordingFile.read(directory / "r").locations.contains { $0.file.hasSuffix("script.py") })
    }

    @Test func fromAVenv() throws {
        let made = try TestPrograms.run(
            [TestPrograms.python.path, "-m", "venv", "--without-pip", "venv"], directory: directory.path)
        try #require(made.status == 0, "\(made.errors)")
        try expectRecorded(["venv/bin/python", "script.py"])
    }
}
