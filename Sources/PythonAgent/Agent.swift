// The agent's life: loaded before the program's first instruction, asleep unless the program is a Python that a
// recorder waits for; hooks first, stacks as soon as the interpreter runs and its layout is checked.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// So that a recorder, or a person with nm, can tell what was loaded.
@c(heaptide_agent_version)
public func agentVersion() -> UInt32 { UInt32(HEAPTIDE_ABI_VERSION) }

@section(".init_array") @used
let constructor: @convention(c) () -> Void = { startAgent() }

@section(".fini_array") @used
let destructor: @convention(c) () -> Void = { endAgent() }

private func startAgent() {
    guard findPython(), let path = getenv(cString("HEAPTIDE_SOCKET")) else { return }
    let savedErrno = heaptide_errno()
    defer { heaptide_set_errno(savedErrno) }
    guard keepSocketPath(path), makeProcessState(), pthread_key_create(&threadKey, threadEnded) == 0 else { return }
    singleThreaded = UnsafePointer(
        heaptide_symbol(cString("__libc_single_threaded"))?.assumingMemoryBound(to: CChar.self))
    if singleThreaded == nil { useMultiThreadedFallback() }
    var hello = heaptide_hello()
    hello.refusal = inspectPython(&hello).rawValue
    let verdict = connect(&hello)
    if verdict == HEAPTIDE_VERDICT_END { _exit(2) }
    guard verdict == HEAPTIDE_VERDICT_RECORD, hello.refusal == 0 else { return }
    prepareFinalization()
    watchExit()
    mode = Mode.starting
    hookPythonArenas()
    hookPythonAllocators()
    if getenv(cString("HEAPTIDE_NATIVE")) == nil { _ = hookNativeAllocators() }
}

private func useMultiThreadedFallback() {
    withUnsafePointer(to: &multiThreadedFallback) {
        singleThreaded = UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)
    }
}

/// The environment may change under the program's hands; a child still has to find the recorder.
private func keepSocketPath(_ path: UnsafePointer<CChar>) -> Bool {
    guard let page = mapPages(pageSize), strlen(path) < 100 else { return false }
    socketPath = page.assumingMemoryBound(to: CChar.self)
    strcpy(socketPath, path)
    return true
}

/// Called by every hook until the interpreter runs: follows what it does to its allocators, and asks it to call back
/// at a safe point once it can.
func followStartUp() {
    hookPythonAllocators()
    guard process.pointee.pendingCallAdded == 0, python.is_initialized() != 0 else { return }
    process.pointee.pendingCallAdded = 1
    if python.add_pending_call(interpreterReady, nil) != 0 { process.pointee.pendingCallAdded = 0 }
}

/// A pending call: the GIL is held, and no allocator is at work.
@c(heaptide_interpreter_ready)
func interpreterReady(_ argument: UnsafeMutableRawPointer?) -> Int32 {
    guard mode == Mode.starting, process.pointee.header != nil else { return 0 }
    if python.current_frame() == nil {
        // No Python on the stack (`python -S` that reads its program from a pipe): nothing to compare yet, ask again.
        process.pointee.pendingCallAdded = 0
        return 0
    }
    let refusal = checkLayout()
    let local = heaptide_this_thread()!
    local.pointee.flags |= busy
    defer { leave(local) }
    if refusal == HEAPTIDE_REFUSAL_NONE {
        watchFinalization()
        emit(word(HEAPTIDE_OP_READY, 0), 0)
        waitForCeilingVerdict()
        mode = Mode.recording
        process.pointee.isReady = 1
        updateQuickEpoch()
        if snapshotWish & HEAPTIDE_SNAPSHOT_AT_EXIT.rawValue != 0 { sendHeapAtExit() }
    } else {
        refuse(refusal)
    }
    return 0
}

/// Tells the recorder that this interpreter cannot be recorded, and waits for its word: go on unrecorded, or end.
private func refuse(_ refusal: heaptide_refusal) {
    emit(word(HEAPTIDE_OP_REFUSED, UInt64(refusal.rawValue)), 0)
    let header = process.pointee.header!
    var rounds = 0
    while !isAbandoned(header) && rounds < 100_000 {
        pauseBriefly(rounds)
        rounds &+= 1
    }
    if header.pointee.state == HEAPTIDE_RING_END_PROGRAM.rawValue { _exit(2) }
    switchOff()
}

/// The process ends in an orderly way: the kernel's own figure for the peak of the resident set, while it exists.
private func endAgent() {
    guard mode != Mode.off, process != nil, process.pointee.header != nil else { return }
    let local = heaptide_this_thread()!
    local.pointee.flags |= busy
    emit(word(HEAPTIDE_OP_EXIT, 0), statusBytes(cString("VmHWM:")) & ((1 << 48) - 1))
    leave(local)
}

/// A line of /proc/self/status that counts kilobytes, in bytes; 0 if it cannot be read.
func statusBytes(_ name: UnsafePointer<CChar>) -> UInt64 {
    let file = heaptide_open_status()
    guard file >= 0, let page = mapPages(pageSize) else { return 0 }
    defer {
        close(file)
        munmap(page, pageSize)
    }
    guard read(file, page, pageSize - 1) > 0 else { return 0 }
    let text = page.assumingMemoryBound(to: CChar.self)
    guard let found = strstr(text, name) else { return 0 }
    return UInt64(strtoul(found + 6, nil, 10)) << 10
}
