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

    @Test(arguments: TestPrograms.freeThreaded) func freeThreaded(_ python: String) throws {
        let program = try #require(
            try WaitingProgram(
                "counting.py", ["asleep"], python: Interpreter(path: python, version: "", minor: 0)))
        #expect(try refused(["\(program.pid)"], 1).contains("is a free-threaded CPython"))
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

    @Test(.enabled(if: StaticPython.some != nil, "needs cc, libc.a and a libpython3.X.a, as pyenv leaves it"))
    func staticallyLinked() throws {
        let python = try #require(StaticPython.some)
        let program = try #require(
            try WaitingProgram(
                "counting.py", ["asleep"], python: Interpreter(path: python.path, version: "", minor: 0),
                environment: ["PYTHONHOME": python.home]))
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

/// CPython without a dynamic loader: linked with libpython3.X.a and libc.a.
private struct StaticPython {
    let path: String
    /// Where its modules are.
    let home: String

    private static let directory = TemporaryDirectory()

    /// Built once; nil where what it takes is missing.
    static let some: StaticPython? = TestPrograms.interpreters.lazy.compactMap { build($0) }.first

    private static func build(_ python: Interpreter) -> StaticPython? {
        let home = URL(fileURLWithPath: python.path).deletingLastPathComponent().deletingLastPathComponent().path
        let name = "3.\(python.minor)"
        let archive = "\(home)/lib/python\(name)/config-\(name)-x86_64-linux-gnu/libpython\(name).a"
        let source = directory.write(
            "int Py_BytesMain(int, char **); int main(int c, char **v) { return Py_BytesMain(c, v); }", to: "main.c")
        let made = try? Command.shell(
            "cc -static \(source) \(archive) -o python -lm -ldl -lpthread -lutil -lz && ./python -c pass",
            in: directory, environment: ["PYTHONHOME": home])
        return made?.status == 0 ? StaticPython(path: directory / "python", home: home) : nil
    }
}
