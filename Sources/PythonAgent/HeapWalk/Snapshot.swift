// The moment of a snapshot: at a safe point, with the GIL held, the process is cloned; the program goes on, and the
// clone walks the heap and sends it.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// Entry point for whoever has loaded the agent: "PATH OPTIONS". To be called with the GIL held, outside of any
/// allocation. Answers 0 or less if a clone walks and sends: for how many microseconds the program stood still, negated;
/// else a `heaptide_heap_answer`.
@c(heaptide_snapshot)
public func takeSnapshot(_ argument: UnsafePointer<CChar>?) -> Int32 {
    guard let argument else { return Int32(HEAPTIDE_HEAP_NO_SOCKET.rawValue) }
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
    if mode == Mode.recording && process.pointee.isReady != 0 {
        recordOperation(local, HEAPTIDE_OP_SNAPSHOT, 0, 0, HEAPTIDE_CLASS_OBJECT, withStack: false)
    }
    let answer = start(argument)
    if answer != HEAPTIDE_HEAP_STARTED { return Int32(bitPattern: answer.rawValue) }
    return -Int32(truncatingIfNeeded: min((heaptide_nanoseconds() &- begun) / 1000, 1 << 30))
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

private func start(_ argument: UnsafePointer<CChar>) -> heaptide_heap_answer {
    guard let path = mapPages(pageSize)?.assumingMemoryBound(to: CChar.self) else { return HEAPTIDE_HEAP_NO_FORK }
    defer { munmap(path, pageSize) }
    var length = 0
    while argument[length] != 0 && argument[length] != 32 && length < 107 {
        path[length] = argument[length]
        length &+= 1
    }
    let options = argument[length] == 32 ? strtoul(argument + length + 1, nil, 10) : 0
    HeapWalk.sendsValues = options & UInt(HEAPTIDE_HEAP_VALUES.rawValue) != 0
    HeapWalk.hashSeed = heaptide_random_word()
    HeapWalk.programPid = getpid()
    let image = heaptide_image_of(UnsafeRawPointer(bitPattern: UInt(HeapWalk.coreTypes.type)))
    HeapWalk.setImage(start: image.start, end: image.end)
    let socket = heaptide_connect(path)
    if socket < 0 { return HEAPTIDE_HEAP_NO_SOCKET }
    let child = heaptide_clone_quietly()
    if child == 0 { walkInChild(socket) }
    close(socket)
    if child < 0 { return HEAPTIDE_HEAP_NO_FORK }
    heaptide_reap_later(child)
    return HEAPTIDE_HEAP_STARTED
}

private let noMemoryExit: Int32 = 2
private let brokenHeapExit: Int32 = 4
private let mostFaults = 1000

nonisolated(unsafe) private var cursor = CollectorCursor()
nonisolated(unsafe) private var phase = 0
nonisolated(unsafe) private var faults = 0

/// The clone's whole life.
private func walkInChild(_ socket: Int32) -> Never {
    mode = Mode.off
    heaptide_isolate_child(socket)
    let started = heaptide_nanoseconds()
    guard HeapWalk.prepare(), HeapStream.prepare(0) else { _exit(noMemoryExit) }
    HeapStream.start(values: HeapWalk.sendsValues)
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
