import Attach
import Glibc
import TestSupport
import Testing

/// Whatever a program is doing, the function is called at once, and the program does not notice.
@Suite(.serialized) struct WaitTests {
    /// Ways of Tests/Targets/attach_waits.py, what the program says at its end, and who is to make the call; nil where
    /// that depends on how long the main thread has slept when it is looked at.
    static let ways: [(way: String, answer: String, caller: CallOutcome.Caller?)] = [
        ("sleep", "True", .helperThread), ("read", "b'x'", .helperThread), ("select_forever", "[0]", .helperThread),
        ("poll", "0", .helperThread), ("epoll", "1", .helperThread), ("accept", "b''", .helperThread),
        ("lock_alone", "(False, True)", .helperThread), ("lock_among_busy", "True", nil),
        ("wait", "0", .helperThread), ("asyncio_idle", "b'x'", .helperThread), ("asyncio_ticks", "b'x'", nil),
        ("threads", "(b'x', 1)", .helperThread), ("busy", "b'x'", .mainThread), ("busy_alone", "[1]", .mainThread),
    ]

    @Test(arguments: ways.map(\.way), TestPrograms.interpreters)
    func inEachWay(_ way: String, _ python: Interpreter) throws {
        let expected = Self.ways.first { $0.way == way }!
        let program = try RunningPython(target: "attach_waits.py", [way], python)
        let process = try PythonProcess(pid: program.pid)
        #expect(process.version.minor == python.minor)
        #expect(process.version.micro == nil || process.version.description == python.version)
        let outcome = try Probe.call(program)
        #expect(outcome.result == 7)
        #expect(expected.caller == nil || outcome.caller == expected.caller)
        #expect(Probe.calls(program) == 1)
        if way == "busy_alone" { kill(program.pid, SIGUSR1) }
        program.tell()
        let end = program.end()
        #expect(end.status == 0)
        #expect(end.output == "ready\n\(expected.answer)\n")
        #expect(end.errors == "")
    }

    /// The main thread sleeps too shortly to be borrowed and works in C otherwise: each wait is interrupted to queue the
    /// call, and none may show it.
    @Test(arguments: TestPrograms.interpreters)
    func noWaitIsCutShort(_ python: Interpreter) throws {
        let program = try RunningPython(
            """
            wait = ctypes.CDLL('\(Probe.path)').wait_plainly
            ready()
            bad = rounds = 0
            while not os.path.exists('\(Probe.path).\(python.version)'):
                bad += wait()
                rounds += 1
            print(bad, rounds > 5)
            """, python)
        for _ in 0..<40 {
            #expect(try Probe.call(program).result == 7)
            usleep(.random(in: 0..<120_000))
        }
        #expect(creat("\(Probe.path).\(python.version)", 0o600) >= 0)
        #expect(program.end().output == "ready\n0 True\n")
        #expect(Probe.calls(program) == 40)
    }

    /// The borrowed thread itself holds the lock of the list of pending calls about half of the time.
    @Test(arguments: TestPrograms.interpreters)
    func whileTheListOfCallsIsLocked(_ python: Interpreter) throws {
        let program = try RunningPython(
            """
            hammer = ctypes.PyDLL('\(Probe.path)').hammer
            hammer.restype, rounds = ctypes.c_long, 0
            ready()
            while not os.path.exists('\(Probe.path).hammer.\(python.version)'):
                made = hammer(ctypes.c_long(1000))
                rounds += 1
            print(made == rounds * 1000)
            """, python)
        for _ in 0..<50 { #expect(try Probe.call(program).result == 7) }
        #expect(creat("\(Probe.path).hammer.\(python.version)", 0o600) >= 0)
        #expect(program.end().output == "ready\nTrue\n")
        #expect(Probe.calls(program) == 50)
    }
}
