// What the agent keeps of a thread: its number in the ring, and the Python stack as the recorder last saw it.
import CAgentABI
import CAgentPlatform

/// One interpreter frame as it was at the thread's last record. Root first in `ThreadState.frames`, where the entry before
/// the root is the frame that the root names as its caller: none.
struct CachedFrame {
    var frame: UInt64
    var instruction: UInt64
    /// What the frame names as its code, tag bits and all; 0 in an entry that was never filled in this epoch.
    var code: UInt64
    /// Address of the code's first instruction; 0 where offsets are not differences to it.
    var firstInstruction: UInt64
    /// The code's number in the ring, 0 for a shim. Belongs to `code`, and outlives the frame: the next frame at this
    /// depth is often of the same function.
    var number: UInt64
}

struct ThreadState {
    /// The ring that this thread is registered with.
    var ring: UnsafeMutablePointer<heaptide_ring_header>?
    /// The innermost of `frames`; the entry before the first of them if the stack is empty.
    var top: UnsafeMutablePointer<CachedFrame>
    /// Place in the ring's records; 0 = no number was free: recorded without stacks.
    var number: UInt64
    var epoch: UInt64
    var generation: UInt64
    /// pthread_self() of this thread: what a Python thread state calls its thread id.
    var identity: UInt64
    /// The Python thread state that was this thread's at the last look; `unknownThread` before.
    var pythonThread: UInt64
    var frames: UnsafeMutablePointer<CachedFrame>
    var capacity: Int
    /// Entries of `frames` that have been filled in this epoch.
    var used: Int
    /// 1 while this thread reads its frames without holding the GIL (Finalization.swift).
    var walksWithoutGIL: UInt64
    /// Captures since all frames of a deep stack were compared.
    var capturesSinceWhole: Int
    /// Bytes of the mapping that holds `frames` when it outgrew this page, 0 = it has not.
    var framesBytes: Int

    /// No address of a thread state, nor null.
    static let unknownThread: UInt64 = 1

    var count: Int {
        get { top - frames &+ 1 }
        set { top = frames + (newValue &- 1) }
    }
}

private let threadBytes = 16384
/// Deeper stacks are cut at the leaf: a stack overflow comes first.
let deepestStack = 1 << 22

/// This thread's state, registered with the ring; made at the first record. Never nil in practice: nil means that the
/// kernel had no page left, and the record is dropped with the agent switched off.
@inline(__always)
func thread(_ local: UnsafeMutablePointer<heaptide_thread_local>) -> UnsafeMutablePointer<ThreadState>? {
    if let known = local.pointee.thread {
        let state = known.assumingMemoryBound(to: ThreadState.self)
        if state.pointee.epoch == stackEpoch { return state }
    }
    return refreshThread(local)
}

@inline(never)
func refreshThread(_ local: UnsafeMutablePointer<heaptide_thread_local>) -> UnsafeMutablePointer<ThreadState>? {
    let savedErrno = heaptide_errno()
    defer { heaptide_set_errno(savedErrno) }
    let state: UnsafeMutablePointer<ThreadState>
    if let known = local.pointee.thread {
        state = known.assumingMemoryBound(to: ThreadState.self)
    } else {
        guard let made = makeThread() else {
            switchOff()
            return nil
        }
        state = made
        local.pointee.thread = UnsafeMutableRawPointer(made)
        pthread_setspecific(threadKey, made)
    }
    if state.pointee.generation != ringGeneration { register(state) }
    if state.pointee.count > 0 {
        state.pointee.count = 0
        emit(word(HEAPTIDE_OP_POP, 0), state.pointee.number << 48)
    }
    for index in 0..<state.pointee.used { state.pointee.frames[index].code = 0 }
    state.pointee.used = 0
    state.pointee.epoch = stackEpoch
    return state
}

