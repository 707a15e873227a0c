// A Python file as rules see it: its syntax, what its names mean, and the questions that several rules ask.

struct PythonModule {
    let tree: SyntaxTree
    let bindings: Bindings
    let scopeOf: [Int]
    /// Attribute nodes (loaded, stored, deleted) by the attribute's name.
    let attributes: [String: [Int]]
    /// A file that is run, not imported: names of it are nobody else's.
    let isScript: Bool
    /// What `__all__` names.
    let exports: Set<String>

    init(_ tree: SyntaxTree) {
        let scopes = PythonScopes(tree)
        self.tree = tree
        bindings = scopes.bindings
        scopeOf = scopes.scopeOf
        attributes = Dictionary(grouping: tree.nodes([.attribute, .storeAttribute, .deleteAttribute]), by: tree.text)
        isScript = Self.isScript(tree)
        exports = Self.exports(tree)
    }

    private static func isScript(_ tree: SyntaxTree) -> Bool {
        tree.children(0).contains { statement in
            switch tree.kinds[statement] {
            case .ifStatement: tree.subtree(statement).prefix(4).contains { tree.text($0) == "__name__" }
            case .expr:
                tree.child(statement, .value).flatMap { tree.child($0, .function) }.map { tree.text($0) } == "print"
            default: false
            }
        }
    }

    private static func exports(_ tree: SyntaxTree) -> Set<String> {
        let lists = tree.children(0).filter { statement in
            [.assign, .augAssign].contains(tree.kinds[statement])
                && tree.children(statement).contains { tree.kinds[$0] == .storeName && tree.text($0) == "__all__" }
        }
        return Set(
            lists.flatMap { tree.nodes(.constant, in: $0) }.map { String(tree.text($0).dropFirst("str:".count)) })
    }

    // MARK: Surroundings

    /// The innermost function definition around a node; nil at module level and in class bodies outside of one.
    func function(around node: Int) -> Int? {
        tree.ancestors(node).first { isFunction($0) }
    }

    func isFunction(_ node: Int) -> Bool { [.functionDef, .asyncFunctionDef].contains(tree.kinds[node]) }

    /// The innermost loop around a node whose body repeats it, within the same function.
    func loop(around node: Int) -> Int? {
        var current = node
        while let parent = tree.parent(current) {
            switch tree.kinds[parent] {
            case .functionDef, .asyncFunctionDef, .lambda, .classDef: return nil
            case .forLoop, .asyncFor:
                if tree.roles[current] == .body { return parent }
            case .whileLoop:
                if tree.roles[current] == .body || tree.roles[current] == .test { return parent }
            default: break
            }
            current = parent
        }
        return nil
    }

    /// Whether a comprehension repeats it.
    func isInComprehension(_ node: Int) -> Bool { bindings.scopes[scopeOf[node]].kind == .comprehension }

    /// The class whose body holds this definition.
    func enclosingClass(_ function: Int) -> Int? {
        guard let parent = tree.parent(function), tree.kinds[parent] == .classDef else { return nil }
        return parent
    }

    /// The parameters of a function, `self` included.
    func parameters(_ function: Int) -> [Int] {
        guard let arguments = tree.child(function, .args) else { return [] }
        return tree.children(arguments).filter { tree.kinds[$0] == .arg }
    }

    func body(_ node: Int) -> [Int] { tree.children(node, .body) }

    /// Names, for messages: `rows`, `self.rows`; nil for what is neither.
    func name(_ node: Int) -> String? {
        switch tree.kinds[node] {
        case .name, .storeName, .deleteName, .arg: return tree.text(node)
        case .attribute, .storeAttribute, .deleteAttribute:
            return tree.child(node, .value).flatMap(name).map { "\($0).\(tree.text(node))" }
        default: return nil
        }
    }

    // MARK: Expressions

    /// A name that nothing in the file binds: a builtin.
    func isBuiltin(_ node: Int, _ names: Set<String>) -> Bool {
        tree.kinds[node] == .name && bindings.number(of: node) == nil && names.contains(tree.text(node))
    }

    /// The builtin that is called; nil if it is no call of a builtin.
    func builtinCalled(_ call: Int) -> String? {
        guard tree.kinds[call] == .call, let callee = tree.child(call, .function), tree.kinds[callee] == .name,
            bindings.number(of: callee) == nil
        else { return nil }
        return tree.text(callee)
    }

    /// `module.name`, where `name` was imported from `module` or is an attribute of the imported module.
    func qualifiedName(_ node: Int) -> String? {
        switch tree.kinds[node] {
        case .name:
            guard let binding = bindings.of(node), binding.stores.count == 1, let alias = binding.stores.first,
                tree.kinds[alias] == .alias, let statement = tree.parent(alias)
            else { return nil }
            let name = String(tree.text(alias).prefix { $0 != "=" })
            return tree.kinds[statement] == .importFrom ? "\(tree.text(statement)).\(name)" : name
        case .attribute:
            return tree.child(node, .value).flatMap(qualifiedName).map { "\($0).\(tree.text(node))" }
        default: return nil
        }
    }

