// Anonymous mappings that C code makes for itself. Mappings of files are the page cache's, not the heap's; address
// space that may not be touched (PROT_NONE) is not memory.
import CAgentABI
import CAgentPlatform

private var failed: Block? { Block(bitPattern: -1) }

@c(heaptide_mmap)
func nativeMmap(
    _ address: Block?, _ size: Int, _ protection: Int32, _ flags: Int32, _ file: Int32, _ offset: Int
) -> Block? {
    guard flags & MAP_ANONYMOUS != 0, protection != PROT_NONE, let local = enter() else {
        return native.pointee.mmap(address, size, protection, flags, file, offset)
    }
    defer { leave(local) }
    if process.pointee.ceiling != 0 && !isAdmitted(local, wholePages(size), HEAPTIDE_CLASS_MAPPING) {
        heaptide_set_errno(ENOMEM)
        return failed
    }
    let mapping = native.pointee.mmap(address, size, protection, flags, file, offset)
    if mapping != failed {
        recordOperation(
            local, HEAPTIDE_OP_MAP, bits(mapping), wholePages(size), HEAPTIDE_CLASS_MAPPING, withStack: true)
    } else if process.pointee.ceiling != 0 {
        withdrawRequest(wholePages(size))
    }
    return mapping
}

@c(heaptide_munmap)
func nativeMunmap(_ address: Block?, _ size: Int) -> Int32 {
    // The kernel refuses an address inside a page, and nothing is unmapped.
    guard size > 0, bits(address) & UInt64(pageSize &- 1) == 0, let local = enter() else {
        return native.pointee.munmap(address, size)
    }
    defer { leave(local) }
    recordOperation(
        local, HEAPTIDE_OP_UNMAP, bits(address), wholePages(size), HEAPTIDE_CLASS_MAPPING, withStack: false)
    return native.pointee.munmap(address, size)
}

@c(heaptide_mremap)
func nativeMremap(_ old: Block?, _ oldSize: Int, _ newSize: Int, _ flags: Int32, _ address: Block?) -> Block? {
    guard let local = enter() else { return native.pointee.mremap(old, oldSize, newSize, flags, address) }
    defer { leave(local) }
    let old64 = bits(old)
    if process.pointee.ceiling != 0 && newSize > oldSize
        && !isAdmitted(local, wholePages(newSize), HEAPTIDE_CLASS_MAPPING)
    {
        heaptide_set_errno(ENOMEM)
        return failed
    }
    recordOperation(
        local, HEAPTIDE_OP_REMAP, old64, wholePages(oldSize), HEAPTIDE_CLASS_MAPPING, withStack: false)
    let mapping = native.pointee.mremap(old, oldSize, newSize, flags, address)
    let isMoved = mapping != failed
    if !isMoved && process.pointee.ceiling != 0 && newSize > oldSize { withdrawRequest(wholePages(newSize)) }
    recordOperation(
        local, HEAPTIDE_OP_REMAPPED, isMoved ? bits(mapping) : old64, wholePages(isMoved ? newSize : oldSize),
        HEAPTIDE_CLASS_MAPPING, withStack: true)
    return mapping
}

@inline(__always)
private func wholePages(_ size: Int) -> Int { (size &+ pageSize &- 1) & ~(pageSize &- 1) }
