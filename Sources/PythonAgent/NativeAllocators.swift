// What C code asks of libc: malloc and its family, and anonymous mappings. Each function here stands in the place of
// libc's in the tables of loaded objects (GlobalOffsetTable.swift).
import CAgentABI
import CAgentPlatform

/// libc's functions (or those of an allocator that was preloaded in its place).
struct NativeOriginals {
    var malloc: @convention(c) (Int) -> Block?
    var calloc: @convention(c) (Int, Int) -> Block?
    var realloc: @convention(c) (Block?, Int) -> Block?
    var free: @convention(c) (Block?) -> Void
    var posixMemalign: @convention(c) (UnsafeMutablePointer<Block?>?, Int, Int) -> Int32
    var alignedAlloc: @convention(c) (Int, Int) -> Block?
    var memalign: @convention(c) (Int, Int) -> Block?
    var valloc: @convention(c) (Int) -> Block?
    var pvalloc: @convention(c) (Int) -> Block?
    var mmap: @convention(c) (Block?, Int, Int32, Int32, Int32, Int) -> Block?
    var munmap: @convention(c) (Block?, Int) -> Int32
    var mremap: @convention(c) (Block?, Int, Int, Int32, Block?) -> Block?
    var exit: @convention(c) (Int32) -> Void
}

nonisolated(unsafe) var native: UnsafeMutablePointer<NativeOriginals>! = nil

@c(heaptide_malloc)
func nativeMalloc(_ size: Int) -> Block? {
    return allocate(size, HEAPTIDE_CLASS_NATIVE) { native.pointee.malloc(size) }
}

@c(heaptide_calloc)
func nativeCalloc(_ count: Int, _ size: Int) -> Block? {
    return allocate(count &* size, HEAPTIDE_CLASS_NATIVE) { native.pointee.calloc(count, size) }
}

@c(heaptide_realloc)
func nativeRealloc(_ old: Block?, _ size: Int) -> Block? {
    return reallocate(old, size, HEAPTIDE_CLASS_NATIVE) { native.pointee.realloc(old, size) }
}

@c(heaptide_free)
func nativeFree(_ block: Block?) {
    release(block, freesObjects: false) { native.pointee.free(block) }
}

@c(heaptide_posix_memalign)
func nativePosixMemalign(_ result: UnsafeMutablePointer<Block?>?, _ alignment: Int, _ size: Int) -> Int32 {
    var status = ENOMEM
    _ = allocate(size, HEAPTIDE_CLASS_NATIVE) {
        status = native.pointee.posixMemalign(result, alignment, size)
        return status == 0 ? result.unsafelyUnwrapped.pointee : nil
    }
    return status
}

@c(heaptide_aligned_alloc)
func nativeAlignedAlloc(_ alignment: Int, _ size: Int) -> Block? {
    return allocate(size, HEAPTIDE_CLASS_NATIVE) { native.pointee.alignedAlloc(alignment, size) }
}

@c(heaptide_memalign)
func nativeMemalign(_ alignment: Int, _ size: Int) -> Block? {
    return allocate(size, HEAPTIDE_CLASS_NATIVE) { native.pointee.memalign(alignment, size) }
}

@c(heaptide_valloc)
func nativeValloc(_ size: Int) -> Block? {
    return allocate(size, HEAPTIDE_CLASS_NATIVE) { native.pointee.valloc(size) }
}

@c(heaptide_pvalloc)
func nativePvalloc(_ size: Int) -> Block? {
    return allocate(size, HEAPTIDE_CLASS_NATIVE) { native.pointee.pvalloc(size) }
}