    /// The method and its receiver, of `receiver.method(…)`.
    func methodCalled(_ call: Int) -> (receiver: Int, name: String)? {
        guard tree.kinds[call] == .call, let callee = tree.child(call, .function), tree.kinds[callee] == .attribute,
            let receiver = tree.child(callee, .value)
        else { return nil }
        return (receiver, tree.text(callee))
    }

    func arguments(_ call: Int) -> [Int] { tree.children(call, .args) }

    /// The value that a statement assigns to `target`, if it is a plain assignment of one value.
    func assignedValue(_ target: Int) -> Int? {
        guard let statement = tree.parent(target), [.assign, .annAssign, .namedExpr].contains(tree.kinds[statement])
        else { return nil }
        return tree.child(statement, .value)
    }

    /// Whether an expression makes a new list, dict or set.
    func isNewContainer(_ node: Int) -> Bool {
        switch tree.kinds[node] {
        case .list, .dict, .set, .listComp, .dictComp, .setComp: return true
        case .call:
            if let builtin = builtinCalled(node) { return ["list", "dict", "set", "bytearray"].contains(builtin) }
            let name = tree.child(node, .function).flatMap(qualifiedName) ?? ""
            return ["collections.defaultdict", "collections.OrderedDict", "collections.deque", "collections.Counter"]
                .contains(name)
        default: return false
        }
    }

    /// Whether it is known to be a string: a literal, a format, str().
    func isString(_ node: Int) -> Bool {
        switch tree.kinds[node] {
        case .constant: return tree.text(node).hasPrefix("str:")
        case .joinedStr: return true
        case .call:
            if builtinCalled(node).map({ ["str", "repr", "hex", "chr"].contains($0) }) ?? false { return true }
            return methodCalled(node).map { ["join", "format"].contains($0.name) && isString($0.receiver) } ?? false
        case .binOp:
            let parts = [SyntaxRole.left, .right].compactMap { tree.child(node, $0) }
            return tree.text(node) == "Add"
                ? parts.contains(where: isString) : tree.text(node) == "Mod" && (parts.first.map(isString) ?? false)
        default: return false
        }
    }

    /// Nothing but literals, all the way down.
    func isConstant(_ node: Int) -> Bool {
        switch tree.kinds[node] {
        case .constant: true
        case .tuple: tree.children(node).allSatisfy(isConstant)
        case .unaryOp: tree.child(node, .operand).map { tree.kinds[$0] == .constant } ?? false
        default: false
        }
    }

    /// Evaluating it twice, later or never changes nothing that anyone could see: names, literals, operators, calls of
    /// builtins and methods that only look. Names may still mean something else later.
    func isPure(_ node: Int) -> Bool {
        tree.subtree(node).allSatisfy { inner in
            switch tree.kinds[inner] {
            case .call:
                builtinCalled(inner).map(Self.pureBuiltins.contains) ?? methodCalled(inner).map {
                    Self.readingMethods.contains($0.name)
                } ?? false
            case .await, .yield, .yieldFrom, .namedExpr, .lambda, .other: false
            default: true
            }
        }
    }

    static let pureBuiltins: Set<String> = [
        "abs", "all", "any", "ascii", "bin", "bool", "bytes", "chr", "complex", "dict", "divmod", "enumerate", "float",
        "format", "frozenset", "hash", "hex", "int", "isinstance", "issubclass", "len", "list", "max", "min", "oct",
        "ord", "pow", "range", "repr", "reversed", "round", "set", "slice", "sorted", "str", "sum", "tuple", "type",
        "zip",
    ]
    /// Of str, bytes, list, tuple, dict, set: those that change nothing.
    static let readingMethods: Set<String> = [
        "bit_length", "casefold", "copy", "count", "decode", "encode", "endswith", "find", "format", "get", "hex",
        "index",
        "isalnum", "isalpha", "isdigit", "isidentifier", "islower", "isspace", "issubset", "issuperset", "isupper",
        "items", "join", "keys", "ljust", "lower", "lstrip", "partition", "replace", "rfind", "rjust", "rpartition",
        "rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper", "values", "zfill", "union",
        "intersection", "difference", "isdisjoint",
    ]
    static let growingMethods: Set<String> = [
        "append", "appendleft", "extend", "extendleft", "insert", "add", "update", "setdefault",
    ]
    static let shrinkingMethods: Set<String> = [
        "pop", "popleft", "popitem", "remove", "discard", "clear", "difference_update", "intersection_update",
    ]
    static let mutatingMethods = growingMethods.union(shrinkingMethods).union(["sort", "reverse", "rotate"])
}
