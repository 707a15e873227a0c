import Foundation
import Glibc
import Recording
import TestSupport
import Testing

/// SIGKILL of the recorder: the program ends as it would have, and what was saved until then can be read.
@Suite struct RecorderKillTests {
    @Test(arguments: TestPrograms.interpreters)
    func theProgramGoesOn(_ python: Interpreter) throws {
        let directory = TemporaryDirectory()
        let run = try start("60000 1000", python, in: directory)
        #expect(RunningProgram.wait(30) { directory.size("log") > 500 })
        usleep(UInt32.random(in: 0..<300_000))
        run.signal(SIGKILL)
        #expect(run.outcome().status == -9)
        expectEnd(60_000, directory)
        try expectReadable(directory)
    }

    /// The recorder is stopped until the ring is full and the program waits for room in it.
    @Test(arguments: TestPrograms.interpreters)
    func theProgramWaitsForTheRing(_ python: Interpreter) throws {
        let directory = TemporaryDirectory()
        let run = try start("200000 100", python, in: directory)
        #expect(RunningProgram.wait(30) { directory.size("log") > 5000 })
        run.signal(SIGSTOP)
        var size = -1
        let isBlocked = RunningProgram.wait(60) {
            if directory.size("log") == size { return true }
            size = directory.size("log")
            usleep(1_000_000)
            return false
        }
        #expect(isBlocked && size < 200_000)
        run.signal(SIGKILL)
        #expect(run.outcome().status == -9)
        expectEnd(200_000, directory)
        if directory.size("run.heaptide") > 0 { try expectReadable(directory) }
    }

    /// The next recorder removes what a killed one has left in /tmp, once it is surely nobody's; and nothing else.
    @Test func whatItLeavesIsRemoved() throws {
        let directory = TemporaryDirectory()
        let run = try start("60000 1000", TestPrograms.python, in: directory)
        #expect(RunningProgram.wait(30) { directory.size("log") > 500 })
        let living = Self.socketDirectories()
        run.signal(SIGKILL)
        _ = run.outcome()
        #expect(RunningProgram.wait(60) { FileManager.default.fileExists(atPath: directory / "done") })
        let elsewhere = TemporaryDirectory()
        let other = try start("60000 1000", TestPrograms.python, in: elsewhere)
        #expect(RunningProgram.wait(30) { elsewhere.size("log") > 500 })
        let left = living.filter { FileManager.default.fileExists(atPath: $0) && !Self.isListening($0 + "/agent") }
        #expect(!left.isEmpty)
        for path in Self.socketDirectories() { age(path) }
        #expect(try Command.run(["run", "-q", "-o", directory / "next", "/bin/true"]).status == 0)
        #expect(left.allSatisfy { !FileManager.default.fileExists(atPath: $0) })
        #expect(!Self.socketDirectories().isEmpty)
        _ = other.outcome()
    }

    /// Of a killed `heaptide snapshot` only the socket for heap walks is there, and of one that came to nothing no socket.
    @Test func whatASnapshotLeavesIsRemoved() throws {
        let names = ["left__", "lives_", "young_", "empty_", "foreign"]
        let directories = names.map { "/tmp/heaptide-\($0)" }
        defer { for path in directories { try? FileManager.default.removeItem(atPath: path) } }
        for path in directories { #expect(mkdir(path, 0o700) == 0) }
        for path in directories.prefix(3) { try leaveSocket(path + "/heaps") }
        #expect(FileManager.default.createFile(atPath: directories[4] + "/heaps.txt", contents: nil))
        let listening = try AgentSocket.listening(at: directories[1] + "/heaps2")
        defer { close(listening) }
        #expect(rename(directories[1] + "/heaps2", directories[1] + "/heaps") == 0)
        for (index, path) in directories.enumerated() where index != 2 { age(path) }
        let elsewhere = TemporaryDirectory()
        #expect(try Command.run(["run", "-q", "-o", elsewhere / "next", "/bin/true"]).status == 0)
        let kept = directories.map { FileManager.default.fileExists(atPath: $0) }
        #expect(kept == [false, true, true, false, true])
    }

    /// A socket that nobody listens on any more.
    private func leaveSocket(_ path: String) throws {
        close(try AgentSocket.listening(at: path))
    }

    private static func isListening(_ path: String) -> Bool {
        let socket = AgentSocket.connect(to: path)
        if socket >= 0 { close(socket) }
        return socket >= 0
    }

    private static func socketDirectories() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? []
        return names.filter { $0.hasPrefix("heaptide-") }.map { "/tmp/" + $0 }
            .filter { FileManager.default.fileExists(atPath: $0 + "/agent") }
    }

    private func age(_ path: String) {
        let long = timeval(tv_sec: time(nil) - 3600, tv_usec: 0)
        _ = withUnsafePointer(to: (long, long)) {
            $0.withMemoryRebound(to: timeval.self, capacity: 2) { utimes(path, $0) }
        }
    }

    /// A shell runs the counter, then a program that forks when the recorder is gone, and notes how they end.
    private func start(_ arguments: String, _ python: Interpreter, in directory: TemporaryDirectory) throws
        -> RunningProgram
    {
        let targets = TestPrograms.targets
        let script = """
            "$0" "\(targets)/harm_counter.py" log \(arguments); echo "status $?" >first
            "$0" "\(targets)/harm_fork_loop.py" >second 2>&1; echo "status $?" >>second; touch done
            """
        return try RunningProgram.recorded(["/bin/sh", "-c", script, python.path], in: directory)
    }

    private func expectEnd(_ blocks: Int, _ directory: TemporaryDirectory) {
        #expect(RunningProgram.wait(60) { FileManager.default.fileExists(atPath: directory / "done") })
        #expect(directory.text("first") == "status 6\n")
        #expect(directory.text("output") == "kept \(blocks)\n")
        #expect(directory.text("errors") == "")
        #expect(directory.text("log").hasSuffix(".end \(blocks)"))
        #expect(directory.text("second") == "True\nstatus 0\n")
    }

    private func expectReadable(_ directory: TemporaryDirectory) throws {
        let report = try Command.run(["report", directory / "run.heaptide"])
        #expect(report.status == 0)
        #expect(report.output.contains("broken off"))
        #expect(try !RecordingFile.read(directory / "run.heaptide").isComplete)
    }
}
