// The few pages that attaching leaves in a process: the code that runs there and what it needs to know.
import CAttach
import Glibc

/// What is to be loaded and called.
struct CallRequest {
    let library: [UInt8]
    let symbol: [UInt8]
    let argument: [UInt8]

    /// - Throws: if a text is too long or holds a 0, or there is no such file.
    init(library: String, symbol: String, argument: String) throws(AttachError) {
        self.library = try Self.text(library, "the library's path", HEAPTIDE_NEST_TEXT_BYTES)
        self.symbol = try Self.text(symbol, "the symbol", HEAPTIDE_NEST_SYMBOL_BYTES)
        self.argument = try Self.text(argument, "the argument", HEAPTIDE_NEST_TEXT_BYTES)
        if !library.hasPrefix("/") {
            throw AttachError(.library, "\(library) is no absolute path; name the whole path")
        }
        var status = stat()
        guard stat(library, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw AttachError(.library, "there is no file \(library); name a shared library")
        }
    }

    private static func text(_ text: String, _ what: String, _ room: Int32) throws(AttachError) -> [UInt8] {
        let bytes = Array(text.utf8)
        if bytes.contains(0) { throw AttachError(.library, "\(what) holds a zero byte; leave it out") }
        if bytes.count >= Int(room) { throw AttachError(.library, "\(what) is longer than \(room - 1) bytes") }
        return bytes + [0]
    }
}

/// The nest: a page of code, three of data, a stack. Once built it stays in the process, mapped and unused, for the next
/// attach: nothing that may still run in it is ever taken away from under it.
struct Nest {
    let base: UInt64
    let memory: ProcessMemory

    var data: UInt64 { base &+ UInt64(HEAPTIDE_NEST_CODE_BYTES) }
    /// Where the borrowed thread's way back lies: at the far end of the stack.
    var frame: UInt64 { data &+ UInt64(HEAPTIDE_NEST_FRAME) }
    var stackTop: UInt64 { base &+ UInt64(HEAPTIDE_NEST_BYTES) &- 64 }

    private static let code = Array(
        UnsafeBufferPointer(start: heaptide_nest_code_first(), count: heaptide_nest_code_count()))

    /// The nest of an earlier attach that is free; nil if there is none.
    static func find(_ process: PythonProcess) -> Nest? {
        guard let map = MemoryMap(process.files) else { return nil }
        for page in map.mappings where page.isExecutable && !page.isWritable && page.inode == 0 && page.bytes >= 4096 {
            for base in stride(from: page.start, to: page.end, by: Int(HEAPTIDE_NEST_CODE_BYTES)).prefix(64) {
                let nest = Nest(base: base, memory: process.memory)
                if nest.isOurs && nest.isFree { return nest }
            }
        }
        return nil
    }

    private var isOurs: Bool {
        let magic: UInt64? = memory.load(data)
        return magic == UInt64(HEAPTIDE_NEST_MAGIC) && memory.bytes(base, Self.code.count) == Self.code
    }

    /// Nothing runs in it or will, and nobody outside is using it.
    private var isFree: Bool {
        guard let owner = word(HEAPTIDE_NEST_OWNER), owner >= 0 else { return false }
        return (owner == 0 || kill(owner, 0) != 0 && errno == ESRCH)
            && word(HEAPTIDE_NEST_QUEUED) == word(HEAPTIDE_NEST_RETURNED)
    }

