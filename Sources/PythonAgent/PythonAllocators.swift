// CPython's three allocator domains. A hook finds the allocator that it stands in front of through its context, because
// CPython, PYTHONMALLOC and tracemalloc replace, nest and restore allocators at will while the interpreter starts: each
// wrapping keeps leading to what it wrapped. C function pointers carry no domain, so each domain has its own four hooks;
// what they do is in Hooking.swift.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// Allocators that were found in place and wrapped. Entries are never changed or given up. The first one of each domain
/// stands in for a context that is not ours (an allocator struct read while it was being replaced).
private let savedCapacity = 64
nonisolated(unsafe) private var saved: UnsafeMutablePointer<heaptide_py_allocator>! = nil
nonisolated(unsafe) private var savedCount = 0

/// Wraps whatever allocators CPython uses now. Called again while the interpreter starts.
func hookPythonAllocators() {
    if saved == nil {
        guard let page = mapPages(pageSize) else { return }
        saved = page.assumingMemoryBound(to: heaptide_py_allocator.self)
    }
    hook(HEAPTIDE_PY_RAW, rawMalloc, rawCalloc, rawRealloc, rawFree)
    hook(HEAPTIDE_PY_MEM, memMalloc, memCalloc, memRealloc, memFree)
    hook(HEAPTIDE_PY_OBJ, objMalloc, objCalloc, objRealloc, objFree)
}

private func hook(
    _ domain: heaptide_py_domain,
    _ malloc: @escaping @convention(c) (Block?, Int) -> Block?,
    _ calloc: @escaping @convention(c) (Block?, Int, Int) -> Block?,
    _ realloc: @escaping @convention(c) (Block?, Block?, Int) -> Block?,
    _ free: @escaping @convention(c) (Block?, Block?) -> Void
) {
    var current = heaptide_py_allocator()
    python.get_allocator(Int32(domain.rawValue), &current)
    if unsafeBitCast(current.malloc, to: UInt.self) == unsafeBitCast(malloc, to: UInt.self) { return }
    guard let entry = save(current) else { return }
    var ours = heaptide_py_allocator(context: entry, malloc: malloc, calloc: calloc, realloc: realloc, free: free)
    python.set_allocator(Int32(domain.rawValue), &ours)
}

/// The entry of an allocator, made if it is new; nil if there are too many.
private func save(_ allocator: heaptide_py_allocator) -> Block? {
    if savedCount >= 3 {
        for index in 0..<savedCount where isSame(saved[index], allocator) { return Block(saved + index) }
    }
    guard savedCount < savedCapacity else { return nil }
    saved[savedCount] = allocator
    savedCount &+= 1
    return Block(saved + (savedCount &- 1))
}

private func isSame(_ left: heaptide_py_allocator, _ right: heaptide_py_allocator) -> Bool {
    left.context == right.context
        && unsafeBitCast(left.malloc, to: UInt.self) == unsafeBitCast(right.malloc, to: UInt.self)
        && unsafeBitCast(left.free, to: UInt.self) == unsafeBitCast(right.free, to: UInt.self)
}

/// The allocator behind a hook's context. The entries of the three domains come first, in the order of the domains.
@inline(__always)
private func wrapped(_ context: Block?, _ domain: Int) -> UnsafeMutablePointer<heaptide_py_allocator> {
    let offset = bits(context) &- bits(Block(saved.unsafelyUnwrapped))
    if offset < UInt64(savedCapacity * MemoryLayout<heaptide_py_allocator>.stride) {
        return context.unsafelyUnwrapped.assumingMemoryBound(to: heaptide_py_allocator.self)
    }
    return saved + domain
}

@c(heaptide_raw_malloc)
func rawMalloc(_ context: Block?, _ size: Int) -> Block? {
    let original = wrapped(context, 0)
    return allocate(size, HEAPTIDE_CLASS_RAW) { original.pointee.malloc(original.pointee.context, size) }
}

@c(heaptide_raw_calloc)
func rawCalloc(_ context: Block?, _ count: Int, _ size: Int) -> Block? {
    let original = wrapped(context, 0)
    return allocate(count &* size, HEAPTIDE_CLASS_RAW) {
        original.pointee.calloc(original.pointee.context, count, size)
    }
}

@c(heaptide_raw_realloc)
func rawRealloc(_ context: Block?, _ old: Block?, _ size: Int) -> Block? {
    let original = wrapped(context, 0)
    return reallocate(old, size, HEAPTIDE_CLASS_RAW) {
        original.pointee.realloc(original.pointee.context, old, size)
    }
}

@c(heaptide_raw_free)
func rawFree(_ context: Block?, _ block: Block?) {
    let original = wrapped(context, 0)
    release(block, freesObjects: false) { original.pointee.free(original.pointee.context, block) }
}

@c(heaptide_mem_malloc)
func memMalloc(_ context: Block?, _ size: Int) -> Block? {
    let original = wrapped(context, 1)
    return allocate(size, HEAPTIDE_CLASS_OBJECT) { original.pointee.malloc(original.pointee.context, size) }
}

@c(heaptide_mem_calloc)
func memCalloc(_ context: Block?, _ count: Int, _ size: Int) -> Block? {
    let original = wrapped(context, 1)
    return allocate(count &* size, HEAPTIDE_CLASS_OBJECT) {
        original.pointee.calloc(original.pointee.context, count, size)
    }
}

@c(heaptide_mem_realloc)
func memRealloc(_ context: Block?, _ old: Block?, _ size: Int) -> Block? {
    let original = wrapped(context, 1)
    return reallocate(old, size, HEAPTIDE_CLASS_OBJECT) {
        original.pointee.realloc(original.pointee.context, old, size)
    }
}

@c(heaptide_mem_free)
func memFree(_ context: Block?, _ block: Block?) {
    let original = wrapped(context, 1)
    release(block, freesObjects: false) { original.pointee.free(original.pointee.context, block) }
}

@c(heaptide_obj_malloc)
func objMalloc(_ context: Block?, _ size: Int) -> Block? {
    let original = wrapped(context, 2)
    return allocate(size, HEAPTIDE_CLASS_OBJECT) { original.pointee.malloc(original.pointee.context, size) }
}

@c(heaptide_obj_calloc)
func objCalloc(_ context: Block?, _ count: Int, _ size: Int) -> Block? {
    let original = wrapped(context, 2)
    return allocate(count &* size, HEAPTIDE_CLASS_OBJECT) {
        original.pointee.calloc(original.pointee.context, count, size)
    }
}

@c(heaptide_obj_realloc)
func objRealloc(_ context: Block?, _ old: Block?, _ size: Int) -> Block? {
    let original = wrapped(context, 2)
    return reallocate(old, size, HEAPTIDE_CLASS_OBJECT) {
        original.pointee.realloc(original.pointee.context, old, size)
    }
}

@c(heaptide_obj_free)
func objFree(_ context: Block?, _ block: Block?) {
    let original = wrapped(context, 2)
    release(block, freesObjects: true) { original.pointee.free(original.pointee.context, block) }
}
