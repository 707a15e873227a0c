// Variables that several functions share: a cell each, which whoever has it calls by the same name.
import CAgentABI
import CPythonABI

/// What the entries of a code object's table of names are, from 3.11 on. Says that nothing is known where the code is not
/// as expected.
struct VariableKinds {
    private let kinds: UInt64
    private static let cellOrFree: UInt8 = 0x40 | 0x80
    private static let free: UInt8 = 0x80

    init(_ code: UInt64, _ names: UInt64) {
        let kinds = load(code, UInt32(HEAPTIDE_PY_CODE_LOCAL_KINDS.rawValue))
        let isKnown =
            kinds != 0 && names != 0 && load(kinds, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == HeapWalk.coreTypes.bytes
            && load(kinds, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue)) == load(names, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue))
        self.kinds = isKnown ? kinds : 0
    }

    @inline(__always)
    private func kind(_ index: UInt64) -> UInt8 {
        kinds == 0 ? 0 : load8(kinds &+ index, UInt32(HEAPTIDE_PY_BYTES_DATA))
    }

    /// A variable that an inner function uses, or that is an outer one's.
    func isCell(_ index: UInt64) -> Bool { kind(index) & Self.cellOrFree != 0 }
    func isFree(_ index: UInt64) -> Bool { kind(index) & Self.free != 0 }
}

/// The cells of a function, under the names that its code has for them.
func walkClosure(_ closure: UInt64, of code: UInt64) {
    if closure == 0 { return }
    HeapWalk.edge(closure, HEAPTIDE_HEAP_EDGE_PART, UInt64(HEAPTIDE_NAME_CLOSURE.rawValue))
    guard code != 0, load(code, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == bits(python.code_type),
        load(closure, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == HeapWalk.coreTypes.tuple
    else { return }
    let isNew = layout.minor >= 11
    let names = load(code, isNew ? HeapWalk.layout.code_local_names : 80)
    if names == 0 { return }
    let kinds = isNew ? VariableKinds(code, names) : nil
    let cells = load(closure, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue))
    let items = UInt64(HeapWalk.layout.tuple_items)
    var cell: UInt64 = 0
    for index in 0..<load(names, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue)) where kinds?.isFree(index) ?? true {
        if cell == cells { return }
        tellCell(load(closure &+ items &+ cell &* 8, 0), of: load(names &+ items &+ index &* 8, 0))
        cell &+= 1
    }
}

/// A variable of a frame that is kept in a cell, or will be.
func walkCell(_ target: UInt64, of name: UInt64) {
    let isMade = load(target, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == HeapWalk.coreTypes.cell
    if isMade { tellCell(target, of: name) }
    HeapWalk.edge(
        target, isMade ? HEAPTIDE_HEAP_EDGE_PART : HEAPTIDE_HEAP_EDGE_VARIABLE, HeapWalk.announcedName(name))
}

private func tellCell(_ cell: UInt64, of name: UInt64) {
    guard cell != 0, load(cell, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == HeapWalk.coreTypes.cell else { return }
    HeapStream.cell(cell, HeapWalk.announcedName(name))
}
