// The heap as the program leaves it: sent by an exit function, which runs before modules and their contents go.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// What the recorder has asked for: `heaptide_snapshot_wish`.
nonisolated(unsafe) var snapshotWish: UInt32 = 0
nonisolated(unsafe) private var definition = heaptide_py_function_definition()
nonisolated(unsafe) private var registeredPid: Int32 = 0

/// Registers the exit function with `atexit`. It is the first that is registered, so it runs after the program's own.
func sendHeapAtExit() {
    definition.name = cString("heaptide_snapshot_at_exit")
    definition.function = { _, _ in snapshotAtExit() }
    definition.flags = HEAPTIDE_PY_NO_ARGUMENTS
    guard let module = python.import_module(cString("atexit")) else { return python.clear_error() }
    defer { python.release(module) }
    guard let register = python.get_attribute(module, cString("register")) else { return python.clear_error() }
    defer { python.release(register) }
    let function = withUnsafeMutablePointer(to: &definition) { python.new_function($0, nil, nil) }
    guard let function, let arguments = python.new_tuple(1) else { return python.clear_error() }
    defer { python.release(arguments) }
    guard python.set_tuple_item(arguments, 0, function) == 0, let result = python.call(register, arguments) else {
        return python.clear_error()
    }
    python.release(result)
    registeredPid = getpid()
}

/// A forked child has inherited the function, but its heap was not asked for.
private func snapshotAtExit() -> UnsafeMutableRawPointer? {
    let options = snapshotWish & HEAPTIDE_SNAPSHOT_VALUES.rawValue != 0 ? HEAPTIDE_HEAP_VALUES.rawValue : 0
    if getpid() == registeredPid, let order = SnapshotOrder.toRecorder(HEAPTIDE_HEAP_EXIT, options: options) {
        _ = sendHeap(order, leavesClone: false)
        order.release()
    }
    python.retain(python.none)
    return python.none
}
