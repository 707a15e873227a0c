// One call in a process, from the outside: how it is started, and what becomes of it.
import CAttach
import Glibc

/// What came of a call.
package struct CallOutcome: Equatable, Sendable {
    /// Who made the call in the process.
    package enum Caller: Equatable, Sendable {
        /// The interpreter's main thread, between two instructions of Python code.
        case mainThread
        /// A thread of its own that held the GIL: the main thread was asleep in a system call.
        case helperThread
    }

    /// What the function returned.
    package let result: Int32
    package let caller: Caller
    /// How long a thread of the process was held up in all, seconds.
    package let pauseSeconds: Double
    /// How long it took until the function had returned, seconds.
    package let seconds: Double
}

/// Gets one request called. To be used on a `TracerThread`.
///
/// A main thread that runs is stopped for a moment to queue a pending call, which the interpreter makes at its next safe
/// point. If the main thread sleeps in a system call, that would be when it wakes: then a thread that sleeps is borrowed
/// to start a helper thread, which takes the GIL and makes the call.
struct Attachment {
    let process: PythonProcess
    let request: CallRequest
    private let start = monotonicSeconds()
    private let limit: Double
    private var deadline: Double { start + limit }
    private var watch: ThreadWatch
    private var nest: Nest?
    private var pause = 0.0
    private var hasHelper = false
    /// Why there cannot be one.
    private var noHelper: AttachError?
    /// When a pending call was last queued, and how often.
    private var queuedAt: Double?
    private var queued = 0

    private enum Patience {
        /// How long a thread has not run before it counts as asleep for long.
        static let settled = 0.2
        /// How long a pending call may wait before somebody else is looked for.
        static let pending = 0.3
        static let look = 0.02
        static let startHelper = 2.0
    }

    init(_ process: PythonProcess, _ request: CallRequest, limit: Double) {
        (self.process, self.request, self.limit) = (process, request, limit)
        watch = ThreadWatch(process)
    }

    mutating func perform() throws(AttachError) -> CallOutcome {
        nest = Nest.find(process)
        if let nest, !nest.fill(request, process) { throw gone }
        defer { _ = nest?.set(HEAPTIDE_NEST_OWNER, isAbandoned ? -1 : 0) }
        if let sleeper = watchMain() { hasHelper = try startHelper(sleeper) }
        while !hasHelper, queuedAt == nil {
            try queue()
            if queuedAt != nil { break }
            if monotonicSeconds() > deadline { throw lateForQueue }
            sleep(seconds: 1e-3)
        }
        return try waitForIt()
    }

    private var gone: AttachError {
        AttachError(.gone, "process \(process.pid) has ended meanwhile, or executed another program")
    }
    private var lateForQueue: AttachError {
        timedOut("its list of pending calls was full; nothing was called: try again")
    }
    /// Whether a borrowed thread had to be taken back in the middle of something.
    private var isAbandoned = false

    private func timedOut(_ what: String) -> AttachError {
        AttachError(.timedOut, "process \(process.pid): the time (\(limit) s) is up; \(what)")
    }

    /// Waits until the main thread has moved, or has slept long enough to be taken for asleep: then that is the answer.
    private mutating func watchMain() -> Int32? {
        watch.lookAtMain()
        let begin = watch.mainAsleepSince
        while begin != nil, watch.mainAsleepSince == begin, monotonicSeconds() < deadline {
            if let main = watch.settled(Patience.settled) { return main }
            sleep(seconds: Patience.look)
            watch.lookAtMain()
        }
        return nil
    }

    // MARK: A pending call

    /// Queues the pending call. Does nothing if the list is full.
    private mutating func queue() throws(AttachError) {
        let begin = monotonicSeconds()
        guard let borrowed = try borrow(process.pid, limit: deadline - begin) else { return }
        defer {
            borrowed.giveBack()
            pause += monotonicSeconds() - begin
        }
        let nest = try makeNest(borrowed)
        guard nest.count(1) else { throw gone }
        try borrowed.enter(nest, HEAPTIDE_NEST_QUEUE)
        switch try borrowed.finishQueueing(nest) {
        case 0: (queuedAt, queued) = (monotonicSeconds(), queued + 1)
        case nil:
            isAbandoned = true
            throw timedOut("its list of pending calls is locked; nothing was called: try again")
        default: _ = nest.count(-1)
        }
    }

    // MARK: A helper thread

    /// Borrows a sleeping thread to start a helper. False if it is not asleep any more.
    private mutating func startHelper(_ thread: Int32) throws(AttachError) -> Bool {
        let begin = monotonicSeconds()
        guard let borrowed = try borrow(thread, limit: deadline - begin) else { return false }
        defer {
            borrowed.giveBack()
            pause += monotonicSeconds() - begin
        }
        guard let call = borrowed.context.interruptedCall, SystemCalls.patient.contains(call),
            !isInLoader(borrowed.context.registers.rip)
        else { return false }
        let nest = try makeNest(borrowed)
        guard nest.count(1) else { throw gone }
        try borrowed.enter(nest, HEAPTIDE_NEST_START_HELPER)
        switch try borrowed.finish(nest, monotonicSeconds() + Patience.startHelper) {
        case 0: return true
        case nil:
            isAbandoned = true
            throw timedOut(
                "it could not start a thread (a lock of its allocator is held); nothing was called: try again")
        case .some(let error):
            _ = nest.count(-1)
            noHelper = AttachError(
                .notAllowed,
                "process \(process.pid) cannot start a thread (\(String(cString: strerror(Int32(error))))): raise its limit"
            )
            return false
        }
    }

