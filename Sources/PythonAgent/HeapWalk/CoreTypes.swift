// The interpreter's own types, by their exported addresses: their insides are known, and walked without asking them.
import CAgentABI
import CAgentPlatform
import CPythonABI

/// How an object's references are found.
enum ObjectKind {
    /// Refers to nothing.
    static let leaf: UInt8 = 0
    /// Only what its type says: slots, members, attributes, and its own traverse function.
    static let generic: UInt8 = 1
    static let list: UInt8 = 2
    static let tuple: UInt8 = 3
    static let dict: UInt8 = 4
    static let set: UInt8 = 5
    static let type: UInt8 = 6
    static let module: UInt8 = 7
    static let function: UInt8 = 8
    static let code: UInt8 = 9
    static let cell: UInt8 = 10
    static let method: UInt8 = 11
    static let builtin: UInt8 = 12
    static let generator: UInt8 = 13
    static let frame: UInt8 = 14
    static let traceback: UInt8 = 15
    static let weakReference: UInt8 = 16
    static let exception: UInt8 = 17
    static let string: UInt8 = 18
    static let bytes: UInt8 = 19
    static let integer: UInt8 = 20
    static let number: UInt8 = 21
    static let byteArray: UInt8 = 22
    static let array: UInt8 = 23
    static let deque: UInt8 = 24
    /// datetime, time and timezone: outside of the collector, and still they refer to something.
    static let dateTime: UInt8 = 25
    static let timeOfDay: UInt8 = 26
    static let timeZone: UInt8 = 27
    static let orderedDict: UInt8 = 28
    /// array.array
    static let numberArray: UInt8 = 29
    /// io's buffered files
    static let bufferedFile: UInt8 = 30
}

/// A type with what the walk knows of it.
private struct CoreType {
    var symbol: StaticString
    var kind: UInt8
    var category: heaptide_heap_category
}

/// Looked up once, with the interpreter running.
struct CoreTypes {
    private static let count = 32
    private var addresses: InlineArray<32, UInt64> = .init(repeating: 0)
    private var kinds: InlineArray<32, UInt8> = .init(repeating: 0)
    private var categories: InlineArray<32, UInt8> = .init(repeating: 0)
    private var used = 0
    private(set) var object: UInt64 = 0
    private(set) var type: UInt64 = 0
    private(set) var none: UInt64 = 0
    private(set) var dict: UInt64 = 0
    private(set) var module: UInt64 = 0
    private(set) var tuple: UInt64 = 0
    private(set) var bytes: UInt64 = 0
    private(set) var cell: UInt64 = 0

    mutating func lookUp() {
        used = 0
        object = bits(heaptide_symbol(cString("PyBaseObject_Type")))
        type = bits(heaptide_symbol(cString("PyType_Type")))
        none = bits(heaptide_symbol(cString("_Py_NoneStruct")))
        dict = bits(heaptide_symbol(cString("PyDict_Type")))
        module = bits(heaptide_symbol(cString("PyModule_Type")))
        tuple = bits(heaptide_symbol(cString("PyTuple_Type")))
        bytes = bits(heaptide_symbol(cString("PyBytes_Type")))
        cell = bits(heaptide_symbol(cString("PyCell_Type")))
        add("PyUnicode_Type", ObjectKind.string, HEAPTIDE_HEAP_CATEGORY_STRING)
        add("PyBytes_Type", ObjectKind.bytes, HEAPTIDE_HEAP_CATEGORY_STRING)
        add("PyByteArray_Type", ObjectKind.byteArray, HEAPTIDE_HEAP_CATEGORY_STRING)
        add("PyLong_Type", ObjectKind.integer, HEAPTIDE_HEAP_CATEGORY_NUMBER)
        add("PyFloat_Type", ObjectKind.number, HEAPTIDE_HEAP_CATEGORY_NUMBER)
        add("PyComplex_Type", ObjectKind.number, HEAPTIDE_HEAP_CATEGORY_NUMBER)
        add("PyList_Type", ObjectKind.list, HEAPTIDE_HEAP_CATEGORY_COLLECTION)
        add("PyTuple_Type", ObjectKind.tuple, HEAPTIDE_HEAP_CATEGORY_COLLECTION)
        add("PyDict_Type", ObjectKind.dict, HEAPTIDE_HEAP_CATEGORY_COLLECTION)
        add("PySet_Type", ObjectKind.set, HEAPTIDE_HEAP_CATEGORY_COLLECTION)
        add("PyFrozenSet_Type", ObjectKind.set, HEAPTIDE_HEAP_CATEGORY_COLLECTION)
        add("PyType_Type", ObjectKind.type, HEAPTIDE_HEAP_CATEGORY_TYPE)
        add("PyModule_Type", ObjectKind.module, HEAPTIDE_HEAP_CATEGORY_MODULE)
        add("PyFunction_Type", ObjectKind.function, HEAPTIDE_HEAP_CATEGORY_CODE)
        add("PyCode_Type", ObjectKind.code, HEAPTIDE_HEAP_CATEGORY_CODE)
        add("PyCell_Type", ObjectKind.cell, HEAPTIDE_HEAP_CATEGORY_CODE)
        add("PyMethod_Type", ObjectKind.method, HEAPTIDE_HEAP_CATEGORY_CODE)
        add("PyCFunction_Type", ObjectKind.builtin, HEAPTIDE_HEAP_CATEGORY_CODE)
        add("PyGen_Type", ObjectKind.generator, HEAPTIDE_HEAP_CATEGORY_FRAME)
        add("PyCoro_Type", ObjectKind.generator, HEAPTIDE_HEAP_CATEGORY_FRAME)
        add("PyAsyncGen_Type", ObjectKind.generator, HEAPTIDE_HEAP_CATEGORY_FRAME)
        add("PyFrame_Type", ObjectKind.frame, HEAPTIDE_HEAP_CATEGORY_FRAME)
        add("PyTraceBack_Type", ObjectKind.traceback, HEAPTIDE_HEAP_CATEGORY_FRAME)
        add("_PyWeakref_RefType", ObjectKind.weakReference, HEAPTIDE_HEAP_CATEGORY_OBJECT)
        add("_PyWeakref_ProxyType", ObjectKind.weakReference, HEAPTIDE_HEAP_CATEGORY_OBJECT)
        add("_PyWeakref_CallableProxyType", ObjectKind.weakReference, HEAPTIDE_HEAP_CATEGORY_OBJECT)
        // The exception types are exported as variables that hold their address.
        if let exception = heaptide_symbol(cString("PyExc_BaseException")) {
            add(load(bits(exception), 0), ObjectKind.exception, HEAPTIDE_HEAP_CATEGORY_INSTANCE)
        }
    }

    private mutating func add(_ symbol: StaticString, _ kind: UInt8, _ category: heaptide_heap_category) {
        add(bits(heaptide_symbol(cString(symbol))), kind, category)
    }

    private mutating func add(_ address: UInt64, _ kind: UInt8, _ category: heaptide_heap_category) {
        if address == 0 || used == Self.count { return }
        addresses[used] = address
        kinds[used] = kind
        categories[used] = UInt8(category.rawValue)
        used &+= 1
    }

    /// What is known of exactly this type, nil if nothing is.
    func find(_ type: UInt64) -> (kind: UInt8, category: UInt8)? {
        for index in 0..<used where addresses[index] == type { return (kinds[index], categories[index]) }
        return nil
    }
}
