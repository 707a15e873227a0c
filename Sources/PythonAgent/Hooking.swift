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
func enter() -> ThreadLocal? { enter(heaptide_this_thread()!) }

@inline(__always)
private func enter(_ local: ThreadLocal) -> ThreadLocal? {
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

/// This thread's state, if there is nothing to be asked before a record: the thread is in no hook, known to the ring,
/// its stack of this epoch, and there is no ceiling.
@inline(__always)
private func quickThread(_ local: ThreadLocal) -> UnsafeMutablePointer<ThreadState>? {
    guard local.pointee.flags == 0, let known = local.pointee.thread else { return nil }
    let state = known.assumingMemoryBound(to: ThreadState.self)
    let isQuick = process.unsafelyUnwrapped.pointee.quickEpoch == state.pointee.epoch
    return isQuick && finalizingThread.unsafelyUnwrapped.pointee == 0 ? state : nil
}

/// A new block and the stack that it is due to; `operationAt` is the operation that tells of the leaf as well.
@inline(__always)
private func recordBlockQuickly(
    _ thread: UnsafeMutablePointer<ThreadState>, _ operation: heaptide_operation, _ operationAt: heaptide_operation,
    _ block: Block, _ size: Int, _ blockClass: heaptide_class
) {
    let leaf = captureStackQuickly(thread)
    if UInt64(bitPattern: Int64(size)) > Leaf.largestSize {
        if leaf != Leaf.told { tellLeaf(thread, leaf) }
        return tellBlock(thread, operation, block, size, blockClass)
    }
    let isTold = leaf == Leaf.told
    let word0 =
        isTold
        ? word(operation, 0, UInt64(blockClass.rawValue))
        : word(operationAt, 0, UInt64(blockClass.rawValue)) | Leaf.steps(leaf)
    let offset = isTold ? 0 : Leaf.offset(leaf) << 24
    emitQuickly(thread, word0 | bits(block), UInt64(size) | offset | (thread.pointee.number << 48))
}

@inline(never)
private func tellBlock(
    _ thread: UnsafeMutablePointer<ThreadState>, _ operation: heaptide_operation, _ block: Block, _ size: Int,
    _ blockClass: heaptide_class
) {
    emit(
        word(operation, bits(block), UInt64(blockClass.rawValue)),
        UInt64(size) & ((1 << 48) - 1) | (thread.pointee.number << 48))
}

@inline(__always)
private func recordBlock(
    _ local: ThreadLocal, _ operation: heaptide_operation, _ block: Block, _ size: Int, _ blockClass: heaptide_class
) {
    guard let thread = thread(local) else { return }
    let leaf = captureStack(thread)
    if leaf != Leaf.told { tellLeaf(thread, leaf) }
    tellBlock(thread, operation, block, size, blockClass)
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
    if withStack {
        let leaf = captureStack(thread)
        if leaf != Leaf.told { tellLeaf(thread, leaf) }
    }
    emit(
        word(operation, address, UInt64(blockClass.rawValue)),
        UInt64(size) & ((1 << 48) - 1) | (thread.pointee.number << 48))
}

/// The shared body of the allocating calls: ceiling, call, record.
@inline(__always)
func allocate(_ size: Int, _ blockClass: heaptide_class, _ call: () -> Block?) -> Block? {
    let local = heaptide_this_thread()!
    guard let thread = quickThread(local) else { return allocateSlowly(local, size, blockClass, call) }
    local.pointee.flags = busy
    let block = call()
    if let block {
        recordBlockQuickly(thread, HEAPTIDE_OP_ALLOCATE, HEAPTIDE_OP_ALLOCATE_AT, block, size, blockClass)
    }
    leave(local)
    return block
}

@inline(never)
private func allocateSlowly(
    _ local: ThreadLocal, _ size: Int, _ blockClass: heaptide_class, _ call: () -> Block?
) -> Block? {
    guard let local = enter(local) else { return call() }
    defer { leave(local) }
    return allocateInside(local, size, blockClass, call)
}

@inline(__always)
private func allocateInside(
    _ local: ThreadLocal, _ size: Int, _ blockClass: heaptide_class, _ call: () -> Block?
) -> Block? {
    if process.pointee.ceiling != 0 && !isAdmitted(local, size, blockClass) { return nil }
    let block = call()
    if let block {
        recordBlock(local, HEAPTIDE_OP_ALLOCATE, block, size, blockClass)
    } else if process.pointee.ceiling != 0 {
        withdrawRequest(size)
    }
    return block
}

/// The shared body of reallocation: the old block leaves the live table before the call, so that nobody else can be
/// given its address in between, and comes back if the call fails.
@inline(__always)
func reallocate(_ old: Block?, _ size: Int, _ blockClass: heaptide_class, _ call: () -> Block?) -> Block? {
    let local = heaptide_this_thread()!
    guard let old, let thread = quickThread(local) else { return reallocateSlowly(local, old, size, blockClass, call) }
    local.pointee.flags = busy
    emitQuickly(thread, word(HEAPTIDE_OP_REALLOCATE, 0) | bits(old), thread.pointee.number << 48)
    let block = call()
    if let block {
        recordBlockQuickly(thread, HEAPTIDE_OP_REALLOCATED, HEAPTIDE_OP_REALLOCATED_AT, block, size, blockClass)
    } else if size != 0 {
        recordOperation(local, HEAPTIDE_OP_REALLOCATE_FAILED, bits(old), 0, blockClass, withStack: false)
    }
    leave(local)
    return block
}

@inline(never)
private func reallocateSlowly(
    _ local: ThreadLocal, _ old: Block?, _ size: Int, _ blockClass: heaptide_class, _ call: () -> Block?
) -> Block? {
    guard let local = enter(local) else { return call() }
    defer { leave(local) }
    guard let old else { return allocateInside(local, size, blockClass, call) }
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
        recordBlock(local, HEAPTIDE_OP_REALLOCATED, block, size, blockClass)
    } else {
        if process.pointee.ceiling != 0 { withdrawRequest(size) }
        // realloc(p, 0) of libc frees and answers null.
        if size != 0 {
            recordOperation(local, HEAPTIDE_OP_REALLOCATE_FAILED, bits(old), 0, blockClass, withStack: false)
        }
    }
    return block
}

/// The shared body of the freeing calls; `freesObjects` where what is freed may be a code object.
@inline(__always)
func release(_ block: Block?, freesObjects: Bool, _ call: () -> Void) {
    let local = heaptide_this_thread()!
    guard let block, let thread = quickThread(local), !(freesObjects && isCode(block)) else {
        return releaseSlowly(local, block, freesObjects: freesObjects, call)
    }
    local.pointee.flags = busy
    emitQuickly(thread, word(HEAPTIDE_OP_FREE, 0) | bits(block), thread.pointee.number << 48)
    call()
    leave(local)
}

@inline(never)
private func releaseSlowly(_ local: ThreadLocal, _ block: Block?, freesObjects: Bool, _ call: () -> Void) {
    guard let block, let local = enter(local) else { return call() }
    if freesObjects {
        // A code object that dies leaves its address to another one: what is known of it must not outlive it.
        if isCode(block) { CodeTable.forget(bits(block)) }
        if finalizingThread.pointee != 0 { noteFinalizing(local) }
    } else {
        awaitWalkers()
    }
    recordFree(local, block)
    call()
    leave(local)
}

@inline(__always)
private func isCode(_ block: Block) -> Bool {
    load(bits(block), UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == bits(python.code_type.unsafelyUnwrapped)
}
