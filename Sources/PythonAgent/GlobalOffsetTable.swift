// Puts the native hooks into the tables through which loaded objects call libc. Nothing is replaced but slots that hold
// libc's function (or have not been bound yet), so an object with an allocator of its own keeps it.
import CAgentABI
import CAgentPlatform

/// One function to replace: its name, libc's, ours.
private struct Replacement {
    var name: StaticString
    var original: UInt64
    var hook: UInt64
}

private let replacementCount = 16
nonisolated(unsafe) private var replacements: UnsafeMutablePointer<Replacement>! = nil
nonisolated(unsafe) private var agentBase: UInt64 = 0
/// Load address of an allocator that was preloaded in libc's place, 0 = libc's own malloc is used.
nonisolated(unsafe) private var foreignAllocatorBase: UInt64 = 0
/// Objects at the front of the loader's list that need no second look.
nonisolated(unsafe) private var finishedObjects = 0
nonisolated(unsafe) private var unloadedObjects: UInt64 = 0
nonisolated(unsafe) private var scannedObjects = 0

/// Resolves libc's functions and hooks all objects loaded so far. False if libc lacks one of them.
func hookNativeAllocators() -> Bool {
    guard let pages = mapPages(pageSize) else { return false }
    native = pages.assumingMemoryBound(to: NativeOriginals.self)
    replacements = (pages + 1024).assumingMemoryBound(to: Replacement.self)
    guard fillReplacements() else { return false }
    agentBase = heaptide_object_base(UnsafeRawPointer(bitPattern: UInt(replacements[0].hook)))
    let malloc = UnsafeRawPointer(bitPattern: UInt(replacements[0].original))
    let libc = heaptide_object_base(heaptide_symbol(cString("gnu_get_libc_version")))
    let base = heaptide_object_base(malloc)
    foreignAllocatorBase = base == libc ? 0 : base
    hookObjects()
    return true
}

/// Called by the first hook of a thread that has called dlopen.
func hookNewObjects() {
    let isAlone = heaptide_finish_loading()
    let finished = finishedObjects
    hookObjects()
    if !isAlone { finishedObjects = finished }
}

private func hookObjects() {
    scannedObjects = 0
    _ = dl_iterate_phdr({ info, _, _ in hookObject(info.unsafelyUnwrapped) }, nil)
    finishedObjects = scannedObjects
}

