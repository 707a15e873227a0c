// CPython in a process: where its functions are, what version it is, whether it is running.

/// Major and minor version, and the micro version where the program tells it (from 3.11 on).
package struct PythonVersion: Equatable, Sendable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let micro: Int?

    package var description: String { "\(major).\(minor)" + (micro.map { ".\($0)" } ?? "") }
    static let supported = 9...14
}

/// Addresses of an interpreter that can be attached to.
struct RunningInterpreter {
    let version: PythonVersion
    /// Whether it is part of the executable, not a libpython.
    let isStaticBuild: Bool
    let addPendingCall: UInt64
    let ensureGIL: UInt64
    let releaseGIL: UInt64
    private let runtime: UInt64

    /// Functions of certain versions: what `Py_Version` does not tell yet, they tell.
    private static let names = [
        "Py_AddPendingCall", "PyGILState_Ensure", "PyGILState_Release", "_PyRuntime", "Py_Version",
        "PyObject_CallNoArgs", "PyModule_AddObjectRef",
    ]

    /// Looks into the executable, then into libpython.
    init(_ files: ProcessFiles, _ memory: ProcessMemory, _ map: MemoryMap) throws(AttachError) {
        let pid = files.pid
        if let other = map.file(where: { $0.hasPrefix("libpypy") || $0.hasPrefix("pypy") }) {
            throw AttachError(
                .unsuitable, "process \(pid) is PyPy (\(other.fileName)); only CPython can be attached to")
        }
        if map.file(where: { $0.hasPrefix("ld-musl-") || $0.hasPrefix("libc.musl-") }) != nil {
            throw AttachError(.unsuitable, "process \(pid) uses musl; attaching needs glibc: use heaptide run")
        }
        let executable = Self.executable(files, map)
        let library = map.file { $0.hasPrefix("libpython") && $0.contains(".so") }
        var symbols = executable.map { Self.exported($0, memory) } ?? [:]
        isStaticBuild = symbols["Py_AddPendingCall"] != nil || library == nil
        if !isStaticBuild { symbols = Self.exported(library!, memory) }
        if symbols["Py_AddPendingCall"] == nil { symbols = Self.inFile(executable, files, memory) }
        guard let addPendingCall = symbols["Py_AddPendingCall"] else { throw Self.notPython(files, executable) }
        version = try Self.version(symbols, memory, pid)
        guard let ensureGIL = symbols["PyGILState_Ensure"], let releaseGIL = symbols["PyGILState_Release"],
            let runtime = symbols["_PyRuntime"]
        else { throw AttachError(.unsuitable, "CPython \(version) of process \(pid) does not export what is needed") }
        (self.addPendingCall, self.ensureGIL) = (addPendingCall, ensureGIL)
        (self.releaseGIL, self.runtime) = (releaseGIL, runtime)
        if isFreeThreaded(memory) {
            throw AttachError(
                .unsuitable, "process \(pid) is a free-threaded CPython; only builds with the GIL are supported")
        }
    }

    /// Where the executable's ELF header is mapped: in the file that holds the program headers that the kernel names.
    private static func executable(_ files: ProcessFiles, _ map: MemoryMap) -> Mapping? {
        guard let vector = files.text("auxv") else { return nil }
        let entries = stride(from: 0, to: vector.count, by: 16)
        guard let headers = entries.first(where: { vector.integer($0, 8) == 3 }),
            let mapping = map.mapping(of: vector.integer(headers + 8, 8))
        else { return nil }
        return map.mappings.first { $0.inode == mapping.inode && $0.path == mapping.path && $0.offset == 0 }
    }

    private static func exported(_ file: Mapping, _ memory: ProcessMemory) -> [String: UInt64] {
        guard let object = LoadedObject(memory, base: file.start) else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in object.address(of: name).map { (name, $0) } })
    }

    private static func inFile(
        _ executable: Mapping?, _ files: ProcessFiles, _ memory: ProcessMemory
    ) -> [String: UInt64] {
        guard let executable, let object = LoadedObject(memory, base: executable.start),
            let symbols = SymbolFile(path: "/proc/\(files.pid)/exe")
        else { return [:] }
        return symbols.addresses(of: names).mapValues { $0 &+ object.bias }
    }

    private static func notPython(_ files: ProcessFiles, _ executable: Mapping?) -> AttachError {
        let name = executable?.fileName ?? files.name() ?? "?"
        if name.hasPrefix("python") {
            return AttachError(
                .unsuitable,
                "\(name) of process \(files.pid) has no symbols (a stripped static build); start it with heaptide run")
        }
        return AttachError(.unsuitable, "process \(files.pid) (\(name)) is no CPython program; name a Python process")
    }

    private static func version(
        _ symbols: [String: UInt64], _ memory: ProcessMemory, _ pid: Int32
    ) throws(AttachError) -> PythonVersion {
        let hex: UInt64? = symbols["Py_Version"].flatMap { memory.load($0) }
        let version: PythonVersion
        if let hex {
            version = PythonVersion(
                major: Int(hex >> 24 & 255), minor: Int(hex >> 16 & 255), micro: Int(hex >> 8 & 255))
        } else if symbols["PyObject_CallNoArgs"] != nil {
            version = PythonVersion(major: 3, minor: symbols["PyModule_AddObjectRef"] != nil ? 10 : 9, micro: nil)
        } else {
            throw AttachError(.unsuitable, "process \(pid) is a Python older than 3.9; 3.9 to 3.14 are supported")
        }
        guard version.major == 3, PythonVersion.supported.contains(version.minor) else {
            throw AttachError(.unsuitable, "process \(pid) is Python \(version); 3.9 to 3.14 are supported")
        }
        return version
    }

    /// From 3.13 on the runtime begins with a table that debuggers read: a cookie, and 8-byte fields.
    private func table(_ offset: UInt64, _ memory: ProcessMemory) -> UInt64? {
        guard version.minor >= 13, memory.bytes(runtime, 8) == Array("xdebugpy".utf8) else { return nil }
        return memory.load(runtime &+ offset)
    }

    private func isFreeThreaded(_ memory: ProcessMemory) -> Bool { (table(16, memory) ?? 0) != 0 }

    /// Throws if the interpreter is not there yet or is going: `initialized` and `finalizing` of `_PyRuntime`.
    func checkRunning(_ files: ProcessFiles, _ memory: ProcessMemory) throws(AttachError) {
        let finalizing = version.minor < 11 ? 16 : version.minor < 13 ? 24 : table(32, memory) ?? 0
        let initialized = finalizing &- (version.minor < 11 ? 4 : 8)
        guard finalizing > 8, let isRunning: Int32 = memory.load(runtime &+ initialized),
            let finalizer: UInt64 = memory.load(runtime &+ finalizing)
        else { throw AttachError(.unexpected, "cannot read the interpreter's state in process \(files.pid)") }
        if finalizer != 0 {
            throw AttachError(
                .notReady, "Python in process \(files.pid) is shutting down; there is nothing to attach to")
        }
        if isRunning != 1 {
            throw AttachError(.notReady, "Python in process \(files.pid) is still starting; try again in a moment")
        }
    }
}
