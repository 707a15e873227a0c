// One thread of another process, under ptrace.
import CAttach
import Glibc

/// Why a thread has stopped.
enum Stop: Equatable {
    /// As asked, or resting in a stop of its whole process: nothing of it is under way.
    case interrupted
    /// At the entry or the exit of a system call.
    case systemCall
    /// About to get a signal.
    case signal(Int32)
    /// The process executes another program now.
    case executed
    /// The thread or its process has ended.
    case ended
}

/// A thread that the calling thread traces. Owner: one thread of ours, by whose end the kernel would let go of it too,
/// whatever it is doing.
final class TracedThread {
    let process: Int32
    let thread: Int32

    /// Begins to trace; the thread runs on.
    init(process: Int32, thread: Int32) throws(AttachError) {
        (self.process, self.thread) = (process, thread)
        let result = heaptide_seize(thread)
        if result == -ESRCH { throw gone }
        if result < 0 {
            let checks = ProcessChecks(files: ProcessFiles(pid: process))
            let tracer = ProcessFiles(pid: process).status("TracerPid", thread: thread).flatMap { Int32($0) } ?? 0
            throw tracer != 0 ? checks.traced(by: tracer) : Permission(checks.files).refusal
        }
    }

    var gone: AttachError { AttachError(.gone, "process \(process) has ended meanwhile, or executed another program") }

    /// Stops the thread where it is. Signals that arrive first are passed on.
    ///
    /// - Returns: false if it does not stop within `limit` seconds (an uninterruptible system call): nothing has changed.
    func interrupt(limit: Double) throws(AttachError) -> Bool {
        try check(heaptide_interrupt(thread))
        let deadline = monotonicSeconds() + limit
        while let stop = nextStop(deadline) {
            switch stop {
            case .interrupted: return true
            case .executed, .ended: throw gone
            case .systemCall: try resumeToInterrupt()
            case .signal(let number): try resumeToInterrupt(signal: number)
            }
        }
        return false
    }

    /// Resumes a stopped thread so that it stops again at once, at a stop as by `interrupt`: every other stop takes an
    /// earlier request for one away.
    func resumeToInterrupt(signal: Int32 = 0) throws(AttachError) {
        try check(heaptide_interrupt(thread))
        try resume(HEAPTIDE_RUN, signal: signal)
    }

    /// Lets the stopped thread go on as before, untraced.
    func detach() { _ = heaptide_detach(thread) }

    func resume(_ how: heaptide_resumption, signal: Int32 = 0) throws(AttachError) {
        try check(heaptide_resume(thread, how, signal))
    }

    /// The next stop; nil if there is none until `deadline`. For a few hundred microseconds it is waited for closely.
    func nextStop(_ deadline: Double) -> Stop? {
        let start = monotonicSeconds()
        while true {
            var status: Int32 = 0
            let result = heaptide_poll_stop(thread, &status)
            if result < 0 { return .ended }
            if result > 0 { return Self.stop(status) }
            let now = monotonicSeconds()
            if now > deadline { return nil }
            if now - start < 500e-6 { sched_yield() } else { sleep(seconds: 50e-6) }
        }
    }

    /// Reads a wait status: the signal in the second byte, ptrace's event above it.
    private static func stop(_ status: Int32) -> Stop {
        guard status & 0xFF == 0x7F else { return .ended }
        let (signal, event) = (status >> 8 & 0xFF, status >> 16)
        switch event {
        case 0: return signal == SIGTRAP | 0x80 ? .systemCall : .signal(signal)
        case 4: return .executed
        default: return .interrupted
        }
    }

    func check(_ result: Int32) throws(AttachError) {
        if result >= 0 { return }
        if result == -ESRCH { throw gone }
        throw AttachError(
            .unexpected, "ptrace of process \(process) failed: \(String(cString: strerror(-result))); try again")
    }

    func registers() throws(AttachError) -> heaptide_registers {
        var registers = heaptide_registers()
        try check(heaptide_get_registers(thread, &registers))
        return registers
    }

    func set(_ registers: heaptide_registers) throws(AttachError) {
        var registers = registers
        try check(heaptide_set_registers(thread, &registers))
    }
}
