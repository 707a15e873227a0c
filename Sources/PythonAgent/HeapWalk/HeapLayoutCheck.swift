// Before the first walk: what the tables say of objects is compared with objects of the running interpreter whose
// insides are known. Runs at a safe point, with the GIL held.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// `HEAPTIDE_REFUSAL_NONE` if all agrees.
func checkHeapLayout() -> heaptide_refusal {
    let minor = layout.minor
    HeapWalk.layout = heaptide_heap_layout_at(Int32(minor) - HEAPTIDE_PY_FIRST_MINOR)
    guard HeapWalk.layout.minor == minor else { return HEAPTIDE_REFUSAL_VERSION }
    HeapRoots.lookUp()
    HeapWalk.coreTypes.lookUp()
    guard checkTypes(), let interpreter = checkInterpreter() else { return HEAPTIDE_REFUSAL_HEAP }
    guard checkModules(load(interpreter, HeapWalk.layout.interpreter_modules)) else { return HEAPTIDE_REFUSAL_HEAP }
    return Collector(interpreter: interpreter).isCollecting || Collector(interpreter: interpreter).isPlausible
        ? HEAPTIDE_REFUSAL_NONE : HEAPTIDE_REFUSAL_HEAP
}

/// The type of types is its own type; its name and its size are where they are in every version.
private func checkTypes() -> Bool {
    let type = HeapWalk.coreTypes.type
    guard type != 0, HeapWalk.coreTypes.object != 0, load(type, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == type,
        load(type, UInt32(HEAPTIDE_PY_TYPE_BASE.rawValue)) == HeapWalk.coreTypes.object,
        TypeTable.isNamed(type, "type")
    else { return false }
    let integer = bits(heaptide_symbol(cString("PyLong_Type")))
    return load(integer, UInt32(HEAPTIDE_PY_TYPE_BASICSIZE.rawValue)) == 24
        && load(integer, UInt32(HEAPTIDE_PY_TYPE_ITEMSIZE.rawValue)) == 4
}

/// The interpreter of this thread is one of those that the runtime names.
private func checkInterpreter() -> UInt64? {
    let own = load(bits(python.current_thread_state()), UInt32(HEAPTIDE_PY_THREAD_INTERPRETER.rawValue))
    var interpreter = HeapRoots.firstInterpreter
    var count = 0
    while interpreter != 0 && interpreter != own && count < 10_000 {
        interpreter = load(interpreter, HeapWalk.layout.interpreter_next)
        count &+= 1
    }
    guard interpreter != 0, interpreter == own else { return nil }
    // This thread is one of its threads.
    var thread = load(own, HeapWalk.layout.interpreter_threads)
    count = 0
    while thread != 0 && thread != bits(python.current_thread_state()) && count < 100_000 {
        thread = load(thread, HeapWalk.layout.thread_next)
        count &+= 1
    }
    return thread == 0 ? nil : own
}

/// sys.modules is a dict whose entries, read raw, have a module under "sys".
private func checkModules(_ modules: UInt64) -> Bool {
    let module = HeapWalk.coreTypes.module
    guard modules != 0, load(modules, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == HeapWalk.coreTypes.dict else { return false }
    var hasSys = false
    var count: UInt64 = 0
    DictEntries(modules).forEach { key, value in
        count &+= 1
        if isText(key, "sys") && load(value, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == module { hasSys = true }
    }
    return hasSys && count == load(modules, UInt32(HEAPTIDE_PY_DICT_USED.rawValue))
}