private func makeThread() -> UnsafeMutablePointer<ThreadState>? {
    guard let page = mapPages(threadBytes) else { return nil }
    let state = page.assumingMemoryBound(to: ThreadState.self)
    let header = (MemoryLayout<ThreadState>.size + 63) & ~63
    state.pointee.frames = (page + header).assumingMemoryBound(to: CachedFrame.self) + 1
    state.pointee.count = 0
    state.pointee.pythonThread = ThreadState.unknownThread
    state.pointee.capacity = (threadBytes - header) / MemoryLayout<CachedFrame>.stride &- 1
    state.pointee.identity = UInt64(pthread_self())
    return state
}

/// Gives the thread a number of this ring and tells the recorder that the number is somebody new.
private func register(_ state: UnsafeMutablePointer<ThreadState>) {
    state.pointee.count = 0
    state.pointee.generation = ringGeneration
    state.pointee.ring = process.pointee.header
    state.pointee.number = takeThreadNumber()
    let nativeID = UInt64(bitPattern: Int64(syscallThreadID()))
    emit(word(HEAPTIDE_OP_THREAD, nativeID), state.pointee.number << 48)
}

private func syscallThreadID() -> Int { Int(gettid()) }

private func takeThreadNumber() -> UInt64 {
    let words = WipedRegion.base(WipedRegion.threadNumbersOffset).assumingMemoryBound(to: UInt64.self)
    for index in 0..<(Int(HEAPTIDE_THREAD_COUNT) / 64) {
        while true {
            // Number 0 is nobody's.
            let taken = heaptide_load_acquire(words + index) | (index == 0 ? 1 : 0)
            if taken == UInt64.max { break }
            let bit = UInt64((~taken).trailingZeroBitCount)
            if heaptide_fetch_or(words + index, 1 << bit) & (1 << bit) == 0 { return UInt64(index) &* 64 &+ bit }
        }
    }
    return 0
}

/// Frees what a thread leaves behind. Runs as a pthread key's destructor; a later destructor that allocates makes a
/// new state, and pthreads calls this again.
func threadEnded(_ pointer: UnsafeMutableRawPointer?) {
    guard let pointer else { return }
    let local = heaptide_this_thread()!
    local.pointee.flags |= UInt64(HEAPTIDE_THREAD_BUSY.rawValue)
    let state = pointer.assumingMemoryBound(to: ThreadState.self)
    if local.pointee.thread == pointer { local.pointee.thread = nil }
    let number = state.pointee.number
    if number != 0 && state.pointee.generation == ringGeneration && process.pointee.header != nil {
        let words = WipedRegion.base(WipedRegion.threadNumbersOffset).assumingMemoryBound(to: UInt64.self)
        _ = heaptide_fetch_and(words + Int(number / 64), ~(1 << (number % 64)))
    }
    unmapFrames(state)
    munmap(pointer, threadBytes)
    local.pointee.flags &= ~UInt64(HEAPTIDE_THREAD_BUSY.rawValue)
}

private func unmapFrames(_ state: UnsafeMutablePointer<ThreadState>) {
    if state.pointee.framesBytes > 0 { munmap(state.pointee.frames - 1, state.pointee.framesBytes) }
}

/// Makes room for at least `needed` frames. False if the kernel has no memory: the stack is then cut.
func growFrames(_ state: UnsafeMutablePointer<ThreadState>, _ needed: Int) -> Bool {
    if needed > deepestStack { return false }
    let capacity = max(needed, state.pointee.capacity &* 2)
    let size = ((capacity &+ 1) &* MemoryLayout<CachedFrame>.stride &+ pageSize &- 1) & ~(pageSize &- 1)
    guard let pages = mapPages(size) else { return false }
    let frames = pages.assumingMemoryBound(to: CachedFrame.self) + 1
    memcpy(frames, state.pointee.frames, state.pointee.used &* MemoryLayout<CachedFrame>.stride)
    let count = state.pointee.count
    unmapFrames(state)
    state.pointee.frames = frames
    state.pointee.count = count
    state.pointee.framesBytes = size
    state.pointee.capacity = size / MemoryLayout<CachedFrame>.stride &- 1
    return true
}