    /// Builds one, with system calls on `thread`. The code's page is never writable in the process: it is written by
    /// its tracer.
    static func build(_ thread: BorrowedThread, _ process: PythonProcess) throws(AttachError) -> Nest {
        let (read, write, execute) = (UInt64(PROT_READ), UInt64(PROT_WRITE), UInt64(PROT_EXEC))
        let flags = UInt64(MAP_PRIVATE | MAP_ANONYMOUS)
        let base = try thread.systemCall(
            SystemCalls.mmap, [0, UInt64(HEAPTIDE_NEST_BYTES), read | write, flags, .max, 0])
        if base < 0 && base > -4096 { throw noMemory(process, -base) }
        let nest = Nest(base: UInt64(bitPattern: base), memory: process.memory)
        let page = try thread.systemCall(
            SystemCalls.mmap,
            [nest.base, UInt64(HEAPTIDE_NEST_CODE_BYTES), read | execute, flags | UInt64(MAP_FIXED), .max, 0])
        if page != base || !nest.writeCode(thread) || !process.memory.store(UInt64(HEAPTIDE_NEST_MAGIC), to: nest.data)
        {
            _ = try thread.systemCall(SystemCalls.munmap, [nest.base, UInt64(HEAPTIDE_NEST_BYTES)])
            throw noMemory(process, page < 0 ? -page : Int64(EPERM))
        }
        return nest
    }

    private static func noMemory(_ process: PythonProcess, _ error: Int64) -> AttachError {
        AttachError(
            .notAllowed,
            "process \(process.pid) cannot get executable memory (\(String(cString: strerror(Int32(error))))): a limit or"
                + " a security policy is in the way; start the program with heaptide run")
    }

    private func writeCode(_ thread: BorrowedThread) -> Bool {
        if memory.write(Self.code, to: base) { return true }
        for offset in stride(from: 0, to: Self.code.count, by: 8) {
            let word = (Self.code + Array(repeating: 0, count: 8)).integer(offset, 8)
            if heaptide_write_word(thread.traced.thread, base &+ UInt64(offset), word) < 0 { return false }
        }
        return true
    }

    /// Makes it ready for a call. It may be a copy that a forked process has of its parent's.
    func fill(_ request: CallRequest, _ process: PythonProcess) -> Bool {
        let (loader, python) = (process.loader, process.interpreter)
        let addresses = [
            loader.dlopen, loader.dlsym, loader.dlerror, python.ensureGIL, python.releaseGIL, python.addPendingCall,
            loader.createThread, loader.initAttributes, loader.setStackSize, loader.setDetached,
        ]
        let bytes = addresses.flatMap { address in (0..<8).map { UInt8(truncatingIfNeeded: address >> ($0 * 8)) } }
        return set(HEAPTIDE_NEST_OWNER, getpid()) && set(HEAPTIDE_NEST_PROCESS, process.pid)
            && set(HEAPTIDE_NEST_CLAIM, 0)
            && set(HEAPTIDE_NEST_STAGE, HEAPTIDE_STAGE_WAITING) && set(HEAPTIDE_NEST_CANCEL, 0)
            && write(bytes, HEAPTIDE_NEST_DLOPEN) && write(request.library, HEAPTIDE_NEST_LIBRARY)
            && write(request.symbol, HEAPTIDE_NEST_SYMBOL) && write(request.argument, HEAPTIDE_NEST_ARGUMENT)
    }

    /// A word of the data; nil if the process's memory is gone.
    func word(_ offset: Int32) -> Int32? { memory.load(data &+ UInt64(offset)) }

    func set(_ offset: Int32, _ value: Int32) -> Bool { memory.store(value, to: data &+ UInt64(offset)) }

    private func write(_ bytes: [UInt8], _ offset: Int32) -> Bool { memory.write(bytes, to: data &+ UInt64(offset)) }

    /// Counts one more pending call or helper that is about to be started; `-1` if it was not after all.
    func count(_ started: Int32) -> Bool {
        guard let queued = word(HEAPTIDE_NEST_QUEUED) else { return false }
        return set(HEAPTIDE_NEST_QUEUED, queued &+ started)
    }

    /// What the loader said, made one line.
    var loaderError: String {
        let bytes = memory.bytes(data &+ UInt64(HEAPTIDE_NEST_ERROR), Int(HEAPTIDE_NEST_ERROR_BYTES)) ?? []
        let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        return text.isEmpty ? "no reason given" : String(text.map { $0.isNewline ? " " : $0 })
    }
}
