// The functions of glibc in a process that attaching needs.

/// Addresses of dlopen and friends. From glibc 2.34 on they are all in libc.so.6, before that in libdl and libpthread.
struct LoaderFunctions {
    let dlopen: UInt64
    let dlsym: UInt64
    let dlerror: UInt64
    let createThread: UInt64
    let initAttributes: UInt64
    let setStackSize: UInt64
    let setDetached: UInt64
    /// The address of a `syscall` instruction.
    let systemCall: UInt64
    /// Where glibc makes the system call rt_sigreturn; nil if that is not where it is usually.
    let signalReturn: UInt64?

    private static let signalReturnCode: [UInt8] = [0x48, 0xC7, 0xC0, 15, 0, 0, 0, 0x0F, 0x05]

    init(_ pid: Int32, _ memory: ProcessMemory, _ map: MemoryMap) throws(AttachError) {
        let objects = ["libc", "libdl", "libpthread"].compactMap { name in
            map.file { $0 == name + ".so.6" || $0.hasPrefix(name + ".so.") || $0.hasPrefix(name + "-2.") }.flatMap {
                LoadedObject(memory, base: $0.start)
            }
        }
        func find(_ name: String) throws(AttachError) -> UInt64 {
            for object in objects { if let address = object.address(of: name) { return address } }
            throw AttachError(
                .unsuitable,
                objects.isEmpty
                    ? "process \(pid) is statically linked: nothing can be loaded into it; use a Python that loads libc"
                    : "process \(pid) has no \(name) loaded; start it with heaptide run")
        }
        dlopen = try find("dlopen")
        dlsym = try find("dlsym")
        dlerror = try find("dlerror")
        createThread = try find("pthread_create")
        initAttributes = try find("pthread_attr_init")
        setStackSize = try find("pthread_attr_setstacksize")
        setDetached = try find("pthread_attr_setdetachstate")
        let function = try find("syscall")
        let code = memory.bytes(function, 64) ?? []
        guard let offset = code.indices.dropLast().first(where: { code[$0] == 0x0F && code[$0 + 1] == 0x05 }) else {
            throw AttachError(
                .unsuitable, "glibc of process \(pid) is unusual: its function syscall has no system call")
        }
        systemCall = function &+ UInt64(offset)
        let action = try find("sigaction")
        let near = memory.bytes(action, 1024) ?? []
        let place = near.indices.first { near[$0...].starts(with: Self.signalReturnCode) }
        signalReturn = place.map { action &+ UInt64($0) }
    }
}
