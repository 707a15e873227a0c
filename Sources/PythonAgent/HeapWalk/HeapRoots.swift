// Where references begin: modules, threads and what they run. What C code holds beside these is seen by the reader, as
// reference counts that no reference accounts for.
import CAgentABI
import CAgentPlatform
import CPythonABI

enum HeapRoots {
    nonisolated(unsafe) private static var runtime: UInt64 = 0
    private static let mostThreads = 100_000
    private static let mostFrames = 100_000

    static func lookUp() { runtime = bits(heaptide_symbol(cString("_PyRuntime"))) }

    static var firstInterpreter: UInt64 {
        runtime == 0 ? 0 : load(runtime, HeapWalk.layout.runtime_interpreters)
    }

    /// Tells of all roots.
    static func walk() {
        var interpreter = firstInterpreter
        while interpreter != 0 {
            if interpreter == firstInterpreter { StandardLibrary.find(interpreter) }
            walkInterpreter(interpreter)
            walkThreads(interpreter)
            interpreter = load(interpreter, HeapWalk.layout.interpreter_next)
        }
    }

    private static func walkInterpreter(_ interpreter: UInt64) {
        let number = load(interpreter, HeapWalk.layout.interpreter_id)
        HeapStream.synthetic(HEAPTIDE_HEAP_SYNTHETIC_INTERPRETER, interpreter, number: number, name: 0, file: 0)
        field(interpreter, HeapWalk.layout.interpreter_modules, HEAPTIDE_NAME_MODULES)
        field(interpreter, HeapWalk.layout.interpreter_sysdict, HEAPTIDE_NAME_SYS)
        field(interpreter, HeapWalk.layout.interpreter_builtins, HEAPTIDE_NAME_BUILTINS)
        // The modules once more, each under its own name: the way by which people know them.
        let modules = load(interpreter, HeapWalk.layout.interpreter_modules)
        if modules == 0 { return }
        HeapStream.synthetic(HEAPTIDE_HEAP_SYNTHETIC_MODULES, interpreter &+ 1, number: number, name: 0, file: 0)
        DictEntries(modules).forEach { key, value in
            if load(key, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == bits(python.unicode_type) {
                HeapWalk.edge(value, HEAPTIDE_HEAP_EDGE_KEY, HeapWalk.announcedName(key))
            }
        }
    }

    private static func field(_ object: UInt64, _ offset: UInt32, _ name: heaptide_heap_name) {
        walkField(object, offset, HEAPTIDE_HEAP_EDGE_INTERNAL, name)
    }

    // MARK: Threads

    private static func walkThreads(_ interpreter: UInt64) {
        let names = ThreadNames(interpreter)
        var thread = load(interpreter, HeapWalk.layout.interpreter_threads)
        var count = 0
        while thread != 0 && count < mostThreads {
            walkThread(thread, names)
            thread = load(thread, HeapWalk.layout.thread_next)
            count &+= 1
        }
    }

    private static func walkThread(_ thread: UInt64, _ names: ThreadNames) {
        let identity = load(thread, PythonAgent.layout.thread_id)
        let known = names.name(of: identity)
        let name = known == 0 ? 0 : HeapWalk.announcedName(known)
        HeapStream.synthetic(HEAPTIDE_HEAP_SYNTHETIC_THREAD, thread, number: identity, name: name, file: 0)
        field(thread, HeapWalk.layout.thread_dict, HEAPTIDE_NAME_THREAD_LOCALS)
        field(thread, HeapWalk.layout.thread_context, HEAPTIDE_NAME_CONTEXT_VARIABLES)
        field(thread, HeapWalk.layout.thread_exception, HEAPTIDE_NAME_EXCEPTION)
        field(thread, HeapWalk.layout.thread_profile, HEAPTIDE_NAME_PROFILE)
        field(thread, HeapWalk.layout.thread_profile + 8, HEAPTIDE_NAME_TRACE)
        var frame = load(thread, PythonAgent.layout.thread_frame)
        if PythonAgent.layout.cframe_frame >= 0 && frame != 0 {
            frame = load(frame, UInt32(PythonAgent.layout.cframe_frame))
        }
        var count = 0
        while frame != 0 && count < mostFrames {
            walkFrame(frame)
            frame = load(frame, PythonAgent.layout.frame_previous)
            count &+= 1
        }
    }

    private static func walkFrame(_ frame: UInt64) {
        let owner = PythonAgent.layout.frame_owner
        if owner >= 0 && load8(frame, UInt32(owner)) > UInt8(HEAPTIDE_PY_OWNER_LAST_PYTHON) { return }
        let code = frameCode(frame)
        if code == 0 { return }
        let name = load(code, PythonAgent.layout.code_name)
        let file = load(code, PythonAgent.layout.code_file)
        // A frame object is an object of its own up to 3.10: its synthetic twin must not have its address.
        let identity = frame &+ 1
        HeapStream.synthetic(
            HEAPTIDE_HEAP_SYNTHETIC_FRAME, identity, number: line(frame, code), name: HeapWalk.announcedName(name),
            file: HeapWalk.announcedName(file))
        if PythonAgent.layout.minor < 11 {
            HeapWalk.edge(frame, HEAPTIDE_HEAP_EDGE_INTERNAL, UInt64(HEAPTIDE_NAME_FRAME.rawValue))
            walkStack(frame, locals: variableCount(code))
            return
        }
        walkStack(frame, locals: walkLocals(frame))
        HeapWalk.edge(code, HEAPTIDE_HEAP_EDGE_INTERNAL, UInt64(HEAPTIDE_NAME_CODE.rawValue))
        walkFrameFields(frame)
    }

    /// Locals, cells and free variables, up to 3.10.
    private static func variableCount(_ code: UInt64) -> UInt64 {
        func count(_ offset: UInt32) -> UInt64 {
            let names = load(code, offset)
            return names == 0 ? 0 : load(names, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue))
        }
        return count(72) &+ count(88) &+ count(80)
    }

