import Attach
import Foundation
import Glibc
import TestSupport
import Testing

/// Two hundred times the same program.
@Suite(.serialized) struct ManyAttachesTests {
    /// Interpreters, and one with numpy if there is one.
    static let pythons = TestPrograms.interpreters + (TestPrograms.venv.map { [$0] } ?? [])

    /// A timer each millisecond, floating-point work, short sleeps: each result is what it was before.
    @Test(arguments: pythons)
    func workIsNotDisturbed(_ python: Interpreter) throws {
        let stop = TemporaryDirectory()
        let program = try RunningPython(target: "attach_work.py", [stop / "stop"], python)
        for _ in 0..<200 { #expect(try Probe.call(program).result == 7) }
        #expect(Probe.calls(program) == 200)
        _ = stop.write("", to: "stop")
        let end = program.end()
        #expect(end.status == 0)
        #expect(end.output == "ready\nwrong 0, short 0, rounds True, alarms True\n")
        #expect(end.errors == "")
    }

    /// A forked child has a copy of what was left in its parent, and can be attached to.
    @Test(arguments: TestPrograms.interpreters)
    func parentAndChild(_ python: Interpreter) throws {
        let program = try RunningPython(
            """
            ready()
            input()
            child = os.fork()
            if child == 0:
                time.sleep(2)
                os._exit(5)
            print(child, flush=True)
            print(os.waitpid(child, 0)[1] == 5 << 8)
            """, python)
        #expect(try Probe.call(program).result == 7)
        program.tell()
        var lines: [Substring] = []
        #expect(
            RunningPython.settles {
                lines = program.output.split(separator: "\n")
                return lines.count == 2
            })
        let child = try PythonProcess(pid: #require(pid_t(lines[1])))
        let mark = program.directory / "child"
        #expect(
            try child.call(library: Probe.path, symbol: "use_python", argument: mark, timeoutSeconds: 10).result == 7)
        #expect(Probe.calls(program, mark: "child") == 1)
        let end = program.end()
        #expect(end.output.hasSuffix("\nTrue\n"))
        #expect(Probe.calls(program) == 1)
    }

    /// The pages that stay are used again.
    @Test(arguments: ["busy_alone", "read"])
    func nothingPilesUp(_ way: String) throws {
        let program = try RunningPython(target: "attach_waits.py", [way], TestPrograms.python)
        let before = (program.mappings, program.descriptors)
        for _ in 0..<2 { _ = try Probe.call(program) }
        #expect(RunningPython.settles { program.threads == 1 })
        let early = program.mappings
        // The library, the nest, and for a helper its stack and its allocator's arena.
        #expect(early - before.0 <= 16)
        for _ in 0..<(way == "read" ? 40 : 200) { _ = try Probe.call(program) }
        #expect(RunningPython.settles { program.threads == 1 })
        // On a busy machine a helper may start before the last one's stack and arena are free again.
        #expect(program.mappings <= early + 8)
        #expect(program.descriptors == before.1)
        kill(program.pid, SIGUSR1)
    }
}

extension RunningPython {
    static func settles(_ condition: () -> Bool) -> Bool {
        for _ in 0..<2000 {
            if condition() { return true }
            usleep(1000)
        }
        return false
    }
}
