// How a type is called: module and qualified name, as far as both are str objects.
import CAgentABI
import CPythonABI

/// Tells the reader of a type.
func announce(_ info: TypeInfo, _ category: UInt8) {
    var flags = UInt64(category) << UInt64(HEAPTIDE_HEAP_TYPE_CATEGORY.rawValue)
    if info.isHeapType { flags |= UInt64(HEAPTIDE_HEAP_TYPE_HEAP.rawValue) }
    if hasFinalizer(info) { flags |= UInt64(HEAPTIDE_HEAP_TYPE_FINALIZER.rawValue) }
    let buffer = HeapWalk.nameBuffer!
    var count = 0
    if info.isHeapType {
        count = moduleName(info.address, into: buffer)
        if count > 0 {
            buffer[count] = UInt8(ascii: ".")
            count &+= 1
        }
        count &+= copyName(load(info.address, HeapWalk.layout.type_qualname), into: buffer + count)
    }
    if count == 0 { count = copyCString(load(info.address, UInt32(HEAPTIDE_PY_TYPE_NAME.rawValue)), into: buffer) }
    HeapStream.type(info.address, flags, nameBytes: UInt64(count))
    HeapStream.bytes(bits(UnsafeMutableRawPointer(buffer)), UInt64(count))
}

/// `__del__` or its C counterpart; generators and files have one too, so only types of the program count.
private func hasFinalizer(_ info: TypeInfo) -> Bool {
    info.isHeapType
        && (load(info.address, UInt32(HEAPTIDE_PY_TYPE_FINALIZE.rawValue)) != 0
            || load(info.address, UInt32(HEAPTIDE_PY_TYPE_DEL.rawValue)) != 0)
}

/// `__module__` of a heap type's dict, unless it is "builtins".
private func moduleName(_ type: UInt64, into buffer: UnsafeMutablePointer<UInt8>) -> Int {
    let dict = load(type, UInt32(HEAPTIDE_PY_TYPE_DICT.rawValue))
    if dict == 0 { return 0 }
    var found: UInt64 = 0
    DictEntries(dict).forEach { key, value in
        if isText(key, "__module__") { found = value }
    }
    let count = copyName(found, into: buffer)
    return count == 8 && isText(found, "builtins") ? 0 : count
}

/// Whether a str is this ASCII text.
func isText(_ string: UInt64, _ text: StaticString) -> Bool {
    guard let data = stringData(string), data.shift == 0, data.length == UInt64(text.utf8CodeUnitCount) else {
        return false
    }
    for index in 0..<text.utf8CodeUnitCount where load8(data.address &+ UInt64(index), 0) != text.utf8Start[index] {
        return false
    }
    return true
}

/// A str as UTF-8, at most the longest name. Returns its bytes.
private func copyName(_ string: UInt64, into buffer: UnsafeMutablePointer<UInt8>) -> Int {
    guard let data = stringData(string) else { return 0 }
    var count = 0
    var index: UInt64 = 0
    while index < data.length && count &+ 4 < Int(HEAPTIDE_HEAP_LONGEST_NAME) {
        count &+= putUTF8(character(data, index), into: buffer + count)
        index &+= 1
    }
    return count
}

private func character(_ data: (address: UInt64, length: UInt64, shift: UInt64), _ index: UInt64) -> UInt32 {
    switch data.shift {
    case 0: return UInt32(load8(data.address &+ index, 0))
    case 1: return UInt32(truncatingIfNeeded: load32(data.address &+ index &* 2, 0) & 0xFFFF)
    default: return UInt32(bitPattern: load32(data.address &+ index &* 4, 0))
    }
}

private func putUTF8(_ character: UInt32, into buffer: UnsafeMutablePointer<UInt8>) -> Int {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: character >> shift & 0x3F | 0x80) }
    if character < 0x80 {
        buffer[0] = UInt8(truncatingIfNeeded: character)
        return 1
    }
    if character < 0x800 {
        buffer[0] = UInt8(truncatingIfNeeded: character >> 6 | 0xC0)
        buffer[1] = tail(0)
        return 2
    }
    if character < 0x10000 {
        buffer[0] = UInt8(truncatingIfNeeded: character >> 12 | 0xE0)
        buffer[1] = tail(6)
        buffer[2] = tail(0)
        return 3
    }
    buffer[0] = UInt8(truncatingIfNeeded: character >> 18 | 0xF0)
    buffer[1] = tail(12)
    buffer[2] = tail(6)
    buffer[3] = tail(0)
    return 4
}

private func copyCString(_ string: UInt64, into buffer: UnsafeMutablePointer<UInt8>) -> Int {
    if string == 0 { return 0 }
    let count = Int(boundedLength(string))
    for index in 0..<count { buffer[index] = load8(string &+ UInt64(index), 0) }
    return count
}
