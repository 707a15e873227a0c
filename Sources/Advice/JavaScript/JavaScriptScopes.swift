// JavaScript's scoping rules: `var` and functions in the function around, the rest in the block around.

struct JavaScriptScopes {
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
        for node in 0..<tree.count where tree.kinds[node] == .identifier { declare(node) }
        for node in 0..<tree.count where tree.kinds[node] == .identifier { refer(node) }
    }

    private mutating func place(_ node: Int) {
        if let parent = tree.parent(node) { scopeOf[node] = scope(of: node, below: parent) }
        switch tree.kinds[node] {
        case .functionDeclaration, .functionExpression, .arrowFunction:
            opened[node] = bindings.open(.function, node, in: scopeOf[node])
        case .block, .forStatement, .forIn, .forOf, .catchClause, .switchStatement:
            opened[node] = bindings.open(.block, node, in: scopeOf[node])
        default: break
        }
    }

    /// A function's name stands outside; everything else of what opens a scope stands in it.
    private func scope(of node: Int, below parent: Int) -> Int {
        guard opened[parent] >= 0 else { return scopeOf[parent] }
        return tree.kinds[parent] == .functionDeclaration && tree.roles[node] == .id ? scopeOf[parent] : opened[parent]
    }

    private mutating func declare(_ node: Int) {
        guard let parent = tree.parent(node) else { return }
        let role = tree.roles[node]
        switch tree.kinds[parent] {
        case .functionDeclaration, .functionExpression, .arrowFunction, .classDeclaration:
            if role == .id || role == .params { store(node, in: scopeOf[node]) }
        case .classExpression: break
        case .importSpecifier, .importDefault, .importNamespace:
            if role == .local { store(node, in: 0) }
        case .catchClause:
            if role == .param { store(node, in: scopeOf[node]) }
        default:
            guard let scope = patternScope(node) else { return }
            store(node, in: scope)
        }
    }

    private mutating func store(_ node: Int, in scope: Int) {
        bindings.store(node, bindings.binding(tree.text(node), in: scope))
    }

    /// The scope of a name in a declarator's or parameter's pattern; nil if it is in none.
    private func patternScope(_ node: Int) -> Int? {
        var current = node
        while let parent = tree.parent(current) {
            let role = tree.roles[current]
            switch tree.kinds[parent] {
            case .variableDeclarator:
                guard role == .id, let declaration = tree.parent(parent) else { return nil }
                return tree.text(declaration) == "var" ? bindings.function(of: scopeOf[node]) : scopeOf[node]
            case .functionDeclaration, .functionExpression, .arrowFunction:
                return role == .params ? opened[parent] : nil
            case .property:
                guard role == .value, tree.parent(parent).map({ tree.kinds[$0] == .objectPattern }) ?? false else {
                    return nil
                }
            case .objectPattern, .arrayPattern, .restElement: break
            case .assignmentPattern:
                if role != .left { return nil }
            default: return nil
            }
            current = parent
        }
        return nil
    }

    private mutating func refer(_ node: Int) {
        guard bindings.number(of: node) == nil, let parent = tree.parent(node), isReference(node, parent),
            let binding = bindings.resolve(tree.text(node), in: scopeOf[node])
        else { return }
        let role = tree.roles[node]
        switch tree.kinds[parent] {
        case .assignment where role == .left: bindings.store(node, binding)
        case .update: bindings.store(node, binding)
        case .forIn where role == .left, .forOf where role == .left: bindings.store(node, binding)
        default: bindings.load(node, binding)
        }
    }

    /// Names of properties and labels refer to nothing.
    private func isReference(_ node: Int, _ parent: Int) -> Bool {
        switch (tree.kinds[parent], tree.roles[node]) {
        case (.memberExpression, .property): tree.text(parent) == "computed"
        case (.property, .key): tree.text(parent) == "computed"
        case (.methodDefinition, .key), (.propertyDefinition, .key): false
        case (.labeled, _), (.breakStatement, _), (.continueStatement, _): false
        case (.exportSpecifier, .exported), (.importSpecifier, _): false
        default: true
        }
    }
}
