// Heap walks for tests, written as text.
//
//     (modules)                       something that is no object; (interpreter), (thread 7), (frame work 12) too
//       ['app'] app                   its edges, as HeapText writes them, and where they lead
//     app: module 72 tracked          an object: type, bytes, then tracked, immortal, static, interned, refs=N, used=N,
//       = names                       room=N, unused=N, saves=N, prefix=N, at=ADDRESS
//     names: dict 232 tracked
//       ['rows'] rows
//     rows: list 72 tracked
//       [3...] a - b                  items in a row, the first at 3; - is none
//     a: str 50 hash=7 says=hello     str, bytes, int and float refer to nothing
//     b: app.Row 48 tracked           a type with a dot in its name is an object of the heap, if one is called so
//     app.Row: type 1064
//     opaque b
//     cell c rows                     the cell c holds the variable rows
//
// A type that is never declared as an object lies nowhere. A # begins a comment.
import CAgentABI

/// A stream, and the addresses of what the text names.
struct StreamText {
    private(set) var writer = StreamWriter()
    private(set) var addresses: [String: UInt64] = [:]
    private var types: [String: UInt64] = [:]
    private var names: [String: UInt64] = [:]
    private let declared: Set<String>

    private static let firstAddress: UInt64 = 0x7F00_0000_0000
    private static let firstName: UInt64 = 0x7E00_0000_0000
    private static let leaves: Set<String> = ["str", "bytes", "int", "float"]
    private static let categories: [String: heaptide_heap_category] = [
        "str": HEAPTIDE_HEAP_CATEGORY_STRING, "bytes": HEAPTIDE_HEAP_CATEGORY_STRING,
        "int": HEAPTIDE_HEAP_CATEGORY_NUMBER, "float": HEAPTIDE_HEAP_CATEGORY_NUMBER,
        "list": HEAPTIDE_HEAP_CATEGORY_COLLECTION, "tuple": HEAPTIDE_HEAP_CATEGORY_COLLECTION,
        "dict": HEAPTIDE_HEAP_CATEGORY_COLLECTION, "function": HEAPTIDE_HEAP_CATEGORY_CODE,
        "type": HEAPTIDE_HEAP_CATEGORY_TYPE, "module": HEAPTIDE_HEAP_CATEGORY_MODULE,
        "frame": HEAPTIDE_HEAP_CATEGORY_FRAME, "traceback": HEAPTIDE_HEAP_CATEGORY_FRAME,
    ]
    private static let fixedNames: [String: UInt64] = Dictionary(
        uniqueKeysWithValues: (1..<Int32(HEAPTIDE_NAME_COUNT.rawValue)).map {
            (String(cString: heaptide_heap_name_text($0)), UInt64($0))
        })

    /// - Parameter ends: whether BEGIN and END are added.
    init(_ text: String, ends: Bool = true) {
        let lines = text.split(separator: "\n").map { line in
            line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
        }
        declared = Set(lines.compactMap { $0.first }.filter { $0.hasSuffix(":") }.map { String($0.dropLast()) })
        if ends { writer.begin() }
        for words in lines where !words.isEmpty { read(words) }
        if ends { writer.end() }
    }

    private mutating func read(_ words: [String]) {
        if words[0].hasSuffix(":") {
            declare(String(words[0].dropLast()), type: words[1], bytes: UInt64(words[2])!, words.dropFirst(3))
        } else if words[0].hasPrefix("(") {
            addSynthetic(words.map { $0.filter { !"()".contains($0) } })
        } else if words[0] == "opaque" {
            writer.opaque(address(of: words[1]))
        } else if words[0] == "cell" {
            writer.cell(address(of: words[1]), identity(ofName: words[2]))
        } else if words[0].hasSuffix("...]") {
            writer.items(
                words.dropFirst().map { $0 == "-" ? 0 : address(of: $0) }, UInt64(HEAPTIDE_HEAP_EDGE_ELEMENT.rawValue),
                first: UInt64(words[0].dropFirst().dropLast(4))!)
        } else {
            let (label, word) = label(words[0])
            writer.edge(address(of: words[1]), label, word)
        }
    }

    /// Where something lies, or will.
    mutating func address(of name: String) -> UInt64 {
        if let known = addresses[name] { return known }
        let address = Self.firstAddress + UInt64(addresses.count) * 64
        addresses[name] = address
        return address
    }

    // MARK: Objects

