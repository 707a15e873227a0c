import Foundation
import Glibc
import TestSupport
import Testing

/// What cannot be taken is refused in one line, and no file appears.
@Suite struct SnapshotRefusalTests {
    private func refused(_ arguments: [String], _ status: Int32) throws -> String {
        let directory = TemporaryDirectory()
        let outcome = try Command.run(["snapshot"] + arguments + ["-o", directory / "none.heap"])
        #expect(outcome.status == status)
        #expect(outcome.output == "")
        #expect(outcome.errors.split(separator: "\n").count == 1)
        #expect(!FileManager.default.fileExists(atPath: directory / "none.heap"))
        return outcome.errors
    }

    @Test func noSuchProcess() throws {
        #expect(try refused(["999999999"], 1).contains("999999999"))
    }

    @Test func noPython() throws {
        let sleeper = Process()
        sleeper.executableURL = URL(fileURLWithPath: "/bin/sleep")
        sleeper.arguments = ["60"]
        try sleeper.run()
        defer { kill(sleeper.processIdentifier, SIGKILL) }
        usleep(200_000)
        #expect(try refused(["\(sleeper.processIdentifier)"], 1).contains("Python"))
    }

    @Test func noNumber() throws {
        #expect(try refused(["app.py"], 2).contains("app.py"))
    }

    @Test(.enabled(if: Command.isRoot && Command.find("setpriv") != nil, "needs root and setpriv"))
    func anotherUsers() throws {
        let program = try #require(try WaitingProgram("counting.py", ["asleep"], python: TestPrograms.python))
        let directory = TemporaryDirectory()
        chmod(directory.path, 0o777)
        let outcome = try Command.shell(
            "setpriv --reuid 65534 --regid 65534 --clear-groups $HEAPTIDE snapshot \(program.pid) -o none.heap",
            in: directory)
        #expect(outcome.status == 1)
        #expect(try #require(outcome.complaint).contains("belongs to user 0 and this is user 65534"))
        #expect(directory.names == [])
    }

    @Test(.enabled(if: Command.isRoot && Command.find("unshare") != nil, "needs root and unshare"))
    func anotherNamespaces() throws {
        let directory = TemporaryDirectory()
        let target = TestPrograms.targets + "/counting.py"
        let outcome = try Command.shell(
            """
            unshare --pid --fork --kill-child $PYTHON \(target) asleep $PWD/ready & starter=$!
            while [ ! -s ready ]; do sleep 0.05; done
            $HEAPTIDE snapshot $(cat /proc/$starter/task/$starter/children) -o none.heap
            status=$?; kill -9 $starter; exit $status
            """, in: directory)
        #expect(outcome.status == 1)
        #expect(try #require(outcome.complaint).contains("another PID namespace"))
        #expect(!directory.names.contains("none.heap"))
    }

    /// An interpreter that was linked with libpython3.X.a and libc.a, where pyenv left the first.
    @Test(.enabled(if: StaticPython.path != nil, "needs cc, libc.a and pyenv's libpython3.X.a"))
    func staticallyLinked() throws {
        let python = try #require(StaticPython.path)
        let program = try #require(
            try WaitingProgram(
                "counting.py", ["asleep"], python: Interpreter(path: python, version: "", minor: 0),
                environment: ["PYTHONHOME": StaticPython.home]))
        #expect(try refused(["\(program.pid)"], 1).contains("is statically linked"))
        #expect(program.isRunning)
    }

    /// Debian's interpreters come without a symbol table, others with one.
    @Test(.enabled(if: Command.find("strip") != nil, "needs strip"))
    func strippedIsNotRefused() throws {
        let directory = TemporaryDirectory()
        let python = directory / "python3"
        let home = URL(fileURLWithPath: TestPrograms.python.path).deletingLastPathComponent()
            .deletingLastPathComponent().path
        let made = try Command.shell("cp $(readlink -f $PYTHON) python3 && strip --strip-all python3", in: directory)
        #expect(made.status == 0)
        let program = try #require(
            try WaitingProgram(
                "counting.py", ["asleep"], python: Interpreter(path: python, version: "", minor: 0),
                environment: ["PYTHONHOME": home]))
        #expect(try Command.run(["snapshot", "\(program.pid)", "-q", "-o", directory / "some.heap"]).status == 0)
    }

    @Test func anExistingFileStays() throws {
        let directory = TemporaryDirectory()
        try "kept".write(toFile: directory / "old.heap", atomically: true, encoding: .utf8)
        let outcome = try Command.run(["snapshot", "\(getpid())", "-o", directory / "old.heap"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("--force"))
        #expect(directory.text("old.heap") == "kept")
    }
}

/// CPython without a dynamic loader.
private enum StaticPython {
    private static let directory = TemporaryDirectory()
    private static let version = TestPrograms.interpreters.first { !archive(of: $0).isEmpty }
    static let home = version.map { home(of: $0) } ?? ""

    private static func home(of python: Interpreter) -> String {
        URL(fileURLWithPath: python.path).deletingLastPathComponent().deletingLastPathComponent().path
    }

    private static func archive(of python: Interpreter) -> String {
        let path =
            home(of: python)
            + "/lib/python3.\(python.minor)/config-3.\(python.minor)-x86_64-linux-gnu/libpython3.\(python.minor).a"
        return FileManager.default.fileExists(atPath: path) ? path : ""
    }

    /// Built once; nil if something for it is missing.
    static let path: String? = {
        guard let version else { return nil }
        let source = directory.write(
            "int Py_BytesMain(int, char **); int main(int c, char **v) { return Py_BytesMain(c, v); }", to: "main.c")
        let made = try? Command.shell(
            "cc -static \(source) \(archive(of: version)) -o python -lm -ldl -lpthread -lutil -lz && ./python -c pass",
            in: directory, environment: ["PYTHONHOME": home])
        return made?.status == 0 ? directory / "python" : nil
    }()
}
