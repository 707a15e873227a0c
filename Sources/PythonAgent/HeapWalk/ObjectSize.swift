// True sizes: the blocks that an object is made of, not what `__sizeof__` tells. The sizes in bytes that were asked of
// the allocator, before it rounds up to its classes.
import CAgentABI
import CPythonABI

/// Bytes of an object with all that belongs to it alone, and how many of them are capacity that it does not use.
struct ObjectSize {
    var bytes: UInt64
    var unused: UInt64 = 0
    /// Of a collection: how many items there are, and how many there is room for.
    var items: (used: UInt64, room: UInt64)? = nil
}

@inline(__always)
private func itemCount(_ object: UInt64) -> UInt64 {
    let count = Int64(bitPattern: load(object, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue)))
    return UInt64(count < 0 ? -count : count)
}

@inline(__always)
func objectSize(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) -> ObjectSize {
    let basic = info.pointee.basicSize &+ info.pointee.prefix &* 16
    switch info.pointee.kind {
    case ObjectKind.string: return ObjectSize(bytes: stringBytes(object, basic, info.pointee.prefix))
    case ObjectKind.integer: return ObjectSize(bytes: basic &+ integerDigits(object) &* 4)
    case ObjectKind.list: return listSize(object, basic)
    case ObjectKind.dict, ObjectKind.orderedDict:
        let order = info.pointee.kind == ObjectKind.dict ? 0 : orderBytes(object)
        return dictSize(object, basic &+ order &+ valuesBytes(object, info))
    case ObjectKind.set: return setSize(object, basic)
    case ObjectKind.byteArray: return byteArraySize(object, basic)
    case ObjectKind.array: return ObjectSize(bytes: basic &+ NumpyArray(address: object).bytes)
    case ObjectKind.numberArray: return numberArraySize(object, basic)
    case ObjectKind.bufferedFile: return ObjectSize(bytes: basic &+ fileBufferBytes(object, info))
    case ObjectKind.deque: return dequeSize(object, basic)
    case ObjectKind.generator: return ObjectSize(bytes: basic &+ generatorBytes(object))
    case ObjectKind.frame where layout.minor >= 11:
        return ObjectSize(bytes: basic &+ frameBytes(load(object, UInt32(HEAPTIDE_PY_FRAME_OBJECT_FRAME.rawValue))))
    case ObjectKind.type: return ObjectSize(bytes: typeBytes(object, info))
    default:
        let items = info.pointee.itemSize == 0 ? 0 : info.pointee.itemSize &* itemCount(object)
        // All but bytes are asked for in whole words.
        let mask: UInt64 = info.pointee.kind == ObjectKind.bytes || items == 0 ? 0 : 7
        return ObjectSize(bytes: ((basic &+ items &+ mask) & ~mask) &+ valuesBytes(object, info))
    }
}

/// An instance's attributes where they are not in a dict: behind the object from 3.13, in a block of their own before.
@inline(__always)
private func valuesBytes(_ object: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) -> UInt64 {
    if layout.minor >= 13 {
        guard info.pointee.flags & UInt64(HEAPTIDE_PY_FLAG_INLINE_VALUES.rawValue) != 0, info.pointee.cachedKeys != 0
        else { return 0 }
        // The class's first instances have room for more. What is noted of that is the room of the next one.
        let noted = Int(load8(object &+ info.pointee.basicSize, 0))
        return splitValuesBytes(noted > DictKeys(info.pointee.cachedKeys).capacity ? noted &+ 1 : noted)
    }
    if splitValues(of: object, info) == 0 { return 0 }
    return splitValuesBytes(DictKeys(info.pointee.cachedKeys).capacity)
}

/// The object itself and its characters, and the UTF-8 form that it keeps once it was asked for.
private func stringBytes(_ string: UInt64, _ basic: UInt64, _ prefix: UInt64) -> UInt64 {
    let state = UInt32(bitPattern: load32(string, UInt32(HEAPTIDE_PY_STRING_STATE)))
    let length = load(string, UInt32(HEAPTIDE_PY_STRING_LENGTH))
    let width = UInt64((state >> 2) & 7)
    let isCompact = (state >> 5) & 1 == 1
    let isASCII = (state >> 6) & 1 == 1
    if isCompact && isASCII { return prefix &* 16 &+ UInt64(layout.ascii_data) &+ length &+ 1 }
    // utf8_length and utf8 end a compact string; up to 3.11 a word of wchar_t's follows them.
    let compact = layout.compact_data
    let utf8Place = compact &- (layout.minor < 12 ? 16 : 8)
    let utf8 = load(string, utf8Place)
    let isCopy = utf8 != 0 && (isCompact || utf8 != load(string, compact))
    let extra = (length &+ 1) &* width &+ (isCopy ? load(string, utf8Place &- 8) &+ 1 : 0)
    return isCompact ? prefix &* 16 &+ UInt64(compact) &+ extra : basic &+ extra
}

private func integerDigits(_ integer: UInt64) -> UInt64 {
    let word = Int64(bitPattern: load(integer, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue)))
    let digits = layout.minor >= 12 ? UInt64(bitPattern: word >> 3) : UInt64(word < 0 ? -word : word)
    return max(digits, layout.minor >= 11 ? 1 : 0)
}

private func listSize(_ list: UInt64, _ basic: UInt64) -> ObjectSize {
    let allocated = load(list, UInt32(HEAPTIDE_PY_LIST_ALLOCATED.rawValue))
    let used = itemCount(list)
    return ObjectSize(
        bytes: basic &+ allocated &* 8, unused: allocated > used ? (allocated &- used) &* 8 : 0,
        items: (used, allocated))
}

