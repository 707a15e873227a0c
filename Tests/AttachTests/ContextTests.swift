import CAttach
import TestSupport
import Testing

@testable import Attach

/// A borrowed thread gets everything back.
@Suite(.serialized) struct ContextTests {
    /// Other values in each register, vector and signal mask, a hundred times.
    @Test func scrambledAndPutBack() throws {
        let program = try RunningPython(
            """
            import signal
            keep = ctypes.CDLL('\(Probe.path)').keep_vectors
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
            ready()
            bad = sum(keep(ctypes.c_long(5_000_000)) for _ in range(300))
            print(bad, signal.pthread_sigmask(signal.SIG_BLOCK, []) == {signal.SIGUSR2}, input())
            """, TestPrograms.python)
        let pid = program.pid
        let process = try PythonProcess(pid: pid)
        for _ in 0..<100 { try TracerThread.run { () throws(AttachError) in try Self.scramble(process) } }
        program.tell()
        #expect(program.end().output == "ready\n0 True x\n")
    }

    private static func scramble(_ process: PythonProcess) throws(AttachError) {
        let traced = try TracedThread(process: process.pid, thread: process.pid)
        _ = try traced.interrupt(limit: 5)
        let borrowed = try BorrowedThread(traced, process.loader)
        defer { borrowed.giveBack() }
        var vectors = [UInt8](repeating: 0, count: 32768)
        let count = Int(heaptide_get_vectors(process.pid, &vectors, vectors.count))
        for place in 160..<416 { vectors[place] = ~vectors[place] }  // xmm0 to xmm15 of struct fxregs_state
        vectors[512] |= 2  // and they are in use
        try traced.check(heaptide_set_vectors(process.pid, vectors, count))
        _ = try borrowed.systemCall(39, [1, 2, 3, 4, 5, 6])
    }
}