    private mutating func declare(_ name: String, type: String, bytes: UInt64, _ words: ArraySlice<String>) {
        var flags: UInt64 = 0
        var numbers: [String: UInt64] = [:]
        var says: String?
        for word in words {
            let parts = word.split(separator: "=").map(String.init)
            switch parts[0] {
            case "tracked": flags |= UInt64(HEAPTIDE_HEAP_TRACKED.rawValue)
            case "immortal": flags |= UInt64(HEAPTIDE_HEAP_IMMORTAL.rawValue)
            case "static": flags |= UInt64(HEAPTIDE_HEAP_STATIC.rawValue)
            case "interned": flags |= UInt64(HEAPTIDE_HEAP_INTERNED.rawValue)
            case "says": says = parts[1]
            case "at": addresses[name] = UInt64(parts[1].dropFirst(2), radix: 16)!
            default: numbers[parts[0]] = UInt64(parts[1])!
            }
        }
        flags |= (numbers["prefix"] ?? 0) << UInt64(HEAPTIDE_HEAP_PREFIX.rawValue)
        let number = self.number(ofType: type)
        let address = address(of: name)
        if Self.leaves.contains(type) {
            writer.leaf(address, type: number, bytes: bytes, flags: flags, hash: numbers["hash"] ?? 0)
        } else {
            writer.object(
                address, type: number, bytes: bytes, flags: flags, references: numbers["refs"] ?? 0,
                saves: numbers["saves"] ?? 0)
            if let unused = numbers["unused"] {
                writer.room(numbers["used"] ?? 0, of: numbers["room"] ?? 0, unused: unused)
            }
        }
        if let says { writer.value(address, says) }
    }

    private mutating func number(ofType name: String) -> UInt64 {
        if let known = types[name] { return known }
        let isObject = declared.contains(name)
        let category = Self.categories[name] ?? HEAPTIDE_HEAP_CATEGORY_INSTANCE
        writer.type(
            isObject ? address(of: name) : UInt64(types.count) * 8, name, category: UInt64(category.rawValue),
            flags: isObject ? UInt64(HEAPTIDE_HEAP_TYPE_HEAP.rawValue) : 0)
        types[name] = UInt64(types.count + 1)
        return types[name]!
    }

    private mutating func addSynthetic(_ words: [String]) {
        let number = UInt64(words.last!) ?? 0
        switch words[0] {
        case "interpreter": writer.synthetic(HEAPTIDE_HEAP_SYNTHETIC_INTERPRETER, number: number)
        case "modules": writer.synthetic(HEAPTIDE_HEAP_SYNTHETIC_MODULES, number: number)
        case "thread": writer.synthetic(HEAPTIDE_HEAP_SYNTHETIC_THREAD, number: number)
        default: writer.synthetic(HEAPTIDE_HEAP_SYNTHETIC_FRAME, number: number, name: identity(ofName: words[1]))
        }
    }

    // MARK: Edges

    private mutating func identity(ofName name: String) -> UInt64 {
        if let known = names[name] ?? Self.fixedNames[name] { return known }
        let identity = Self.firstName + UInt64(names.count) * 64
        writer.name(identity, name)
        names[name] = identity
        return identity
    }

    private mutating func label(_ text: String) -> (label: UInt64, word: UInt64) {
        let strength =
            text.hasPrefix("~")
            ? HEAPTIDE_HEAP_EDGE_WEAK : text.hasPrefix("^") ? HEAPTIDE_HEAP_EDGE_SHORTCUT : HEAPTIDE_HEAP_EDGE_UNNAMED
        let (kind, word) = plainLabel(strength == HEAPTIDE_HEAP_EDGE_UNNAMED ? text : String(text.dropFirst()))
        return (UInt64(kind.rawValue | strength.rawValue), word)
    }

    private mutating func plainLabel(_ text: String) -> (heaptide_heap_edge, UInt64) {
        let inner = String(text.dropFirst().prefix { !"]}>".contains($0) })
        switch text.first {
        case ".": return (HEAPTIDE_HEAP_EDGE_PROPERTY, identity(ofName: inner))
        case "{": return (HEAPTIDE_HEAP_EDGE_VARIABLE, identity(ofName: inner))
        case "<": return (HEAPTIDE_HEAP_EDGE_INTERNAL, identity(ofName: inner))
        case "=" where !inner.isEmpty: return (HEAPTIDE_HEAP_EDGE_PART, identity(ofName: inner))
        case "=": return (HEAPTIDE_HEAP_EDGE_ATTRIBUTES, Self.fixedNames["__dict__"]!)
        case "[" where inner.isEmpty: return (HEAPTIDE_HEAP_EDGE_KEY, 0)
        case "[" where inner.hasPrefix("'"):
            return (HEAPTIDE_HEAP_EDGE_KEY, identity(ofName: String(inner.dropFirst().dropLast())))
        case "[": return (HEAPTIDE_HEAP_EDGE_ELEMENT, UInt64(inner)!)
        case "-": return (HEAPTIDE_HEAP_EDGE_MEMBER, 0)
        default: return (HEAPTIDE_HEAP_EDGE_UNNAMED, 0)
        }
    }
}
