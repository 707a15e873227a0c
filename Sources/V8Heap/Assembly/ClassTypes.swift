// Types of the graph: what DevTools calls classes.
import HeapGraph

/// Gives every node its type and its own name.
struct ClassTypes: ~Copyable {
    let types: MutableColumn<TypeIndex>
    let names: MutableColumn<NameIndex>
    private(set) var nameTable: NameInterner
    private(set) var typeTable = TypeInterner()

    /// - Parameters:
    ///   - detached: nodes that are called "Detached".
    ///   - contexts: names that the file does not have.
    /// - Complexity: O(nodes).
    init(
        _ view: SnapshotView, _ strings: consuming StringTable, otherTypeNames: [String], detached: [UInt32],
        contexts: ContextNames
    ) {
        let lists = PropertyLists(view)
        let interfaces = InterfaceSearch.interfaces(lists, strings)
        let typeColumn = MutableColumn<TypeIndex>(unwritten: view.nodeCount)
        let nameColumn = MutableColumn<NameIndex>(unwritten: view.nodeCount)
        var table = strings.interner()
        var interner = TypeInterner()
        var namer = TypeNamer(stringCount: view.stringCount, otherTypeNames: otherTypeNames)
        for node in 0..<view.nodeCount {
            let (kind, name) = (view.kinds[node], view.names[node])
            let isNamed = kind == V8Kind.object || kind == V8Kind.native
            if isNamed {
                let type = namer.type(
                    named: name, view.nameKind(of: node), isNative: kind == V8Kind.native, &table, &interner)
                typeColumn.base[node] = type.index
                nameColumn.base[node] = type.isWhole ? 0 : name
            } else {
                typeColumn.base[node] = namer.type(of: kind, &table, &interner)
                nameColumn.base[node] = name
            }
        }
        Self.applyInterfaces(lists, interfaces, typeColumn.base, &table, &interner)
        for node in detached { Self.detach(Int(node), view, typeColumn.base, nameColumn.base, &table, &interner) }
        let contextNames = contexts.texts.map { table.intern($0) }
        for (node, text) in contexts.nodes { nameColumn.base[node] = contextNames[text] }
        typeColumn.base[0] = interner.intern(table.intern("(root)"), .synthetic)
        nameColumn.base[0] = 0
        types = typeColumn
        names = nameColumn
        nameTable = table
        typeTable = interner
    }

    private static func applyInterfaces(
        _ lists: borrowing PropertyLists, _ interfaces: [Interface], _ types: UnsafeMutablePointer<TypeIndex>,
        _ table: inout NameInterner, _ interner: inout TypeInterner
    ) {
        if interfaces.isEmpty { return }
        let trie = InterfaceTrie(interfaces)
        let typeOfInterface = interfaces.map { interner.intern(table.intern($0.name), .object) }
        let typeOfList = (0..<lists.count).map { trie.match(lists.properties(of: $0)).map { typeOfInterface[$0] } }
        for index in 0..<lists.objects.count {
            if let type = typeOfList[Int(lists.lists.base[index])] { types[Int(lists.objects.base[index])] = type }
        }
    }

    /// What DevTools calls a node that is in no document.
    private static func detach(
        _ node: Int, _ view: SnapshotView, _ types: UnsafeMutablePointer<TypeIndex>,
        _ names: UnsafeMutablePointer<NameIndex>, _ table: inout NameInterner, _ interner: inout TypeInterner
    ) {
        let whole = "Detached " + table.text(view.names[node])
        let short = TypeNamer.withoutAttributes(whole)
        types[node] = interner.intern(table.intern(short), .native)
        names[node] = short == whole ? 0 : table.intern(whole)
    }
}

/// Types by name and by kind, each made once.
struct TypeNamer: ~Copyable {
    /// Number of the type and one, by string.
    private let typeOfName: MutableColumn<UInt32>
    private var typeOfKind = [TypeIndex?](repeating: nil, count: 256)
    private let otherTypeNames: [String]

    init(stringCount: Int, otherTypeNames: [String]) {
        typeOfName = MutableColumn(zeroes: stringCount)
        self.otherTypeNames = otherTypeNames
    }

    /// The type of objects and native nodes of this name, and whether that says all that the name does.
    @inline(__always)
    mutating func type(
        named name: UInt32, _ kind: UInt8, isNative: Bool, _ table: inout NameInterner, _ interner: inout TypeInterner
    ) -> (index: TypeIndex, isWhole: Bool) {
        let isElement = kind == NameKind.element.rawValue || kind == NameKind.detachedElement.rawValue
        let known = typeOfName.base[Int(name)]
        if known != 0 { return (known - 1, !isElement) }
        let type = make(name, isElement, isNative, &table, &interner)
        typeOfName.base[Int(name)] = type + 1
        return (type, !isElement)
    }

    private func make(
        _ name: UInt32, _ isElement: Bool, _ isNative: Bool, _ table: inout NameInterner, _ interner: inout TypeInterner
    ) -> TypeIndex {
        if !isElement { return interner.intern(name, isNative ? .native : Self.category(of: table.text(name))) }
        return interner.intern(table.intern(Self.withoutAttributes(table.text(name))), .native)
    }

    /// `<div>` of `<div class="a">`, as DevTools cuts it.
    static func withoutAttributes(_ name: String) -> String {
        let start = name.hasPrefix("Detached <") ? 10 : name.hasPrefix("<") ? 0 : -1
        guard start >= 0, let space = name.dropFirst(start).firstIndex(of: " ") else { return name }
        return name[..<space] + ">"
    }

    private static func category(of name: String) -> TypeCategory {
        switch name {
        case "Array", "Map", "Set", "WeakMap", "WeakSet", "Object", "ArrayBuffer", "SharedArrayBuffer", "Buffer",
            "DataView":
            .collection
        case _ where name.hasSuffix("Array"): .collection
        default: .object
        }
    }

    /// The type of all nodes of another kind.
    @inline(__always)
    mutating func type(
        of kind: UInt8, _ table: inout NameInterner, _ interner: inout TypeInterner
    ) -> TypeIndex {
        if let known = typeOfKind[Int(kind)] { return known }
        let (name, category) = Self.nameAndCategory(of: kind, otherTypeNames)
        let type = interner.intern(table.intern(name), category)
        typeOfKind[Int(kind)] = type
        return type
    }

    private static func nameAndCategory(of kind: UInt8, _ otherTypeNames: [String]) -> (String, TypeCategory) {
        switch V8NodeType(rawValue: UInt32(kind)) {
        case .hidden: ("(system)", .other)
        case .code: ("(compiled code)", .code)
        case .closure: ("Function", .function)
        case .regexp: ("RegExp", .other)
        case .string, .concatenatedString, .slicedString: ("(\(V8NodeType(rawValue: UInt32(kind))!.name))", .string)
        case .number, .bigint: ("(\(V8NodeType(rawValue: UInt32(kind))!.name))", .number)
        case .synthetic: ("(synthetic)", .synthetic)
        case let type?: ("(\(type.name))", .other)
        case nil: ("(\(otherTypeNames[Int(kind - V8Kind.other)]))", .other)
        }
    }
}
