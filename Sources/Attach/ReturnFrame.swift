// The way back of a borrowed thread if we are not there any more to take it.
import CAttach
import Glibc

/// What the kernel puts on a stack when it calls a signal handler (struct rt_sigframe of x86_64, from its ucontext on):
/// the system call rt_sigreturn, made with the stack pointer at it, puts a thread back where its context says.
struct ReturnFrame {
    /// Where it has to lie; a multiple of 64.
    let address: UInt64
    let bytes: [UInt8]

    private static let vectors = 448
    /// Under the stack pointer there may be data of the function that runs.
    private static let redZone: UInt64 = 128
    private static let flagsOffset = 0
    private static let stackFlagsOffset = 24
    private static let registersOffset = 40
    private static let segmentsOffset = 184
    private static let vectorsPointerOffset = 224
    private static let maskOffset = 296

    init(_ context: ThreadContext, at address: UInt64) {
        self.address = address
        var frame = [UInt8](repeating: 0, count: Self.vectors)
        let registers = context.unattended
        frame.store(UInt64(7), Self.flagsOffset)  // with vector state, with ss
        frame.store(UInt64(0x55), Self.stackFlagsOffset)  // invalid: the signal stack stays as it is
        let general = [
            registers.r8, registers.r9, registers.r10, registers.r11, registers.r12, registers.r13, registers.r14,
            registers.r15, registers.rdi, registers.rsi, registers.rbp, registers.rbx, registers.rdx, registers.rax,
            registers.rcx, registers.rsp, registers.rip, registers.eflags,
        ]
        for (index, value) in general.enumerated() { frame.store(value, Self.registersOffset + 8 * index) }
        frame.store(registers.cs & 0xFFFF | registers.ss << 48, Self.segmentsOffset)
        frame.store(address &+ UInt64(Self.vectors), Self.vectorsPointerOffset)
        frame.store(context.signalMask, Self.maskOffset)
        bytes = frame + Self.marked(context.vectors)
    }

    /// A frame below the thread's own stack.
    init(below context: ThreadContext) {
        let count = UInt64(Self.vectors + context.vectors.count + 4)
        self.init(context, at: (context.registers.rsp &- Self.redZone &- count) & ~63)
    }

    /// Vector state as ptrace gives it, with what the kernel writes into a signal frame's to know it again: its size,
    /// before it and behind it (struct _fpx_sw_bytes).
    private static func marked(_ vectors: [UInt8]) -> [UInt8] {
        let (marks, header) = (464, 512 + 64)
        guard vectors.count >= header else { return vectors }
        let count = UInt64(vectors.count)
        var state = vectors + [0, 0, 0, 0]
        let features = vectors.integer(marks, 8)
        state.store(0x4650_5853 | (count + 4) << 32, marks)
        state.store(features, marks + 8)
        state.store(count, marks + 16)
        for offset in stride(from: marks + 24, to: 512, by: 8) { state.store(0, offset) }
        for byte in 0..<4 { state[vectors.count + byte] = UInt8(truncatingIfNeeded: 0x4650_5845 >> (byte * 8)) }
        return state
    }
}

extension [UInt8] {
    fileprivate mutating func store(_ word: UInt64, _ offset: Int) {
        for byte in 0..<8 { self[offset + byte] = UInt8(truncatingIfNeeded: word >> (byte * 8)) }
    }
}
