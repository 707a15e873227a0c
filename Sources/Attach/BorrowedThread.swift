// Running something else on a stopped thread, and putting everything back.
import CAttach
import Glibc

/// A stopped thread whose context is kept, and on which system calls and the nest's code can run. Wherever it is, it finds
/// back by itself if this process is killed.
///
/// While it is borrowed its signals wait in the kernel, but for those that cannot be blocked; they come when it is
/// itself again. `giveBack` must be the end, whatever has happened.
final class BorrowedThread {
    let traced: TracedThread
    private(set) var context: ThreadContext
    private let loader: LoaderFunctions
    /// Signals that came although they are blocked, to be sent again.
    private var heldBack: [Int32] = []
    /// Whether the thread is at a stop at which its context can be put back.
    private var isAtRest = true
    private var isRunning = false
    private var isGone = false

    /// All but those that tell of a fault of the thread itself.
    private static let blocked: UInt64 = [SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGSYS].reduce(.max) {
        $0 & ~(1 << UInt64($1 - 1))
    }

    /// Borrows a thread that `interrupt` has stopped.
    init(_ traced: TracedThread, _ loader: LoaderFunctions) throws(AttachError) {
        (self.traced, self.loader) = (traced, loader)
        context = try ThreadContext(traced)
    }

    /// Sends the thread elsewhere. From the moment when its registers are others it needs the way back, and that restores
    /// its signal mask too: so signals are blocked last, and unblocked first.
    private func leave(with registers: heaptide_registers) throws(AttachError) {
        try traced.set(registers)
        try traced.check(heaptide_set_signal_mask(traced.thread, Self.blocked))
        isAtRest = false
    }

    /// Makes a system call. Returns its result, or the negative errno.
    func systemCall(_ number: UInt64, _ arguments: [UInt64]) throws(AttachError) -> Int64 {
        var registers = context.registers
        let arguments = arguments + Array(repeating: 0, count: 6 - arguments.count)
        (registers.rdi, registers.rsi, registers.rdx) = (arguments[0], arguments[1], arguments[2])
        (registers.r10, registers.r8, registers.r9) = (arguments[3], arguments[4], arguments[5])
        (registers.rax, registers.orig_rax, registers.rip) = (number, .max, loader.systemCall)
        if let stack = leaveWayBack() { registers.rsp = stack }
        try leave(with: registers)
        for _ in 0..<2 { try runToSystemCall(monotonicSeconds() + 5) }
        return Int64(bitPattern: try traced.registers().rax)
    }

    /// Puts a frame below the thread's stack, to which the function that makes system calls returns. Returns the stack
    /// pointer for it.
    private func leaveWayBack() -> UInt64? {
        guard let code = loader.signalReturn, let memory = ProcessMemory(pid: traced.process) else { return nil }
        let frame = ReturnFrame(below: context)
        guard memory.write(frame.bytes, to: frame.address), memory.store(code, to: frame.address &- 8) else {
            return nil
        }
        return frame.address &- 8
    }

    private func runToSystemCall(_ deadline: Double) throws(AttachError) {
        if try run(HEAPTIDE_RUN_TO_SYSTEM_CALL, until: deadline) != .systemCall { throw stuck }
    }

    private var stuck: AttachError {
        AttachError(.unexpected, "process \(traced.process) did not answer in time; it goes on as before: try again")
    }

    /// Begins to run the nest's code at `entry`.
    func enter(_ nest: Nest, _ entry: Int32) throws(AttachError) {
        var registers = context.registers
        registers.rip = nest.base &+ UInt64(entry)
        registers.rbx = nest.data
        registers.rsp = nest.stackTop
        registers.orig_rax = .max
        registers.eflags = 0x202  // interrupts on; no single step, strings upwards
        try prepareReturn(from: nest)
        try leave(with: registers)
    }

    /// The end of the nest's code goes back to the kept context.
    func prepareReturn(from nest: Nest) throws(AttachError) {
        let frame = ReturnFrame(context, at: nest.frame)
        guard frame.bytes.count <= Int(HEAPTIDE_NEST_FRAME_BYTES), nest.memory.write(frame.bytes, to: frame.address)
        else { throw traced.gone }
    }

