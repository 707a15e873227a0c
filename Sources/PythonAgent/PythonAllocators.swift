// CPython's three allocator domains. The hooks ignore the context argument and call saved originals, so that another
// thread which reads the allocator struct while it is replaced sees a working pair whatever half of it is new.
// C function pointers carry no domain, so each domain has its own four; what they do is in Hooking.swift.
import CAgentABI
import CAgentPlatform
import CPythonABI

nonisolated(unsafe) var rawOriginal = heaptide_py_allocator()
nonisolated(unsafe) var memOriginal = heaptide_py_allocator()
nonisolated(unsafe) var objOriginal = heaptide_py_allocator()

/// Wraps whatever allocators CPython uses now. Called again while the interpreter starts, because PYTHONMALLOC replaces
/// them after the agent was loaded.
func hookPythonAllocators() {
    hook(HEAPTIDE_PY_RAW, &rawOriginal, rawMalloc, rawCalloc, rawRealloc, rawFree)
    hook(HEAPTIDE_PY_MEM, &memOriginal, memMalloc, memCalloc, memRealloc, memFree)
    hook(HEAPTIDE_PY_OBJ, &objOriginal, objMalloc, objCalloc, objRealloc, objFree)
}

private func hook(
    _ domain: heaptide_py_domain, _ original: inout heaptide_py_allocator,
    _ malloc: @escaping @convention(c) (Block?, Int) -> Block?,
    _ calloc: @escaping @convention(c) (Block?, Int, Int) -> Block?,
    _ realloc: @escaping @convention(c) (Block?, Block?, Int) -> Block?,
    _ free: @escaping @convention(c) (Block?, Block?) -> Void
) {
    var current = heaptide_py_allocator()
    python.get_allocator(Int32(domain.rawValue), &current)
    if unsafeBitCast(current.malloc, to: UInt.self) == unsafeBitCast(malloc, to: UInt.self) { return }
    original = current
    var ours = heaptide_py_allocator(context: nil, malloc: malloc, calloc: calloc, realloc: realloc, free: free)
    python.set_allocator(Int32(domain.rawValue), &ours)
}

@c(heaptide_raw_malloc)
func rawMalloc(_ context: Block?, _ size: Int) -> Block? {
    guard let local = enter() else { return rawOriginal.malloc(rawOriginal.context, size) }
    return allocate(local, size, HEAPTIDE_CLASS_RAW) { rawOriginal.malloc(rawOriginal.context, size) }
}

@c(heaptide_raw_calloc)
func rawCalloc(_ context: Block?, _ count: Int, _ size: Int) -> Block? {
    guard let local = enter() else { return rawOriginal.calloc(rawOriginal.context, count, size) }
    return allocate(local, count &* size, HEAPTIDE_CLASS_RAW) { rawOriginal.calloc(rawOriginal.context, count, size) }
}

@c(heaptide_raw_realloc)
func rawRealloc(_ context: Block?, _ old: Block?, _ size: Int) -> Block? {
    guard let local = enter() else { return rawOriginal.realloc(rawOriginal.context, old, size) }
    return reallocate(local, old, size, HEAPTIDE_CLASS_RAW) { rawOriginal.realloc(rawOriginal.context, old, size) }
}

@c(heaptide_raw_free)
func rawFree(_ context: Block?, _ block: Block?) {
    guard let block, let local = enter() else { return rawOriginal.free(rawOriginal.context, block) }
    recordFree(local, block)
    rawOriginal.free(rawOriginal.context, block)
    leave(local)
}

@c(heaptide_mem_malloc)
func memMalloc(_ context: Block?, _ size: Int) -> Block? {
    guard let local = enter() else { return memOriginal.malloc(memOriginal.context, size) }
    return allocate(local, size, HEAPTIDE_CLASS_OBJECT) { memOriginal.malloc(memOriginal.context, size) }
}

@c(heaptide_mem_calloc)
func memCalloc(_ context: Block?, _ count: Int, _ size: Int) -> Block? {
    guard let local = enter() else { return memOriginal.calloc(memOriginal.context, count, size) }
    return allocate(local, count &* size, HEAPTIDE_CLASS_OBJECT) {
        memOriginal.calloc(memOriginal.context, count, size)
    }
}

@c(heaptide_mem_realloc)
func memRealloc(_ context: Block?, _ old: Block?, _ size: Int) -> Block? {
    guard let local = enter() else { return memOriginal.realloc(memOriginal.context, old, size) }
    return reallocate(local, old, size, HEAPTIDE_CLASS_OBJECT) { memOriginal.realloc(memOriginal.context, old, size) }
}

@c(heaptide_mem_free)
func memFree(_ context: Block?, _ block: Block?) {
    guard let block, let local = enter() else { return memOriginal.free(memOriginal.context, block) }
    recordFree(local, block)
    memOriginal.free(memOriginal.context, block)
    leave(local)
}

@c(heaptide_obj_malloc)
func objMalloc(_ context: Block?, _ size: Int) -> Block? {
    guard let local = enter() else { return objOriginal.malloc(objOriginal.context, size) }
    return allocate(local, size, HEAPTIDE_CLASS_OBJECT) { objOriginal.malloc(objOriginal.context, size) }
}

@c(heaptide_obj_calloc)
func objCalloc(_ context: Block?, _ count: Int, _ size: Int) -> Block? {
    guard let local = enter() else { return objOriginal.calloc(objOriginal.context, count, size) }
    return allocate(local, count &* size, HEAPTIDE_CLASS_OBJECT) {
        objOriginal.calloc(objOriginal.context, count, size)
    }
}

@c(heaptide_obj_realloc)
func objRealloc(_ context: Block?, _ old: Block?, _ size: Int) -> Block? {
    guard let local = enter() else { return objOriginal.realloc(objOriginal.context, old, size) }
    return reallocate(local, old, size, HEAPTIDE_CLASS_OBJECT) { objOriginal.realloc(objOriginal.context, old, size) }
}

@c(heaptide_obj_free)
func objFree(_ context: Block?, _ block: Block?) {
    guard let block, let local = enter() else { return objOriginal.free(objOriginal.context, block) }
    // A code object that dies leaves its address to another one: what is known of it must not outlive it.
    if load(bits(block), UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == bits(python.code_type) { CodeTable.forget(bits(block)) }
    if finalizingThread.pointee != 0 { noteFinalizing(local) }
    recordFree(local, block)
    objOriginal.free(objOriginal.context, block)
    leave(local)
}
