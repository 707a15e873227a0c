import Attach
import Foundation
import Glibc
import TestSupport
import Testing

/// When the time is up the program goes on, and what has not begun never begins.
@Suite(.serialized) struct TimeOutTests {
    @Test(arguments: TestPrograms.interpreters)
    func theLockIsHeldInCCode(_ python: Interpreter) throws {
        let program = try RunningPython(
            "libc = ctypes.PyDLL(None)\nready()\nlibc.usleep(2500000)\nprint('slept')\nsum(range(10**6))\nprint(input())",
            python)
        let error = Probe.failure { try Probe.call(program, limit: 1) }
        #expect(error?.kind == .timedOut)
        #expect(error?.description.contains("its GIL is held") == true, "\(error as Any)")
        #expect(RunningPython.settles { program.threads == 1 })
        program.tell()
        #expect(program.end().output == "ready\nslept\nx\n")
        #expect(Probe.calls(program) == 0)
    }

    @Test(arguments: TestPrograms.interpreters)
    func mainThreadIsBusyInCCode(_ python: Interpreter) throws {
        let program = try RunningPython(
            "gap = ctypes.CDLL('\(Probe.path)').longest_gap\nready()\ngap(ctypes.c_double(2))\nprint(input())", python)
        let error = Probe.failure { try Probe.call(program, limit: 0.5) }
        #expect(error?.kind == .timedOut)
        #expect(error?.description.contains("running C code and has not come back") == true, "\(error as Any)")
        program.tell()
        #expect(program.end().output == "ready\nx\n")
        #expect(Probe.calls(program) == 0)
    }

    @Test func theFunctionItselfIsSlow() throws {
        let program = try RunningPython(target: "attach_waits.py", ["busy"], TestPrograms.python)
        let error = Probe.failure { try Probe.call(program, "be_slow", limit: 0.3) }
        #expect(error?.kind == .timedOut)
        #expect(error?.description.contains("still running") == true, "\(error as Any)")
        #expect(RunningPython.settles { Probe.calls(program) == 1 })
        #expect(try Probe.call(program).result == 7)
    }

    /// The program ends, or becomes another, while the call waits.
    @Test(arguments: ["os._exit(3)", "os.execv('/bin/cat', ['cat'])"])
    func theProgramGoesAway(_ end: String) throws {
        let program = try RunningPython(
            """
            import threading
            gap = ctypes.CDLL('\(Probe.path)').longest_gap
            threading.Thread(target=lambda: gap(ctypes.c_double(1)) or \(end)).start()
            ready()
            gap(ctypes.c_double(5))
            """, TestPrograms.python)
        let error = Probe.failure { try Probe.call(program) }
        #expect(error?.kind == .gone, "\(error as Any)")
        #expect(Probe.calls(program) == 0)
    }
}