    /// Whether the dynamic loader itself is what sleeps.
    private func isInLoader(_ address: UInt64) -> Bool {
        MemoryMap(process.files)?.mapping(of: address)?.fileName.hasPrefix("ld-") ?? true
    }

    // MARK: What both need

    /// Stops a thread and borrows it; nil if this is no moment for it.
    private func borrow(_ thread: Int32, limit: Double) throws(AttachError) -> BorrowedThread? {
        let traced = try TracedThread(process: process.pid, thread: thread)
        guard try traced.interrupt(limit: limit) else {
            throw timedOut("thread \(thread) is in a system call that cannot be interrupted; nothing has changed")
        }
        do throws(AttachError) {
            guard process.files.startTime() == process.startTime, process.isSameProgram else { throw gone }
            try process.interpreter.checkRunning(process.files, process.memory)
            if traced.isInRestartableSequence(process.memory) {
                traced.detach()
                return nil
            }
            return try BorrowedThread(traced, process.loader)
        } catch {
            traced.detach()
            throw error
        }
    }

    /// The nest, built if there was none.
    private mutating func makeNest(_ thread: BorrowedThread) throws(AttachError) -> Nest {
        if let nest { return nest }
        let built = try Nest.build(thread, process)
        nest = built
        guard built.fill(request, process) else { throw gone }
        return built
    }

    // MARK: Waiting for it

    /// Waits for the call to end; gets a helper, or queues again, if it does not begin.
    private mutating func waitForIt() throws(AttachError) -> CallOutcome {
        var looked = 0.0
        while true {
            if let outcome = try outcome() { return outcome }
            let now = monotonicSeconds()
            if now > deadline { return try cancel() }
            if !hasHelper, nest?.word(HEAPTIDE_NEST_CLAIM) == 0, now - looked > Patience.look {
                looked = now
                try pushOn(now)
            }
            let waited = now - (queuedAt ?? start)
            sleep(seconds: waited < 0.02 ? 100e-6 : waited < 2 ? 1e-3 : 5e-3)
        }
    }

    /// The pending call has not begun. A main thread that sleeps gets a helper's help; for one that runs the call is
    /// queued again from time to time: the interpreter may have overwritten its own note that there is one.
    private mutating func pushOn(_ now: Double) throws(AttachError) {
        watch.look()
        guard let queuedAt, now - queuedAt > Patience.pending else { return }
        if noHelper == nil, let sleeper = watch.settled(Patience.settled) {
            hasHelper = try startHelper(sleeper)
        } else if queued < 4, now - queuedAt > Double(1 << queued), watch.mainAsleepSince == nil {
            try queue()
        }
    }

    /// What came of it; nil if nothing has yet.
    private func outcome() throws(AttachError) -> CallOutcome? {
        guard let nest, let stage = nest.word(HEAPTIDE_NEST_STAGE) else { throw gone }
        switch stage {
        case HEAPTIDE_STAGE_DONE:
            guard let result = nest.word(HEAPTIDE_NEST_RESULT), let claim = nest.word(HEAPTIDE_NEST_CLAIM) else {
                throw gone
            }
            return CallOutcome(
                result: result, caller: claim == 1 ? .mainThread : .helperThread, pauseSeconds: pause,
                seconds: monotonicSeconds() - start)
        case HEAPTIDE_STAGE_NO_LIBRARY, HEAPTIDE_STAGE_NO_SYMBOL:
            throw AttachError(.library, "process \(process.pid) cannot load it: \(nest.loaderError)")
        default: return nil
        }
    }

    /// The time is up. The process reads this before it calls; if it is calling already, it is given a moment.
    private func cancel() throws(AttachError) -> CallOutcome {
        guard let nest, nest.set(HEAPTIDE_NEST_CANCEL, 1), let claim = nest.word(HEAPTIDE_NEST_CLAIM) else {
            throw gone
        }
        if claim == 0, let noHelper { throw noHelper }
        if claim == 0 {
            throw timedOut("\(watch.mainInWords) and has not come back to Python code; nothing was called: try again")
        }
        for _ in 0..<200 {
            if let outcome = try outcome() { return outcome }
            if nest.word(HEAPTIDE_NEST_STAGE) == HEAPTIDE_STAGE_CANCELLED { break }
            sleep(seconds: 1e-3)
        }
        switch nest.word(HEAPTIDE_NEST_STAGE) {
        case HEAPTIDE_STAGE_CALLING: throw timedOut("the function has been called and is still running")
        case HEAPTIDE_STAGE_LOCKING:
            throw timedOut("its GIL is held (\(watch.mainInWords)); nothing will be called: try again")
        default: throw timedOut("the library was not loaded in time; nothing will be called: try again")
        }
    }
}
