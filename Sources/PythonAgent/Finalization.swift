// The moment when the interpreter begins to tear itself down. What is live then is what the program kept; what is freed
// after it is only cleaning up. The interpreter has no hook for it, so the free hook looks at the word that says it.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// `_PyRuntime._finalizing`: the finalizing thread state, null before. A word that stays 0 where its place is not known.
nonisolated(unsafe) var finalizingThread: UnsafePointer<UInt64>! = nil
nonisolated(unsafe) private var never: UInt64 = 0

/// Until the interpreter runs there is nothing to watch.
func prepareFinalization() {
    withUnsafePointer(to: &never) { finalizingThread = UnsafeRawPointer($0).assumingMemoryBound(to: UInt64.self) }
}

/// Finds the word; called while the interpreter runs, when it must be 0.
func watchFinalization() {
    guard let runtime = heaptide_symbol(cString("_PyRuntime")) else { return }
    let base = bits(runtime)
    var offset: UInt64
    switch layout.minor {
    case 9, 10: offset = 16
    case 11, 12: offset = 24
    default:
        // From 3.13 the runtime begins with a table of its own offsets, behind this cookie.
        guard load(base, 0) == 0x7970_6775_6265_6478 else { return }
        offset = load(base, 32)
        if offset == 0 || offset > 1 << 16 { return }
    }
    if load(base, UInt32(offset)) == 0 { finalizingThread = UnsafePointer(bitPattern: UInt(base &+ offset)) }
}

@inline(never)
func noteFinalizing(_ local: ThreadLocal) {
    if process.pointee.isFinalizingNoted != 0 || python.is_finalizing() == 0 { return }
    process.pointee.isFinalizingNoted = 1
    recordOperation(local, HEAPTIDE_OP_FINALIZING, 0, 0, HEAPTIDE_CLASS_OBJECT, withStack: false)
}

// MARK: Threads without the GIL

// A thread that has released the GIL may still allocate, and its frames are its own: until the interpreter tears itself
// down, and frees the thread states and frames of threads that it has left behind. So such a walk announces itself, and
// does not begin once finalization has; the finalizing thread frees nothing that a walk could read while one goes on.

/// False: the interpreter is going, and frames must not be read.
func beginWalkWithoutGIL(_ state: UnsafeMutablePointer<ThreadState>) -> Bool {
    _ = heaptide_fetch_add_ordered(WipedRegion.word(WipedRegion.walkersOffset), 1)
    state.pointee.walksWithoutGIL = 1
    return python.is_finalizing() == 0
}

@inline(never)
func endWalkWithoutGIL(_ state: UnsafeMutablePointer<ThreadState>) {
    state.pointee.walksWithoutGIL = 0
    _ = heaptide_fetch_add_ordered(WipedRegion.word(WipedRegion.walkersOffset), UInt64.max)
}

/// Called before a raw block or an arena is freed. Waits for walks only while the interpreter tears itself down.
@inline(__always)
func awaitWalkers() {
    if finalizingThread.pointee != 0 { awaitWalkersSlowly() }
}

@inline(never)
private func awaitWalkersSlowly() {
    var rounds = 0
    while heaptide_load_acquire(WipedRegion.word(WipedRegion.walkersOffset)) != 0 && rounds < 100_000 {
        pauseBriefly(rounds)
        rounds &+= 1
    }
}