private func fillReplacements() -> Bool {
    let hooks = replacements!
    func set(_ index: Int, _ name: StaticString, _ hook: UInt) -> Bool {
        guard let original = originalFunction(name) else { return false }
        hooks[index] = Replacement(name: name, original: bits(original), hook: UInt64(hook))
        return true
    }
    guard
        set(0, "malloc", unsafeBitCast(nativeMalloc as @convention(c) (Int) -> Block?, to: UInt.self)),
        set(1, "calloc", unsafeBitCast(nativeCalloc as @convention(c) (Int, Int) -> Block?, to: UInt.self)),
        set(2, "realloc", unsafeBitCast(nativeRealloc as @convention(c) (Block?, Int) -> Block?, to: UInt.self)),
        set(3, "free", unsafeBitCast(nativeFree as @convention(c) (Block?) -> Void, to: UInt.self)),
        set(
            4, "posix_memalign",
            unsafeBitCast(
                nativePosixMemalign as @convention(c) (UnsafeMutablePointer<Block?>?, Int, Int) -> Int32, to: UInt.self)
        ),
        set(
            5, "aligned_alloc",
            unsafeBitCast(
                nativeAlignedAlloc as @convention(c) (Int, Int) -> Block?, to: UInt.self)),
        set(6, "memalign", unsafeBitCast(nativeMemalign as @convention(c) (Int, Int) -> Block?, to: UInt.self)),
        set(7, "valloc", unsafeBitCast(nativeValloc as @convention(c) (Int) -> Block?, to: UInt.self)),
        set(8, "pvalloc", unsafeBitCast(nativePvalloc as @convention(c) (Int) -> Block?, to: UInt.self)),
        set(
            9, "mmap",
            unsafeBitCast(
                nativeMmap as @convention(c) (Block?, Int, Int32, Int32, Int32, Int) -> Block?, to: UInt.self)),
        set(
            10, "mmap64",
            unsafeBitCast(
                nativeMmap as @convention(c) (Block?, Int, Int32, Int32, Int32, Int) -> Block?, to: UInt.self)),
        set(11, "munmap", unsafeBitCast(nativeMunmap as @convention(c) (Block?, Int) -> Int32, to: UInt.self)),
        set(
            12, "mremap",
            unsafeBitCast(
                nativeMremap as @convention(c) (Block?, Int, Int, Int32, Block?) -> Block?, to: UInt.self)),
        set(13, "dlopen", UInt(bitPattern: heaptide_dlopen_hook_address())),
        set(14, "_exit", unsafeBitCast(nativeExit as @convention(c) (Int32) -> Void, to: UInt.self)),
        set(15, "_Exit", unsafeBitCast(nativeExit as @convention(c) (Int32) -> Void, to: UInt.self))
    else { return false }
    heaptide_set_original_dlopen(UnsafeMutableRawPointer(bitPattern: UInt(hooks[13].original)))
    func original<T>(_ index: Int) -> T { unsafeBitCast(UInt(hooks[index].original), to: T.self) }
    native.initialize(
        to: NativeOriginals(
            malloc: original(0), calloc: original(1), realloc: original(2), free: original(3),
            posixMemalign: original(4), alignedAlloc: original(5), memalign: original(6), valloc: original(7),
            pvalloc: original(8), mmap: original(9), munmap: original(11), mremap: original(12), exit: original(14)))
    return true
}

/// The function that objects are bound to: an executable's own definition wins over the libraries', but an executable
/// that is not position-independent only lends its stub's address to a function that it does not define.
private func originalFunction(_ name: StaticString) -> UnsafeMutableRawPointer? {
    let global = heaptide_symbol(cString(name))
    if let global, heaptide_is_definition(global) { return global }
    return heaptide_symbol_after_agent(cString(name)) ?? global
}

/// The tables of one object that a relocation needs.
private struct DynamicSection {
    var symbols: UnsafePointer<Elf64_Sym>?
    var strings: UnsafePointer<CChar>?
    var relocations: UInt64 = 0
    var relocationBytes: UInt64 = 0
    var calls: UInt64 = 0
    var callBytes: UInt64 = 0

    init(_ entries: UnsafePointer<Elf64_Dyn>, base: UInt64) {
        var entry = entries
        while entry.pointee.d_tag != DT_NULL {
            let value = entry.pointee.d_un.d_val
            // The loader has made addresses of them, except in objects whose dynamic section is read-only.
            let address = value < base ? value &+ base : value
            switch Int32(truncatingIfNeeded: entry.pointee.d_tag) {
            case DT_SYMTAB: symbols = UnsafePointer(bitPattern: UInt(address))
            case DT_STRTAB: strings = UnsafePointer(bitPattern: UInt(address))
            case DT_RELA: relocations = address
            case DT_RELASZ: relocationBytes = value
            case DT_JMPREL: calls = address
            case DT_PLTRELSZ: callBytes = value
            default: break
            }
            entry += 1
        }
    }
}

