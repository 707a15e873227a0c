// What an instance would save if its class declared its attributes as `__slots__`: the dict or the block of values that
// holds them now, against a word for each.
import CAgentABI
import CPythonABI

/// `tp_dealloc` of the classes that are made in Python: `__slots__` is theirs to have. 0 = not known.
nonisolated(unsafe) var classDealloc: UInt64 = 0

/// Bytes of an instance that has no attributes, if this class and those above it that are made in Python had `__slots__`.
/// 0 if that would take nothing away, or a class of C gives the instances their dict.
func slottedBytes(_ type: UInt64) -> UInt64 {
    guard hasDict(type), isMadeInPython(type) else { return 0 }
    var base = type
    for _ in 0..<200 {
        base = load(base, UInt32(HEAPTIDE_PY_TYPE_BASE.rawValue))
        if base == 0 { return 0 }
        if !isMadeInPython(base) { break }
    }
    if hasDict(base) { return 0 }
    let basic = load(type, UInt32(HEAPTIDE_PY_TYPE_BASICSIZE.rawValue))
    let dict: UInt64 = Int64(bitPattern: load(type, UInt32(HEAPTIDE_PY_TYPE_DICTOFFSET.rawValue))) > 0 ? 8 : 0
    let weak: UInt64 = weakListOffset(type) > 0 && weakListOffset(base) == 0 ? 8 : 0
    // The collector looks at it in any case: it has attributes.
    return basic &- dict &- weak &+ 16
}

private func hasDict(_ type: UInt64) -> Bool {
    let managed = UInt64(HEAPTIDE_PY_FLAG_MANAGED_DICT.rawValue)
    return layout.minor >= 11 && load(type, UInt32(HEAPTIDE_PY_TYPE_FLAGS.rawValue)) & managed != 0
        || load(type, UInt32(HEAPTIDE_PY_TYPE_DICTOFFSET.rawValue)) != 0
}

private func isMadeInPython(_ type: UInt64) -> Bool {
    classDealloc != 0 && load(type, UInt32(HEAPTIDE_PY_TYPE_DEALLOC.rawValue)) == classDealloc
        && load(type, UInt32(HEAPTIDE_PY_TYPE_FLAGS.rawValue)) & UInt64(HEAPTIDE_PY_FLAG_HEAP_TYPE.rawValue) != 0
}

private func weakListOffset(_ type: UInt64) -> Int64 {
    Int64(bitPattern: load(type, UInt32(HEAPTIDE_PY_TYPE_WEAKLISTOFFSET.rawValue)))
}

/// What this instance would save: all names that instances of its class share become slots. 0 if it is referred to weakly,
/// which slots would have to provide for, or if somebody else uses its dict.
func slotSavings(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>, bytes: UInt64) -> UInt64 {
    if isWeaklyReferenced(object, info) { return 0 }
    var names: UInt64 = info.pointee.cachedKeys == 0 ? 0 : UInt64(DictKeys(info.pointee.cachedKeys).count)
    var now = bytes
    let dict = attributeDict(of: object, info)
    if dict != 0 {
        let dictInfo = HeapWalk.types.info(load(dict, UInt32(HEAPTIDE_PY_OBJECT_TYPE)))
        guard dictInfo.pointee.kind == ObjectKind.dict, dictInfo.pointee.isExact, load32(dict, 0) == 1 else { return 0 }
        names = max(names, load(dict, UInt32(HEAPTIDE_PY_DICT_USED.rawValue)))
        now = now &+ objectSize(dict, dictInfo).bytes
    }
    let slotted = info.pointee.slotted &+ names &* 8
    return names == 0 || now <= slotted ? 0 : now &- slotted
}

private func isWeaklyReferenced(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) -> Bool {
    let isManaged = info.pointee.flags & UInt64(HEAPTIDE_PY_FLAG_MANAGED_WEAKREF.rawValue) != 0
    if layout.minor >= 12 && isManaged { return load(object &- 32, 0) != 0 }
    let offset = weakListOffset(info.pointee.address)
    return offset > 0 && load(object &+ UInt64(offset), 0) != 0
}