    /// Runs the nest's code on to its end. Returns its result; nil if it does not end before `deadline`.
    func finish(_ nest: Nest, _ deadline: Double) throws(AttachError) -> Int64? {
        while let stop = try run(HEAPTIDE_RUN_TO_SYSTEM_CALL, until: deadline) {
            guard stop == .systemCall else { continue }
            let registers = try traced.registers()
            if registers.rip == nest.base &+ UInt64(HEAPTIDE_NEST_END) { return Int64(bitPattern: registers.r12) }
        }
        return nil
    }

    /// Runs one instruction.
    func step() throws(AttachError) {
        isAtRest = false
        guard try run(HEAPTIDE_RUN_ONE_INSTRUCTION, until: monotonicSeconds() + 1) == .signal(SIGTRAP) else {
            throw stuck
        }
    }

    /// Takes what the thread is doing now for what it was doing.
    func keepContext() throws(AttachError) { context = try context.later(traced) }

    /// Resumes and waits for the next stop that is of interest. Holds back what signals come.
    private func run(_ how: heaptide_resumption, until deadline: Double) throws(AttachError) -> Stop? {
        while true {
            if !isRunning { try traced.resume(how) }
            isRunning = true
            guard let stop = traced.nextStop(deadline) else { return nil }
            isRunning = false
            switch stop {
            case .systemCall: return stop
            case .signal(SIGTRAP) where how == HEAPTIDE_RUN_ONE_INSTRUCTION: return stop
            case .signal(let number): try hold(number)
            case .interrupted: break
            case .executed, .ended:
                isGone = true
                throw traced.gone
            }
        }
    }

    /// A fault of what runs here is the end of it; a signal that somebody sent is sent again later.
    private func hold(_ signal: Int32) throws(AttachError) {
        if try isFault(signal) {
            throw AttachError(
                .unexpected,
                "attaching to process \(traced.process) ended in signal \(signal) in its own code; it goes on as before"
            )
        }
    }

    /// Whether the kernel made the signal because of what runs here. Any other is kept.
    private func isFault(_ signal: Int32) throws(AttachError) -> Bool {
        var code: Int32 = 0
        try traced.check(heaptide_stop_code(traced.thread, &code))
        if code <= 0 { heldBack.append(signal) }
        return code > 0
    }

    /// Puts the thread's context back and lets it go.
    func giveBack() {
        if isGone { return }
        do throws(AttachError) {
            if !isAtRest { try rest() }
            context.restartIfUnseen(traced)
            try context.restore(traced)
        } catch {}
        traced.detach()
        for signal in heldBack { _ = heaptide_signal_thread(traced.process, traced.thread, signal) }
    }

    /// Brings the thread, whatever it is running, to a stop like the first. That takes as long as it takes: let go
    /// before, it would go on in what is not its own.
    func rest() throws(AttachError) {
        if isRunning { try traced.check(heaptide_interrupt(traced.thread)) } else { try traced.resumeToInterrupt() }
        while let stop = traced.nextStop(.infinity) {
            switch stop {
            case .interrupted:
                isRunning = false
                return
            case .executed, .ended:
                isGone = true
                throw traced.gone
            case .signal(let number):
                _ = try isFault(number)
                try traced.resumeToInterrupt()
            case .systemCall: try traced.resumeToInterrupt()
            }
        }
    }
}

extension TracedThread {
    /// Whether it is stopped in a restartable sequence: code that the kernel has to send back if the thread is
    /// interrupted, and that it could not tell any more after something else has run. (struct rseq, struct rseq_cs)
    func isInRestartableSequence(_ memory: ProcessMemory) -> Bool {
        var area: UInt64 = 0
        guard heaptide_restartable_area(thread, &area) == 0, area != 0,
            let sequence: UInt64 = memory.load(area &+ 8), sequence != 0,
            let start: UInt64 = memory.load(sequence &+ 8), let length: UInt64 = memory.load(sequence &+ 16),
            let instruction = try? registers().rip
        else { return false }
        return instruction &- start < length
    }
}