private func hookObject(_ info: UnsafeMutablePointer<dl_phdr_info>) -> Int32 {
    if info.pointee.dlpi_subs != unloadedObjects {
        unloadedObjects = info.pointee.dlpi_subs
        finishedObjects = 0
    }
    scannedObjects &+= 1
    if scannedObjects <= finishedObjects { return 0 }
    let base = info.pointee.dlpi_addr
    let isLoader =
        info.pointee.dlpi_name != nil
        && (strstr(info.pointee.dlpi_name, cString("/ld-")) != nil
            || strstr(info.pointee.dlpi_name, cString("linux-vdso")) != nil)
    if isLoader || base == agentBase || (foreignAllocatorBase != 0 && base == foreignAllocatorBase) { return 0 }
    var dynamic: UnsafePointer<Elf64_Dyn>?
    var end: UInt64 = 0
    for index in 0..<Int(info.pointee.dlpi_phnum) {
        let header = info.pointee.dlpi_phdr[index]
        if header.p_type == UInt32(PT_DYNAMIC) { dynamic = UnsafePointer(bitPattern: UInt(base &+ header.p_vaddr)) }
        if header.p_type == UInt32(PT_LOAD) { end = max(end, base &+ header.p_vaddr &+ header.p_memsz) }
    }
    guard let dynamic else { return 0 }
    let section = DynamicSection(dynamic, base: base)
    guard let symbols = section.symbols, let strings = section.strings else { return 0 }
    hookSlots(section.relocations, section.relocationBytes, base..<max(base, end), symbols, strings)
    hookSlots(section.calls, section.callBytes, base..<max(base, end), symbols, strings)
    return 0
}

private func hookSlots(
    _ table: UInt64, _ bytes: UInt64, _ object: Range<UInt64>, _ symbols: UnsafePointer<Elf64_Sym>,
    _ strings: UnsafePointer<CChar>
) {
    guard let entries = UnsafePointer<Elf64_Rela>(bitPattern: UInt(table)) else { return }
    for index in 0..<Int(bytes / UInt64(MemoryLayout<Elf64_Rela>.stride)) {
        let entry = entries[index]
        let type = Int32(truncatingIfNeeded: entry.r_info & 0xFFFF_FFFF)
        guard type == R_X86_64_JUMP_SLOT || type == R_X86_64_GLOB_DAT || (type == R_X86_64_64 && entry.r_addend == 0)
        else { continue }
        let name = strings + Int(symbols[Int(entry.r_info >> 32)].st_name)
        guard let replacement = replacement(for: name) else { continue }
        guard let slot = UnsafeMutablePointer<UInt64>(bitPattern: UInt(object.lowerBound &+ entry.r_offset)) else {
            continue
        }
        let isUnbound = type == R_X86_64_JUMP_SLOT && object.contains(slot.pointee)
        // dlopen has two versions in one libc; both load objects.
        if slot.pointee == replacement.original || isUnbound
            || (replacement.isDlopen && slot.pointee != replacement.hook)
        {
            store(slot, replacement.hook)
        }
    }
}

extension Replacement {
    fileprivate var isDlopen: Bool { hook == replacements[13].hook }
}

private func replacement(for name: UnsafePointer<CChar>) -> Replacement? {
    switch UInt8(bitPattern: name[0]) {
    case UInt8(ascii: "m"), UInt8(ascii: "c"), UInt8(ascii: "r"), UInt8(ascii: "f"), UInt8(ascii: "p"),
        UInt8(ascii: "a"), UInt8(ascii: "v"), UInt8(ascii: "d"), UInt8(ascii: "_"):
        for index in 0..<replacementCount where strcmp(name, cString(replacements[index].name)) == 0 {
            return replacements[index]
        }
        return nil
    default: return nil
    }
}

/// Writes to a slot that the loader may have made read-only, and leaves its page as it was. A page that is still
/// writable is left so: its object may be in the middle of being relocated by another thread.
private func store(_ slot: UnsafeMutablePointer<UInt64>, _ value: UInt64) {
    let outcome = heaptide_try_store(slot, value)
    if outcome == 1 { return }
    let page = Block(bitPattern: UInt(bitPattern: slot) & ~UInt(pageSize &- 1))!
    guard mprotect(page, pageSize, PROT_READ | PROT_WRITE) == 0 else { return }
    slot.pointee = value
    if outcome == 0 { mprotect(page, pageSize, PROT_READ) }
}
