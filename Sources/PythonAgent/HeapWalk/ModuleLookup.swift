// What the walk wants to know of particular modules: read raw, as everything in the clone.
import CAgentABI
import CPythonABI

/// The value under an ASCII key of a dict, 0 if there is none.
func value(in dict: UInt64, _ key: StaticString) -> UInt64 {
    if dict == 0 || load(dict, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) != HeapWalk.coreTypes.dict { return 0 }
    var found: UInt64 = 0
    DictEntries(dict).forEach { name, value in if found == 0 && isText(name, key) { found = value } }
    return found
}

/// An attribute that an instance has itself, 0 if it has none of that name.
func attribute(of object: UInt64, _ name: StaticString) -> UInt64 {
    let info = HeapWalk.types.info(load(object, UInt32(HEAPTIDE_PY_OBJECT_TYPE)))
    var found: UInt64 = 0
    forEachValue(of: object, info) { key, value in if isText(key, name) { found = value } }
    return found != 0 ? found : value(in: attributeDict(of: object, info), name)
}

/// An attribute of a module that has been imported.
func attribute(ofModule module: StaticString, _ name: StaticString, of interpreter: UInt64) -> UInt64 {
    let object = value(in: load(interpreter, HeapWalk.layout.interpreter_modules), module)
    guard object != 0, load(object, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == HeapWalk.coreTypes.module else { return 0 }
    return value(in: load(object, UInt32(HEAPTIDE_PY_MODULE_DICT.rawValue)), name)
}

/// Which modules came with the interpreter: those built in or frozen, and those that lie beside `os`.
enum StandardLibrary {
    nonisolated(unsafe) private static var directory: UInt64 = 0
    nonisolated(unsafe) private static var directoryBytes: UInt64 = 0

    static func find(_ interpreter: UInt64) {
        directory = 0
        let spec = attribute(ofModule: "sys", "__spec__", of: interpreter)
        if spec != 0 {
            classDealloc = load(load(spec, UInt32(HEAPTIDE_PY_OBJECT_TYPE)), UInt32(HEAPTIDE_PY_TYPE_DEALLOC.rawValue))
        }
        guard let file = stringData(attribute(ofModule: "os", "__file__", of: interpreter)), file.shift == 0 else {
            return
        }
        var length = file.length
        while length > 0 && load8(file.address &+ length &- 1, 0) != slash { length &-= 1 }
        (directory, directoryBytes) = (file.address, length)
    }

    static func contains(_ module: UInt64) -> Bool {
        let dict = load(module, UInt32(HEAPTIDE_PY_MODULE_DICT.rawValue))
        let spec = value(in: dict, "__spec__")
        if spec == 0 || spec == HeapWalk.coreTypes.none { return false }
        let origin = attribute(of: spec, "origin")
        if isText(origin, "built-in") || isText(origin, "frozen") { return true }
        guard directoryBytes > 0, let path = stringData(origin), path.shift == 0, path.length > directoryBytes else {
            return false
        }
        for index in 0..<directoryBytes
        where load8(path.address &+ index, 0) != load8(directory &+ index, 0) { return false }
        return !hasPart(path.address &+ directoryBytes, path.length &- directoryBytes)
    }

    /// Whether the rest of the path begins with what is installed there later.
    private static func hasPart(_ address: UInt64, _ length: UInt64) -> Bool {
        begins(address, length, "site-packages/") || begins(address, length, "dist-packages/")
    }

    private static func begins(_ address: UInt64, _ length: UInt64, _ text: StaticString) -> Bool {
        if length < UInt64(text.utf8CodeUnitCount) { return false }
        for index in 0..<text.utf8CodeUnitCount where load8(address &+ UInt64(index), 0) != text.utf8Start[index] {
            return false
        }
        return true
    }

    private static let slash = UInt8(ascii: "/")
}

/// Names of threads, as `threading` keeps them: `_active` is a dict of Thread objects by `threading.get_ident()`.
struct ThreadNames {
    private let active: UInt64
    /// More are called by their numbers: each look-up goes through all of them.
    private static let most: UInt64 = 2000

    init(_ interpreter: UInt64) {
        let dict = attribute(ofModule: "threading", "_active", of: interpreter)
        let isDict = dict != 0 && load(dict, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == HeapWalk.coreTypes.dict
        active = isDict && load(dict, UInt32(HEAPTIDE_PY_DICT_USED.rawValue)) <= Self.most ? dict : 0
    }

    /// The name, a str; 0 if the thread is not one of `threading`'s.
    func name(of identity: UInt64) -> UInt64 {
        if active == 0 { return 0 }
        var found: UInt64 = 0
        DictEntries(active).forEach { key, thread in
            if found == 0 && integerValue(key) == identity { found = attribute(of: thread, "_name") }
        }
        let isString = found != 0 && load(found, UInt32(HEAPTIDE_PY_OBJECT_TYPE)) == bits(python.unicode_type)
        return isString ? found : 0
    }
}

/// An int of at most three digits of 30 bits that is not negative; nil otherwise.
private func integerValue(_ object: UInt64) -> UInt64? {
    guard HeapWalk.types.info(load(object, UInt32(HEAPTIDE_PY_OBJECT_TYPE))).pointee.kind == ObjectKind.integer else {
        return nil
    }
    let word = load(object, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue))
    let digits = layout.minor >= 12 ? (word & 3 == 2 ? 4 : word >> 3) : word
    if digits > 3 { return nil }
    var value: UInt64 = 0
    for index in 0..<digits {
        value |= UInt64(UInt32(bitPattern: load32(object &+ index &* 4, 24))) << (30 &* index)
    }
    return value
}
