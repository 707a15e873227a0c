// pymalloc's arenas: address space that holds small objects. The objects are counted one by one, so the arenas are
// recorded apart, as what the allocator has taken, and never as use.
import CAgentABI
import CAgentPlatform
import CPythonABI

nonisolated(unsafe) var arenaOriginal = heaptide_py_arena_allocator()

func hookPythonArenas() {
    python.get_arena_allocator(&arenaOriginal)
    var ours = heaptide_py_arena_allocator(context: nil, alloc: arenaAlloc, free: arenaFree)
    python.set_arena_allocator(&ours)
}

/// An arena call mostly happens inside an object's hook, whose record it must not disturb, and sometimes alone (a
/// thread's frame stack). Returns whether this call entered by itself; nil = do not record.
@inline(__always)
private func enterArena(_ local: ThreadLocal) -> Bool? {
    if local.pointee.flags & busy != 0 { return false }
    return enter() == nil ? nil : true
}

@c(heaptide_arena_alloc)
func arenaAlloc(_ context: Block?, _ size: Int) -> Block? {
    let local = heaptide_this_thread()!
    guard let hasEntered = enterArena(local) else { return arenaOriginal.alloc(arenaOriginal.context, size) }
    let arena = arenaOriginal.alloc(arenaOriginal.context, size)
    if let arena {
        recordOperation(local, HEAPTIDE_OP_ARENA_MAP, bits(arena), size, HEAPTIDE_CLASS_MAPPING, withStack: false)
    }
    if hasEntered { leave(local) }
    return arena
}

@c(heaptide_arena_free)
func arenaFree(_ context: Block?, _ arena: Block?, _ size: Int) {
    let local = heaptide_this_thread()!
    guard let hasEntered = enterArena(local) else {
        return arenaOriginal.free(arenaOriginal.context, arena, size)
    }
    awaitWalkers()
    recordOperation(local, HEAPTIDE_OP_ARENA_UNMAP, bits(arena), size, HEAPTIDE_CLASS_MAPPING, withStack: false)
    arenaOriginal.free(arenaOriginal.context, arena, size)
    if hasEntered { leave(local) }
}
