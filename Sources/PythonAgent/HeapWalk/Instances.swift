// What an instance of any class holds beside what its kind holds: slots and C members, and attributes, which are in a
// dict, in a block of values, or behind the object.
import CAgentABI
import CPythonABI

/// Tells of members and attributes.
func walkInstance(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) {
    for index in 0..<info.pointee.memberCount {
        let member = HeapWalk.types.member(info.pointee.firstMember &+ index)
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

private func walkValues(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) {
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
        if value != 0 { HeapWalk.edge(value, HEAPTIDE_HEAP_EDGE_PROPERTY, HeapWalk.name(ofKey: keys.key(index))) }
    }
}
