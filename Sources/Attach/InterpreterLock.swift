// The lock of CPython's list of pending calls.
import CAttach

extension BorrowedThread {
    /// How long another thread may hold a lock that lasts some instructions, and how many instructions it takes to
    /// release it (many, if the dynamic loader has to look for a function meanwhile).
    private enum Patience {
        static let otherHolder = 0.2
        static let slowStart = 0.01
        static let instructions = 20000
        static let inAll = 2.0
    }

    /// Runs Py_AddPendingCall, which takes the lock of the list of pending calls, to its end. Returns its result; nil if
    /// it does not come to an end.
    ///
    /// For some ten instructions around each pending call the very thread that is borrowed holds that lock. Waiting for
    /// it would then never end: so what was interrupted is let on, an instruction at a time, until the lock is free.
    func finishQueueing(_ nest: Nest) throws(AttachError) -> Int64? {
        let isAlone = ProcessFiles(pid: traced.process).threads().count == 1
        let patience = isAlone ? Patience.slowStart : Patience.otherHolder
        if let result = try finish(nest, monotonicSeconds() + patience) { return result }
        if context.interruptedCall == nil { try letHolderOn(nest) }
        return try finish(nest, monotonicSeconds() + Patience.inAll)
    }

    /// Changes places: what waits in a futex for what was interrupted, until the futex's word is another.
    private func letHolderOn(_ nest: Nest) throws(AttachError) {
        try rest()
        let waiter = try ThreadContext(traced)
        guard waiter.interruptedCall == SystemCalls.futex else { return }
        let (place, word) = (waiter.registers.rdi, UInt32(truncatingIfNeeded: waiter.registers.rdx))
        try context.put(traced)
        for _ in 0..<Patience.instructions where nest.memory.load(place, as: UInt32.self) == word { try step() }
        try keepContext()
        try prepareReturn(from: nest)
        try waiter.put(traced)
    }
}
