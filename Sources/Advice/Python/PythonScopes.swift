// Python's scoping rules: functions, classes, comprehensions, `global` and `nonlocal`.

struct PythonScopes {
    private let tree: SyntaxTree
    private(set) var bindings = Bindings()
    /// Per node, the scope in which it is evaluated.
    private(set) var scopeOf: [Int]
    private var opened: [Int]

    init(_ tree: SyntaxTree) {
        self.tree = tree
        scopeOf = [Int](repeating: 0, count: tree.count)
        opened = [Int](repeating: -1, count: tree.count)
        if tree.count > 0 { opened[0] = 0 }
        for node in 0..<tree.count { place(node) }
        for node in 0..<tree.count { bind(node) }
        for node in 0..<tree.count { load(node) }
    }

    private mutating func place(_ node: Int) {
        if let parent = tree.parent(node) { scopeOf[node] = scope(of: node, below: parent) }
        switch tree.kinds[node] {
        case .functionDef, .asyncFunctionDef, .lambda: opened[node] = bindings.open(.function, node, in: scopeOf[node])
        case .classDef: opened[node] = bindings.open(.class, node, in: scopeOf[node])
        case .listComp, .setComp, .dictComp, .generatorExp:
            opened[node] = bindings.open(.comprehension, node, in: scopeOf[node])
        case .global, .nonlocal:
            for name in tree.text(node).split(separator: ",") {
                bindings.declare(String(name), global: tree.kinds[node] == .global, in: scopeOf[node])
            }
        default: break
        }
    }

    /// Defaults, decorators, bases and the first iterable of a comprehension belong to the scope outside.
    private func scope(of node: Int, below parent: Int) -> Int {
        let role = tree.roles[node]
        switch tree.kinds[parent] {
        case .functionDef, .asyncFunctionDef, .classDef, .lambda:
            return role == .body ? opened[parent] : scopeOf[parent]
        case .arguments:
            guard let function = tree.parent(parent) else { return scopeOf[parent] }
            return role == .defaults || role == .kwDefaults ? scopeOf[function] : inside(function)
        case .listComp, .setComp, .dictComp, .generatorExp: return opened[parent]
        case .comprehension:
            guard let owner = tree.parent(parent) else { return scopeOf[parent] }
            let isFirst = role == .iter && tree.child(owner, .generators) == parent
            return isFirst ? scopeOf[owner] : inside(owner)
        default: return scopeOf[parent]
        }
    }

    /// The scope that a node opens; where a damaged tree has none, the one around it.
    private func inside(_ node: Int) -> Int { opened[node] >= 0 ? opened[node] : scopeOf[node] }

    private mutating func bind(_ node: Int) {
        switch tree.kinds[node] {
        case .storeName: bind(node, tree.text(node), in: storeScope(node))
        case .deleteName: bindings.delete(node, binding(tree.text(node), in: scopeOf[node]))
        case .functionDef, .asyncFunctionDef, .classDef: bind(node, tree.text(node), in: scopeOf[node])
        case .arg: bind(node, tree.text(node), in: scopeOf[node])
        case .exceptHandler, .matchAs, .matchStar:
            if !tree.text(node).isEmpty { bind(node, tree.text(node), in: scopeOf[node]) }
        case .alias: bindImport(node)
        default: break
        }
    }

    /// A walrus in a comprehension binds in the function around it.
    private func storeScope(_ node: Int) -> Int {
        guard let parent = tree.parent(node), tree.kinds[parent] == .namedExpr else { return scopeOf[node] }
        var scope = scopeOf[node]
        while bindings.scopes[scope].kind == .comprehension { scope = bindings.scopes[scope].parent }
        return scope
    }

    private mutating func bindImport(_ node: Int) {
        let parts = tree.text(node).split(separator: "=", omittingEmptySubsequences: false)
        let name = parts.count == 2 && !parts[1].isEmpty ? parts[1] : parts[0].prefix { $0 != "." }
        if name != "*" { bind(node, String(name), in: scopeOf[node]) }
    }

    private mutating func bind(_ node: Int, _ name: String, in scope: Int) {
        bindings.store(node, binding(name, in: scope))
    }

    private mutating func binding(_ name: String, in scope: Int) -> Int {
        if bindings.scopes[scope].globals.contains(name) { return bindings.binding(name, in: 0) }
        if bindings.scopes[scope].nonlocals.contains(name), let outer = bindings.resolve(name, in: scope) {
            return outer
        }
        return bindings.binding(name, in: scope)
    }

    private mutating func load(_ node: Int) {
        guard tree.kinds[node] == .name else { return }
        if let binding = bindings.resolve(tree.text(node), in: scopeOf[node]) { bindings.load(node, binding) }
    }
}
