// What a stopped thread was doing, to be put back exactly.
import CAttach
import Glibc

/// All that a thread's next instruction depends on: registers, vector state, shadow stack, signal mask.
struct ThreadContext {
    private(set) var registers: heaptide_registers
    let vectors: [UInt8]
    private let shadowStack: UInt64?
    private(set) var signalMask: UInt64

    /// The largest vector state that the kernel gives (with AMX about 11 KB).
    private static let vectorLimit = 32768

    /// Of a stopped thread.
    init(_ thread: TracedThread) throws(AttachError) {
        registers = try thread.registers()
        var bytes = [UInt8](repeating: 0, count: Self.vectorLimit)
        let count = heaptide_get_vectors(thread.thread, &bytes, bytes.count)
        try thread.check(Int32(count))
        vectors = Array(bytes[..<count])
        var pointer: UInt64 = 0
        shadowStack = heaptide_get_shadow_stack(thread.thread, &pointer) == 0 ? pointer : nil
        var mask: UInt64 = 0
        try thread.check(heaptide_get_signal_mask(thread.thread, &mask))
        signalMask = mask
    }

    /// The number of the system call that the thread was interrupted in, asleep and without a result; nil if it was
    /// not in one.
    var interruptedCall: Int? {
        let call = Int64(bitPattern: registers.orig_rax)
        return call >= 0 && SystemCalls.isInterrupted(registers) ? Int(call) : nil
    }

    /// A system call that came to its end because of us, and that begins anew without anyone seeing it, does so.
    mutating func restartIfUnseen(_ thread: TracedThread) {
        guard SystemCalls.isToBeginAnew(registers), !hasSignal(thread) else { return }
        registers.rax = registers.orig_rax
        registers.rip &-= 2
        registers.orig_rax = .max
    }

    /// The registers for a thread that goes on without the kernel looking at them: what it would have restarted begins
    /// anew, or ends with EINTR, as a signal would end it.
    var unattended: heaptide_registers {
        var registers = registers
        guard interruptedCall != nil else { return registers }
        switch Int64(bitPattern: registers.rax) {
        case -516: registers.rax = UInt64(bitPattern: -Int64(EINTR))
        case -Int64(EINTR) where !SystemCalls.isToBeginAnew(registers): break
        default:
            registers.rax = registers.orig_rax
            registers.rip &-= 2
        }
        return registers
    }

    /// Whether a signal waits that the thread would get now: then EINTR is the signal's.
    private func hasSignal(_ thread: TracedThread) -> Bool {
        let files = ProcessFiles(pid: thread.process)
        let waiting = ["SigPnd", "ShdPnd"].compactMap { files.status($0, thread: thread.thread) }
        return waiting.contains { (UInt64($0, radix: 16) ?? .max) & ~signalMask != 0 }
    }

    /// The same thread some instructions further on; the signal mask is that of before.
    func later(_ thread: TracedThread) throws(AttachError) -> ThreadContext {
        var context = try ThreadContext(thread)
        context.signalMask = signalMask
        return context
    }

    /// Puts everything back. The thread must be at a stop as by `interrupt`: there the kernel looks at the registers
    /// and restarts what was interrupted.
    func restore(_ thread: TracedThread) throws(AttachError) {
        try thread.check(heaptide_set_signal_mask(thread.thread, signalMask))
        try put(thread)
    }

    /// Puts everything back but the signal mask.
    func put(_ thread: TracedThread) throws(AttachError) {
        try thread.check(heaptide_set_vectors(thread.thread, vectors, vectors.count))
        if let shadowStack { _ = heaptide_set_shadow_stack(thread.thread, shadowStack) }
        try thread.set(registers)
    }
}
