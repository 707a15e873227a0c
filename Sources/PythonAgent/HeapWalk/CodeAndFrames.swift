// Functions, code objects, and what runs: frames with their locals by name, generators, tracebacks, exceptions.
import CAgentABI
import CPythonABI

/// Tells of the field at `offset`, if it is set.
@inline(__always)
func walkField(_ object: UInt64, _ offset: UInt32, _ kind: heaptide_heap_edge, _ name: heaptide_heap_name) {
    let target = load(object, offset)
    if target != 0 { HeapWalk.edge(target, kind, UInt64(name.rawValue)) }
}

@inline(__always)
private func machinery(_ object: UInt64, _ offset: UInt32, _ name: heaptide_heap_name) {
    walkField(object, offset, HEAPTIDE_HEAP_EDGE_INTERNAL, name)
}

private let heldByGlobals = heaptide_heap_edge(
    HEAPTIDE_HEAP_EDGE_INTERNAL.rawValue | HEAPTIDE_HEAP_EDGE_SHORTCUT.rawValue)

func walkFunction(_ function: UInt64) {
    let isNew = HeapWalk.layout.function_fields == 1
    walkField(function, isNew ? 16 : 24, heldByGlobals, HEAPTIDE_NAME_GLOBALS)
    if isNew { walkField(function, 24, heldByGlobals, HEAPTIDE_NAME_F_BUILTINS) }
    machinery(function, isNew ? 32 : 64, HEAPTIDE_NAME_NAME)
    // The text of the qualified name too: functions are called by it.
    _ = HeapWalk.announcedName(load(function, isNew ? 40 : 104))
    machinery(function, isNew ? 40 : 104, HEAPTIDE_NAME_QUALNAME)
    machinery(function, isNew ? 48 : 16, HEAPTIDE_NAME_CODE)
    machinery(function, isNew ? 56 : 32, HEAPTIDE_NAME_DEFAULTS)
    machinery(function, isNew ? 64 : 40, HEAPTIDE_NAME_KWDEFAULTS)
    walkClosure(load(function, isNew ? 72 : 48), of: load(function, isNew ? 48 : 16))
    machinery(function, isNew ? 80 : 56, HEAPTIDE_NAME_DOC)
    walkField(function, isNew ? 88 : 72, HEAPTIDE_HEAP_EDGE_ATTRIBUTES, HEAPTIDE_NAME_DICT)
    machinery(function, isNew ? 104 : 88, HEAPTIDE_NAME_MODULE)
    machinery(function, isNew ? 112 : 96, HEAPTIDE_NAME_ANNOTATIONS)
    if layout.minor >= 14 { machinery(function, 120, HEAPTIDE_NAME_ANNOTATIONS) }
    // typeparams of 3.12 and 3.13, and after annotate in 3.14.
    if layout.minor >= 12 { machinery(function, layout.minor >= 14 ? 128 : 120, HEAPTIDE_NAME_NONE) }
}

func walkCode(_ code: UInt64) {
    if layout.minor >= 11 {
        machinery(code, 24, HEAPTIDE_NAME_CO_CONSTS)
        machinery(code, 32, HEAPTIDE_NAME_CO_NAMES)
        machinery(code, 40, HEAPTIDE_NAME_CO_EXCEPTIONTABLE)
        machinery(code, 96, HEAPTIDE_NAME_CO_VARNAMES)
        machinery(code, 112, HEAPTIDE_NAME_CO_FILENAME)
        machinery(code, 120, HEAPTIDE_NAME_CO_NAME)
        machinery(code, 128, HEAPTIDE_NAME_CO_QUALNAME)
        machinery(code, 136, HEAPTIDE_NAME_CO_LINETABLE)
        return
    }
    machinery(code, 48, HEAPTIDE_NAME_CO_CODE)
    machinery(code, 56, HEAPTIDE_NAME_CO_CONSTS)
    machinery(code, 64, HEAPTIDE_NAME_CO_NAMES)
    machinery(code, 72, HEAPTIDE_NAME_CO_VARNAMES)
    machinery(code, 80, HEAPTIDE_NAME_CO_FREEVARS)
    machinery(code, 88, HEAPTIDE_NAME_CO_CELLVARS)
    machinery(code, 104, HEAPTIDE_NAME_CO_FILENAME)
    machinery(code, 112, HEAPTIDE_NAME_CO_NAME)
    machinery(code, 120, layout.minor == 9 ? HEAPTIDE_NAME_CO_LNOTAB : HEAPTIDE_NAME_CO_LINETABLE)
}