    /// What an executing frame holds beside its locals and its stack.
    private static func walkFrameFields(_ frame: UInt64) {
        // 3.11: func 0, globals 8, builtins 16, locals 24, frame object 40; later: func 16, …, locals 40, frame object 48.
        let isFirst = PythonAgent.layout.minor == 11
        let function = tagged(load(frame, isFirst ? 0 : 16))
        if function != 0 { HeapWalk.edge(function, HEAPTIDE_HEAP_EDGE_INTERNAL, UInt64(HEAPTIDE_NAME_F_FUNC.rawValue)) }
        let locals = load(frame, isFirst ? 24 : 40)
        // Of a module's frame they are the module's own dict.
        let shared = heaptide_heap_edge(HEAPTIDE_HEAP_EDGE_INTERNAL.rawValue | HEAPTIDE_HEAP_EDGE_SHORTCUT.rawValue)
        if locals != 0 { HeapWalk.edge(locals, shared, UInt64(HEAPTIDE_NAME_F_LOCALS.rawValue)) }
        let object = load(frame, isFirst ? 40 : 48)
        if object != 0 { HeapWalk.edge(object, HEAPTIDE_HEAP_EDGE_INTERNAL, UInt64(HEAPTIDE_NAME_FRAME.rawValue)) }
    }

    private static func tagged(_ word: UInt64) -> UInt64 { PythonAgent.layout.minor >= 14 ? word & ~3 : word }

    private static func line(_ frame: UInt64, _ code: UInt64) -> UInt64 {
        let offset: Int32
        if PythonAgent.layout.instruction_scale == 0 {
            let instruction = load(frame, PythonAgent.layout.frame_instruction)
            offset = Int32(truncatingIfNeeded: instruction &- code &- UInt64(PythonAgent.layout.code_bytecode))
        } else {
            offset = load32(frame, PythonAgent.layout.frame_instruction) &* Int32(PythonAgent.layout.instruction_scale)
        }
        let line = python.code_line(UnsafeMutableRawPointer(bitPattern: UInt(code))!, offset)
        return line > 0
            ? UInt64(line) : UInt64(UInt32(bitPattern: max(0, load32(code, PythonAgent.layout.code_first_line))))
    }
}
