// The frame of every hook: whether this call is recorded, and what it records.
import CAgentABI
import CAgentPlatform
import CPythonABI

typealias ThreadLocal = UnsafeMutablePointer<heaptide_thread_local>
typealias Block = UnsafeMutableRawPointer

let busy = UInt64(HEAPTIDE_THREAD_BUSY.rawValue)
private let loading = UInt64(HEAPTIDE_THREAD_LOADING.rawValue)

/// Marks this thread as inside a hook, so that the allocator's own allocations are not counted twice. Nil: pass the
/// call through unrecorded (already inside a hook, or the agent is off).
@inline(__always)
func enter() -> ThreadLocal? {
    let local = heaptide_this_thread()!
    if local.pointee.flags == 0 && process.pointee.isReady != 0 {
        local.pointee.flags = busy
        return local
    }
    return enterSlowly(local)
}

@inline(__always)
func leave(_ local: ThreadLocal) { local.pointee.flags &= ~busy }

@inline(never)
private func enterSlowly(_ local: ThreadLocal) -> ThreadLocal? {
    if local.pointee.flags & busy != 0 || mode == Mode.off { return nil }
    let savedErrno = heaptide_errno()
    defer { heaptide_set_errno(savedErrno) }
    local.pointee.flags |= busy
    if local.pointee.flags & loading != 0 && !heaptide_is_inside_dlopen() { hookNewObjects() }
    if process.pointee.header == nil && !connectForkedChild() {
        local.pointee.flags &= ~busy
        return nil
    }
    if mode == Mode.starting { followStartUp() }
    return local
}

@inline(__always)
func recordAllocation(_ local: ThreadLocal, _ block: Block, _ size: Int, _ blockClass: heaptide_class) {
    guard let thread = thread(local) else { return }
    captureStack(thread)
    emit(
        word(HEAPTIDE_OP_ALLOCATE, bits(block), UInt64(blockClass.rawValue)),
        UInt64(size) & ((1 << 48) - 1) | (thread.pointee.number << 48))
}

@inline(__always)
func recordFree(_ local: ThreadLocal, _ block: Block) {
    guard let thread = thread(local) else { return }
    emit(word(HEAPTIDE_OP_FREE, bits(block)), thread.pointee.number << 48)
}

/// A record of an operation on `address` by this thread, after its stack where the operation allocates.
@inline(__always)
func recordOperation(
    _ local: ThreadLocal, _ operation: heaptide_operation, _ address: UInt64, _ size: Int,
    _ blockClass: heaptide_class, withStack: Bool
) {
    guard let thread = thread(local) else { return }
    if withStack { captureStack(thread) }
    emit(
        word(operation, address, UInt64(blockClass.rawValue)),
        UInt64(size) & ((1 << 48) - 1) | (thread.pointee.number << 48))
}

/// The shared body of the four allocating calls: ceiling, call, record.
@inline(__always)
func allocate(_ local: ThreadLocal, _ size: Int, _ blockClass: heaptide_class, _ call: () -> Block?) -> Block? {
    defer { leave(local) }
    if process.pointee.ceiling != 0 && !isAdmitted(local, size, blockClass) { return nil }
    let block = call()
    if let block {
        recordAllocation(local, block, size, blockClass)
    } else if process.pointee.ceiling != 0 {
        withdrawRequest(size)
    }
    return block
}

/// The shared body of reallocation: the old block leaves the live table before the call, so that nobody else can be
/// given its address in between, and comes back if the call fails.
@inline(__always)
func reallocate(
    _ local: ThreadLocal, _ old: Block?, _ size: Int, _ blockClass: heaptide_class, _ call: () -> Block?
) -> Block? {
    guard let old else { return allocate(local, size, blockClass, call) }
    defer { leave(local) }
    recordOperation(local, HEAPTIDE_OP_REALLOCATE, bits(old), 0, blockClass, withStack: false)
    // Asked after the old block is off the books: growing a block does not need room for both.
    if process.pointee.ceiling != 0 && !isAdmitted(local, size, blockClass) {
        recordOperation(local, HEAPTIDE_OP_REALLOCATE_FAILED, bits(old), 0, blockClass, withStack: false)
        // Until the recorder has the old block back on its books, the heap looks far below its ceiling.
        if let header = process.pointee.header { waitForConsumer(header) }
        return nil
    }
    let block = call()
    if let block {
        recordOperation(local, HEAPTIDE_OP_REALLOCATED, bits(block), size, blockClass, withStack: true)
    } else {
        if process.pointee.ceiling != 0 { withdrawRequest(size) }
        // realloc(p, 0) of libc frees and answers null.
        if size != 0 {
            recordOperation(local, HEAPTIDE_OP_REALLOCATE_FAILED, bits(old), 0, blockClass, withStack: false)
        }
    }
    return block
}
