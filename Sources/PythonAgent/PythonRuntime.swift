// The interpreter that this process runs: its functions, its version, its layout, and the check that the layout is
// true here. Nothing is assumed of an interpreter that the agent was not built for.
import CAgentABI
import CAgentPlatform
import CPythonABI

nonisolated(unsafe) var python = heaptide_py_api()
nonisolated(unsafe) var layout = heaptide_py_layout()

/// Whether this process has an interpreter in it at all.
func findPython() -> Bool { heaptide_symbol(cString("Py_GetVersion")) != nil }

@inline(__always)
private func function<T>(_ name: StaticString, _ type: T.Type) -> T {
    unsafeBitCast(heaptide_symbol(cString(name)), to: T.self)
}

@inline(__always)
private func function<T>(_ name: StaticString, or older: StaticString, _ type: T.Type) -> T {
    unsafeBitCast(heaptide_symbol(cString(name)) ?? heaptide_symbol(cString(older)), to: T.self)
}

/// Looks up all functions and the layout. Returns why the agent cannot record here (`HEAPTIDE_REFUSAL_NONE`: it can).
func inspectPython(_ hello: inout heaptide_hello) -> heaptide_refusal {
    lookUpFunctions()
    guard let getVersion = python.get_version, let version = getVersion() else { return HEAPTIDE_REFUSAL_SYMBOLS }
    copyVersion(version, &hello)
    hello.minor = parseMinor(version)
    if heaptide_symbol(cString("PyPyThreadState_Get")) != nil || strstr(version, cString("PyPy")) != nil {
        return HEAPTIDE_REFUSAL_NOT_CPYTHON
    }
    if strstr(version, cString("free-threading")) != nil { return HEAPTIDE_REFUSAL_FREE_THREADED }
    if heaptide_symbol(cString("_Py_RefTotal")) != nil
        || heaptide_symbol(cString("_PyTraceMalloc_GetTraces")) == nil
            && heaptide_symbol(cString("_Py_GetRefTotal")) != nil
            && heaptide_symbol(cString("_PyObject_DebugTypeStats")) == nil
    {
        return HEAPTIDE_REFUSAL_DEBUG_BUILD
    }
    guard selectLayout(hello.minor) else { return HEAPTIDE_REFUSAL_VERSION }
    return hasEverything() ? HEAPTIDE_REFUSAL_NONE : HEAPTIDE_REFUSAL_SYMBOLS
}

private func lookUpFunctions() {
    python.get_version = function("Py_GetVersion", type(of: python.get_version))
    python.is_initialized = function("Py_IsInitialized", type(of: python.is_initialized))
    python.is_finalizing = function("Py_IsFinalizing", or: "_Py_IsFinalizing", type(of: python.is_finalizing))
    python.get_allocator = function("PyMem_GetAllocator", type(of: python.get_allocator))
    python.set_allocator = function("PyMem_SetAllocator", type(of: python.set_allocator))
    python.get_arena_allocator = function("PyObject_GetArenaAllocator", type(of: python.get_arena_allocator))
    python.set_arena_allocator = function("PyObject_SetArenaAllocator", type(of: python.set_arena_allocator))
    python.add_pending_call = function("Py_AddPendingCall", type(of: python.add_pending_call))
    python.current_thread_state = function(
        "PyThreadState_GetUnchecked", or: "_PyThreadState_UncheckedGet", type(of: python.current_thread_state))
    python.own_thread_state = function("PyGILState_GetThisThreadState", type(of: python.own_thread_state))
    python.current_frame = function("PyEval_GetFrame", type(of: python.current_frame))
    python.frame_code = function("PyFrame_GetCode", type(of: python.frame_code))
    python.frame_back = function("PyFrame_GetBack", type(of: python.frame_back))
    python.frame_line = function("PyFrame_GetLineNumber", type(of: python.frame_line))
    python.code_line = function("PyCode_Addr2Line", type(of: python.code_line))
    python.get_attribute = function("PyObject_GetAttrString", type(of: python.get_attribute))
    python.as_long = function("PyLong_AsLong", type(of: python.as_long))
    python.string_length = function("PyUnicode_GetLength", type(of: python.string_length))
    python.string_character = function("PyUnicode_ReadChar", type(of: python.string_character))
    python.release = function("Py_DecRef", type(of: python.release))
    python.clear_error = function("PyErr_Clear", type(of: python.clear_error))
    python.import_module = function("PyImport_ImportModule", type(of: python.import_module))
    python.new_function = function("PyCFunction_NewEx", type(of: python.new_function))
    python.new_tuple = function("PyTuple_New", type(of: python.new_tuple))
    python.set_tuple_item = function("PyTuple_SetItem", type(of: python.set_tuple_item))
    python.call = function("PyObject_CallObject", type(of: python.call))
    python.retain = function("Py_IncRef", type(of: python.retain))
    python.hold_gil = function("PyGILState_Ensure", type(of: python.hold_gil))
    python.release_gil = function("PyGILState_Release", type(of: python.release_gil))
    python.none = heaptide_symbol(cString("_Py_NoneStruct"))
    python.code_type = heaptide_symbol(cString("PyCode_Type"))
    python.unicode_type = heaptide_symbol(cString("PyUnicode_Type"))
    python.bytes_type = heaptide_symbol(cString("PyBytes_Type"))
}

private func hasEverything() -> Bool {
    // The struct is nothing but pointers: none may be null.
    withUnsafeBytes(of: &python) { bytes in
        let words = bytes.bindMemory(to: UInt.self)
        for index in 0..<words.count where words[index] == 0 { return false }
        return true
    }
}

func copyVersion(_ version: UnsafePointer<CChar>, _ hello: inout heaptide_hello) {
    withUnsafeMutableBytes(of: &hello.version) { target in
        var index = 0
        while index < target.count - 1 && version[index] != 0 {
            target[index] = UInt8(bitPattern: version[index])
            index &+= 1
        }
    }
}

/// The 12 of "3.12.1 (main, …)"; 0 for anything but Python 3.
private func parseMinor(_ version: UnsafePointer<CChar>) -> UInt32 {
    guard version[0] == 51, version[1] == 46 else { return 0 }
    var minor: UInt32 = 0
    var index = 2
    while version[index] >= 48 && version[index] <= 57 && index < 5 {
        minor = minor &* 10 &+ UInt32(version[index] - 48)
        index &+= 1
    }
    return minor
}

private func selectLayout(_ minor: UInt32) -> Bool {
    guard minor >= UInt32(HEAPTIDE_PY_FIRST_MINOR), minor <= UInt32(HEAPTIDE_PY_LAST_MINOR) else { return false }
    layout = heaptide_layout_at(Int32(minor) - HEAPTIDE_PY_FIRST_MINOR)
    return layout.minor == minor
}