private func dictSize(_ dict: UInt64, _ basic: UInt64) -> ObjectSize {
    let entries = DictEntries(dict)
    let table = entries.tableBytes
    let hasOwnKeys = entries.values == 0 && !HeapWalk.isInImage(entries.keys.address)
    return ObjectSize(
        bytes: basic &+ table.total, unused: table.unused,
        items: (
            load(dict, UInt32(HEAPTIDE_PY_DICT_USED.rawValue)),
            hasOwnKeys ? UInt64(max(0, entries.keys.capacity)) : 0
        ))
}

/// One byte more than it can hold is for a final zero.
private func byteArraySize(_ array: UInt64, _ basic: UInt64) -> ObjectSize {
    let allocated = load(array, UInt32(HEAPTIDE_PY_BYTEARRAY_ALLOCATED.rawValue))
    let used = itemCount(array)
    let room = allocated == 0 ? 0 : allocated &- 1
    return ObjectSize(bytes: basic &+ allocated, unused: room > used ? room &- used : 0, items: (used, room))
}

private func setSize(_ set: UInt64, _ basic: UInt64) -> ObjectSize {
    let table = load(set, UInt32(HEAPTIDE_PY_SET_TABLE.rawValue))
    let slots = load(set, UInt32(HEAPTIDE_PY_SET_MASK.rawValue)) &+ 1
    let used = load(set, UInt32(HEAPTIDE_PY_SET_USED.rawValue))
    if table == set &+ UInt64(HEAPTIDE_PY_SET_SMALLTABLE.rawValue) {
        return ObjectSize(bytes: basic, items: (used, slots))
    }
    var least: UInt64 = 8
    while used &* 5 >= (least &- 1) &* 3 { least &*= 4 }
    let unused = least >= slots ? 0 : (slots &- (least == 8 ? 0 : least)) &* 16
    return ObjectSize(bytes: basic &+ slots &* 16, unused: unused, items: (used, slots))
}

/// What an OrderedDict keeps beside its dict: a node of four words for each entry, and a table of nodes.
private func orderBytes(_ dict: UInt64) -> UInt64 {
    let tableWords = load(dict, 72)
    let isEmpty = load(dict, 48) == 0
    return tableWords &* 8 &+ (isEmpty ? 0 : load(dict, UInt32(HEAPTIDE_PY_DICT_USED.rawValue)) &* 32)
}

/// An array.array: its items' size is in the description of their type.
private func numberArraySize(_ array: UInt64, _ basic: UInt64) -> ObjectSize {
    let itemBytes = UInt64(max(0, load32(load(array, 40), 4)))
    let allocated = load(array, 32)
    let used = itemCount(array)
    return ObjectSize(
        bytes: basic &+ allocated &* itemBytes, unused: allocated > used ? (allocated &- used) &* itemBytes : 0,
        items: (used, allocated))
}

/// The buffer of a file, as far as its struct is the one that is known.
private func fileBufferBytes(_ file: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) -> UInt64 {
    info.pointee.basicSize >= 152 && load(file, 56) != 0 ? load(file, 120) : 0
}

/// A deque's blocks of 64 items and two links; from 3.11 on it keeps a few that it does not need.
private func dequeSize(_ deque: UInt64, _ basic: UInt64) -> ObjectSize {
    let block: UInt64 = 66 * 8
    let last = load(deque, 40) &+ itemCount(deque)
    let blocks = max(1, (last &+ 63) / 64)
    let kept = layout.minor >= 11 ? min(load(deque, 72), 16) : 0
    return ObjectSize(
        bytes: basic &+ (blocks &+ kept) &* block, unused: kept &* block,
        items: (itemCount(deque), (blocks &+ kept) &* 64))
}

/// Locals and value stack of a generator's frame.
private func generatorBytes(_ generator: UInt64) -> UInt64 {
    if layout.minor < 11 { return 0 }
    let frame = generator &+ UInt64(HeapWalk.layout.generator_frame)
    let code = frameCode(frame)
    if code == 0 { return 0 }
    let words = UInt64(
        max(0, load32(code, HeapWalk.layout.code_nlocals) &+ load32(code, HeapWalk.layout.code_stacksize)))
    let fixed = UInt64(HeapWalk.layout.generator_frame &+ HeapWalk.layout.frame_locals)
    let basic = load(load(generator, UInt32(HEAPTIDE_PY_OBJECT_TYPE)), UInt32(HEAPTIDE_PY_TYPE_BASICSIZE.rawValue))
    return fixed &+ words &* 8 &- min(basic, fixed &+ words &* 8)
}

/// Room for locals and value stack in a frame object; it has no count of its own.
private func frameBytes(_ frame: UInt64) -> UInt64 {
    let code = frame == 0 ? 0 : frameCode(frame)
    if code == 0 { return 0 }
    let words = load32(code, HeapWalk.layout.code_nlocals) &+ load32(code, HeapWalk.layout.code_stacksize)
    return UInt64(max(0, words)) &* 8
}

/// A class with its slots and the keys that its instances share; the interpreter's static types are no blocks.
private func typeBytes(_ type: UInt64, _ info: UnsafeMutablePointer<TypeInfo>) -> UInt64 {
    let flags = load(type, UInt32(HEAPTIDE_PY_TYPE_FLAGS.rawValue))
    guard flags & UInt64(HEAPTIDE_PY_FLAG_HEAP_TYPE.rawValue) != 0 else { return 0 }
    let keys = load(type, HeapWalk.layout.type_cached_keys)
    let shared = keys == 0 ? 0 : DictKeys(keys).bytes
    // One item more than it has slots: what is allocated for items ends with an empty one.
    return info.pointee.basicSize &+ 16 &+ info.pointee.itemSize &* (itemCount(type) &+ 1) &+ shared
}