func walkTraceback(_ traceback: UInt64) {
    machinery(traceback, UInt32(HEAPTIDE_PY_TRACEBACK_NEXT.rawValue), HEAPTIDE_NAME_TB_NEXT)
    machinery(traceback, UInt32(HEAPTIDE_PY_TRACEBACK_FRAME.rawValue), HEAPTIDE_NAME_TB_FRAME)
}

func walkException(_ exception: UInt64) {
    machinery(exception, 24, HEAPTIDE_NAME_ARGS)
    let shift: UInt32 = layout.minor >= 11 ? 8 : 0
    if shift != 0 { machinery(exception, 32, HEAPTIDE_NAME_NOTES) }
    machinery(exception, 32 + shift, HEAPTIDE_NAME_TRACEBACK)
    machinery(exception, 40 + shift, HEAPTIDE_NAME_CONTEXT)
    machinery(exception, 48 + shift, HEAPTIDE_NAME_CAUSE)
}

// MARK: Frames

/// The code object of an interpreter frame (a frame object up to 3.10), 0 if it runs something else.
func frameCode(_ frame: UInt64) -> UInt64 {
    let code = load(frame, layout.frame_code) & ~7
    if code == 0 || load(code, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) != bits(python.code_type) { return 0 }
    return code
}

/// Locals, cells and free variables of a frame under their names, without the value stack. Returns how many there are
/// places for.
@discardableResult
func walkLocals(_ frame: UInt64) -> UInt64 {
    let code = frameCode(frame)
    if code == 0 { return 0 }
    let first = frame &+ UInt64(HeapWalk.layout.frame_locals)
    var index: UInt64 = 0
    if layout.minor >= 11 {
        let names = load(code, HeapWalk.layout.code_local_names)
        walkLocals(first, names: names, &index) { VariableKinds(code, names).isCell($0) }
    } else {
        // Locals, cells, free variables: a tuple of names each.
        walkLocals(first, names: load(code, 72), &index) { _ in false }
        walkLocals(first, names: load(code, 88), &index) { _ in true }
        walkLocals(first, names: load(code, 80), &index) { _ in true }
    }
    return index
}

/// The value stack of a frame that runs, behind its locals. How deep it is, only 3.14 writes down; so every word in it is
/// told as what it may be: the reader keeps those whose targets have a reference that nothing else accounts for.
func walkStack(_ frame: UInt64, locals: UInt64) {
    let code = frameCode(frame)
    if code == 0 { return }
    let first = frame &+ UInt64(HeapWalk.layout.frame_locals) &+ locals &* 8
    var count = UInt64(max(0, min(load32(code, HeapWalk.layout.code_stacksize), 1 << 16)))
    if layout.minor >= 14 {
        let pointer = load(frame, UInt32(HEAPTIDE_PY_FRAME_STACK_POINTER.rawValue))
        if pointer >= first && pointer &- first <= count &* 8 { count = (pointer &- first) / 8 }
    }
    for index in 0..<count {
        let target = reference(load(first &+ index &* 8, 0))
        if target > 4096 && target & 7 == 0 && target >> 47 == 0 { HeapStream.possible(target) }
    }
}

@inline(__always)
private func walkLocals(_ first: UInt64, names: UInt64, _ index: inout UInt64, _ isCell: (UInt64) -> Bool) {
    if names == 0 { return }
    let count = load(names, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue))
    for position in 0..<count {
        let target = reference(load(first &+ index &* 8, 0))
        let name = load(names &+ UInt64(HeapWalk.layout.tuple_items) &+ position &* 8, 0)
        if target != 0 && isCell(position) {
            walkCell(target, of: name)
        } else if target != 0 {
            HeapWalk.edge(target, HEAPTIDE_HEAP_EDGE_VARIABLE, HeapWalk.announcedName(name))
        }
        index &+= 1
    }
}

/// From 3.14 on frames hold tagged references: 3 is a small integer, 1 nothing.
@inline(__always)
private func reference(_ word: UInt64) -> UInt64 {
    if layout.minor < 14 { return word }
    return word & 3 == 3 || word <= 1 ? 0 : word & ~3
}

/// The frame of a generator that is not running; 0 for one that runs or has ended.
func suspendedFrame(_ generator: UInt64) -> UInt64 {
    if layout.minor < 11 { return 0 }
    // -2 created, -1 suspended (3.13: -2 suspended in `yield from`), 0 executing, 4 cleared.
    let state = Int8(bitPattern: load8(generator, UInt32(HeapWalk.layout.generator_state)))
    return state < 0 ? generator &+ UInt64(HeapWalk.layout.generator_frame) : 0
}
