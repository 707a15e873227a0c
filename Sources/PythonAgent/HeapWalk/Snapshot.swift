// The moment of a snapshot: at a safe point, with the GIL held, the process is cloned; the program goes on, and the
// clone walks the heap and sends it.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// Entry point for whoever has loaded the agent: "SOCKET OPTIONS" or "SOCKET OPTIONS PATH". To be called with the GIL held,
/// outside of any allocation. Answers 0 or less if a clone walks and sends: for how many microseconds the program stood
/// still, negated; else a `heaptide_heap_answer`.
@c(heaptide_walk)
public func takeSnapshot(_ argument: UnsafePointer<CChar>?) -> Int32 {
    guard let argument, let order = SnapshotOrder.of(argument) else { return Int32(HEAPTIDE_HEAP_NO_SOCKET.rawValue) }
    defer { order.release() }
    return sendHeap(order, leavesClone: false)
}

/// Numbers the walks of a process, so that the recorder finds what it knew at the moment of each.
nonisolated(unsafe) private var lastSerial: UInt32 = 0
private let noWalk = (1 << 48) - 1

/// The same for an order. With `leavesClone` no thread is started that waits for the clone.
func sendHeap(_ order: borrowing SnapshotOrder, leavesClone: Bool) -> Int32 {
    let local = heaptide_this_thread()!
    let wasBusy = local.pointee.flags & busy
    local.pointee.flags |= busy
    let savedErrno = heaptide_errno()
    let begun = heaptide_nanoseconds()
    defer {
        heaptide_set_errno(savedErrno)
        if wasBusy == 0 { leave(local) }
    }
    let refusal = prepareForSnapshot()
    if refusal != HEAPTIDE_REFUSAL_NONE {
        return Int32(HEAPTIDE_HEAP_UNSUPPORTED.rawValue) + Int32(bitPattern: refusal.rawValue)
    }
    if isAnyCollecting() { return Int32(HEAPTIDE_HEAP_BUSY.rawValue) }
    lastSerial &+= 1
    let socket = heaptide_connect(order.socket)
    if socket < 0 { return Int32(HEAPTIDE_HEAP_NO_SOCKET.rawValue) }
    note(local, HEAPTIDE_OP_SNAPSHOT, 0)
    let child = start(order, socket)
    close(socket)
    let pause = Int((heaptide_nanoseconds() &- begun) / 1000)
    note(local, HEAPTIDE_OP_SNAPSHOT_PAUSE, child < 0 ? noWalk : pause)
    if child < 0 { return Int32(HEAPTIDE_HEAP_NO_FORK.rawValue) }
    if leavesClone { keepClone(child) } else { heaptide_reap_later(child) }
    return -Int32(truncatingIfNeeded: min(pause, 1 << 30))
}

/// Tells the recorder, if there is one.
private func note(_ local: ThreadLocal, _ operation: heaptide_operation, _ size: Int) {
    guard mode == Mode.recording, process.pointee.isReady != 0 else { return }
    recordOperation(local, operation, UInt64(lastSerial), size, HEAPTIDE_CLASS_OBJECT, withStack: false)
}

/// An agent that was loaded late has not looked at the interpreter yet.
private func prepareForSnapshot() -> heaptide_refusal {
    if layout.minor == 0 {
        var hello = heaptide_hello()
        let refusal = inspectPython(&hello)
        if refusal != HEAPTIDE_REFUSAL_NONE { return refusal }
    }
    if mode == Mode.off && python.current_frame() != nil {
        let refusal = checkLayout()
        if refusal != HEAPTIDE_REFUSAL_NONE { return refusal }
    }
    return checkHeapLayout()
}

private func isAnyCollecting() -> Bool {
    var interpreter = HeapRoots.firstInterpreter
    while interpreter != 0 {
        if Collector(interpreter: interpreter).isCollecting { return true }
        interpreter = load(interpreter, HeapWalk.layout.interpreter_next)
    }
    return false
}

/// Clones the process; the clone walks and sends. Returns the clone, negative if the kernel refuses one.
private func start(_ order: borrowing SnapshotOrder, _ socket: Int32) -> Int32 {
    HeapWalk.sendsValues = order.sendsValues
    HeapWalk.hashSeed = heaptide_random_word()
    HeapWalk.programPid = getpid()
    let image = heaptide_image_of(UnsafeRawPointer(bitPattern: UInt(HeapWalk.coreTypes.type)))
    HeapWalk.setImage(start: image.start, end: image.end)
    let child = heaptide_clone_quietly()
    if child == 0 { walkInChild(order, socket) }
    return child
}

private let noMemoryExit: Int32 = 2
private let brokenHeapExit: Int32 = 4
private let mostFaults = 1000

nonisolated(unsafe) private var cursor = CollectorCursor()
nonisolated(unsafe) private var phase = 0
nonisolated(unsafe) private var faults = 0

/// The clone's whole life.
private func walkInChild(_ order: borrowing SnapshotOrder, _ socket: Int32) -> Never {
    mode = Mode.off
    heaptide_isolate_child(socket)
    let started = heaptide_nanoseconds()
    guard HeapWalk.prepare(), HeapStream.prepare(0) else { _exit(noMemoryExit) }
    HeapStream.start(order, serial: lastSerial)
    phase = 0
    faults = 0
    heaptide_run_guarded({ walkPhases() }, { afterFault() })
    HeapStream.end(nanoseconds: heaptide_nanoseconds() &- started)
    _exit(0)
}

/// Goes on where it was, after a fault too.
private func walkPhases() {
    if phase == 0 {
        phase = 1
        HeapRoots.walk()
    }
    if phase == 1 {
        cursor = CollectorCursor.first()
        phase = 2
    }
    HeapWalk.drainPending()
    while phase == 2 {
        let object = cursor.next()
        if object == 0 { phase = 3 } else { HeapWalk.walk(object) }
        HeapWalk.drainPending()
    }
}

/// A type's own code, or what a table says of its objects, has led to memory that is not there.
private func afterFault() {
    faults &+= 1
    if faults > mostFaults || HeapWalk.current == 0 { _exit(brokenHeapExit) }
    HeapWalk.abandonCurrent()
}
