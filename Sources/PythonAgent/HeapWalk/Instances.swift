// What an instance of any class holds beside what its kind holds: slots and C members, and attributes, which are in a
// dict, in a block of values, or behind the object.
import CAgentABI
import CPythonABI

/// Tells of members and attributes.
func walkInstance(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) {
    for index in 0..<info.pointee.memberCount {
        let member = HeapWalk.types.member(info.pointee.firstMember &+ index)
        if info.pointee.kind == ObjectKind.type && isTypeField(member.offset) { continue }
        let target = load(object &+ member.offset, 0)
        if target != 0 { HeapWalk.edge(target, HEAPTIDE_HEAP_EDGE_PROPERTY, member.name) }
    }
    walkValues(object, info)
    let dict = attributeDict(of: object, info)
    if dict != 0 { HeapWalk.edge(dict, HEAPTIDE_HEAP_EDGE_ATTRIBUTES, UInt64(HEAPTIDE_NAME_DICT.rawValue)) }
}

/// The dict that holds the attributes, 0 if there is none (yet).
func attributeDict(of object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) -> UInt64 {
    if layout.minor >= 11 && info.pointee.flags & UInt64(HEAPTIDE_PY_FLAG_MANAGED_DICT.rawValue) != 0 {
        let word = load(object &- 24, 0)
        return layout.minor == 12 && word & 1 == 1 ? 0 : word
    }
    let offset = info.pointee.dictOffset
    if offset == 0 { return 0 }
    if offset > 0 { return load(object &+ UInt64(offset), 0) }
    // Behind the items of a variable-sized object, counted from its end.
    if layout.minor >= 12 { return 0 }
    let count = Int64(bitPattern: load(object, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue)))
    let items = UInt64(count < 0 ? -count : count) &* info.pointee.itemSize
    let size = (info.pointee.basicSize &+ items &+ 7) & ~7
    return load(object &+ size &- UInt64(-offset), 0)
}

/// The block of values of an instance without a dict, 0 if it has none. Up to 3.12.
func splitValues(of object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) -> UInt64 {
    guard info.pointee.flags & UInt64(HEAPTIDE_PY_FLAG_MANAGED_DICT.rawValue) != 0, info.pointee.cachedKeys != 0 else {
        return 0
    }
    if layout.minor == 11 { return load(object &- 32, 0) }
    guard layout.minor == 12 else { return 0 }
    let word = load(object &- 24, 0)
    return word & 1 == 1 ? word &+ 1 : 0
}

// MARK: Classes and dates

/// What a class refers to beside its dict. Which of these are members too depends on the version.
func walkType(_ type: UInt64) {
    func field(_ offset: heaptide_py_offset, _ name: heaptide_heap_name) {
        walkField(type, UInt32(offset.rawValue), HEAPTIDE_HEAP_EDGE_INTERNAL, name)
    }
    field(HEAPTIDE_PY_TYPE_BASE, HEAPTIDE_NAME_BASE)
    field(HEAPTIDE_PY_TYPE_BASES, HEAPTIDE_NAME_BASES)
    field(HEAPTIDE_PY_TYPE_MRO, HEAPTIDE_NAME_MRO)
    field(HEAPTIDE_PY_TYPE_CACHE, HEAPTIDE_NAME_TYPE_CACHE)
    // From 3.12 on a number stands in the interpreter's own types.
    let isNumber =
        load(type, UInt32(HEAPTIDE_PY_TYPE_FLAGS.rawValue)) & UInt64(HEAPTIDE_PY_FLAG_STATIC_BUILTIN.rawValue)
    if layout.minor < 12 || isNumber == 0 { field(HEAPTIDE_PY_TYPE_SUBCLASSES, HEAPTIDE_NAME_SUBCLASSES) }
}

private func isTypeField(_ offset: UInt64) -> Bool {
    offset == UInt64(HEAPTIDE_PY_TYPE_BASE.rawValue) || offset == UInt64(HEAPTIDE_PY_TYPE_MRO.rawValue)
}

/// A datetime's or a time's zone; what a zone is made of.
func walkDate(_ object: UInt64, _ kind: UInt8) {
    if kind == ObjectKind.timeZone {
        walkField(object, 16, HEAPTIDE_HEAP_EDGE_UNNAMED, HEAPTIDE_NAME_NONE)
        walkField(object, 24, HEAPTIDE_HEAP_EDGE_UNNAMED, HEAPTIDE_NAME_NONE)
    } else if load8(object, 24) != 0 {
        walkField(object, kind == ObjectKind.dateTime ? 40 : 32, HEAPTIDE_HEAP_EDGE_PROPERTY, HEAPTIDE_NAME_TZINFO)
    }
}

private func walkValues(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) {
    forEachValue(of: object, info) { key, value in
        let name = HeapWalk.name(ofKey: key)
        HeapWalk.edge(value, name == 0 ? HEAPTIDE_HEAP_EDGE_KEY : HEAPTIDE_HEAP_EDGE_PROPERTY, name)
    }
}

/// Calls `body` with name and value of every attribute that is not in a dict.
@inline(__always)
func forEachValue(
    of object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>, _ body: (_ key: UInt64, _ value: UInt64) -> Void
) {
    var values: UInt64 = 0
    if layout.minor >= 13 {
        let inline = UInt64(HEAPTIDE_PY_FLAG_INLINE_VALUES.rawValue)
        guard info.pointee.flags & inline != 0, info.pointee.cachedKeys != 0 else { return }
        let header = object &+ info.pointee.basicSize
        // capacity, size, embedded, valid; then the values.
        if load8(header, 3) != 0 { values = header &+ 8 }
    } else {
        values = splitValues(of: object, info)
    }
    if values == 0 { return }
    let keys = DictKeys(info.pointee.cachedKeys)
    for index in 0..<keys.count {
        let value = load(values &+ UInt64(index) &* 8, 0)
        if value != 0 { body(keys.key(index), value) }
    }
}
