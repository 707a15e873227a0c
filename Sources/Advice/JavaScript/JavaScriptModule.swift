// A JavaScript file as rules see it.

struct JavaScriptModule {
    let tree: SyntaxTree
    let bindings: Bindings
    let scopeOf: [Int]
    /// Names that the file exports, or hands to `module.exports`.
    let exports: Set<Int>

    init(_ tree: SyntaxTree) {
        let scopes = JavaScriptScopes(tree)
        self.tree = tree
        bindings = scopes.bindings
        scopeOf = scopes.scopeOf
        exports = Self.exports(tree, bindings)
    }

    private static func exports(_ tree: SyntaxTree, _ bindings: Bindings) -> Set<Int> {
        var found: Set<Int> = []
        for statement in tree.nodes([.exportNamed, .exportDefault]) {
            for child in tree.children(statement) {
                switch tree.kinds[child] {
                case .variableDeclaration:
                    found.formUnion(
                        tree.children(child).compactMap { tree.child($0, .id) }.compactMap(bindings.number(of:)))
                case .exportSpecifier, .identifier:
                    found.formUnion(tree.subtree(child).compactMap(bindings.number(of:)))
                default: break
                }
            }
        }
        return found
    }

    // MARK: Surroundings

    func isFunction(_ node: Int) -> Bool {
        [.functionDeclaration, .functionExpression, .arrowFunction].contains(tree.kinds[node])
    }

    func function(around node: Int) -> Int? { tree.ancestors(node).first { isFunction($0) } }

    /// A top-level variable that is assigned once, not exported.
    func isModuleVariable(_ binding: Binding) -> Bool {
        binding.scope == 0 && binding.stores.count == 1
            && !(bindings.number(of: binding.stores[0]).map(exports.contains) ?? true)
    }

    /// The initial value of a declared name.
    func initialValue(_ binding: Binding) -> Int? {
        guard let store = binding.stores.first, let declarator = tree.parent(store),
            tree.kinds[declarator] == .variableDeclarator, tree.roles[store] == .id
        else { return nil }
        return tree.child(declarator, .initial)
    }

    // MARK: Expressions

    /// `a`, `a.b`, `this.a`; nil for what is neither.
    func name(_ node: Int) -> String? {
        switch tree.kinds[node] {
        case .identifier: return tree.text(node)
        case .memberExpression:
            guard tree.text(node) != "computed", let object = tree.child(node, .object),
                let property = tree.child(node, .property)
            else { return nil }
            return (name(object) ?? "this") + "." + tree.text(property)
        default: return nil
        }
    }

    /// The receiver and the method of `receiver.method(…)`; of `new X(…)` nothing.
    func methodCalled(_ call: Int) -> (receiver: Int, name: String)? {
        guard tree.kinds[call] == .callExpression, let callee = tree.child(call, .callee),
            tree.kinds[callee] == .memberExpression, tree.text(callee) != "computed",
            let receiver = tree.child(callee, .object), let property = tree.child(callee, .property)
        else { return nil }
        return (receiver, tree.text(property))
    }

    /// The name of the function that is called, of the file's own or global: `setInterval`, `window.setInterval`.
    func functionCalled(_ call: Int) -> String? {
        guard tree.kinds[call] == .callExpression, let callee = tree.child(call, .callee) else { return nil }
        if tree.kinds[callee] == .identifier { return bindings.number(of: callee) == nil ? tree.text(callee) : nil }
        guard let (receiver, name) = methodCalled(call), isGlobal(receiver, ["window", "globalThis", "self"]) else {
            return nil
        }
        return name
    }

    /// A name that nothing in the file binds.
    func isGlobal(_ node: Int, _ names: Set<String>) -> Bool {
        tree.kinds[node] == .identifier && bindings.number(of: node) == nil && names.contains(tree.text(node))
    }

    func arguments(_ call: Int) -> [Int] { tree.children(call, .arguments) }

    /// The function that stands there: written in place, or by its name.
    func functionValue(_ node: Int) -> Int? {
        if isFunction(node) { return node }
        guard let binding = bindings.of(node), binding.stores.count == 1 else { return nil }
        if let parent = tree.parent(binding.stores[0]), tree.kinds[parent] == .functionDeclaration { return parent }
        return initialValue(binding).flatMap { isFunction($0) ? $0 : nil }
    }

    /// The property of a member expression around `node`, and that expression.
    func property(of node: Int) -> (member: Int, name: String)? {
        guard let parent = tree.parent(node), tree.kinds[parent] == .memberExpression, tree.roles[node] == .object,
            tree.text(parent) != "computed", let property = tree.child(parent, .property)
        else { return nil }
        return (parent, tree.text(property))
    }

    /// Whether a loop, or a function that runs more than once, repeats it: a timer's, a listener's, one that a loop calls.
    func isRepeated(_ node: Int) -> Bool {
        var current = node
        while let parent = tree.parent(current) {
            switch tree.kinds[parent] {
            case .forStatement, .forIn, .forOf, .whileStatement, .doWhile:
                if tree.roles[current] == .body { return true }
            default: break
            }
            if isFunction(parent) { return isCalledAgain(parent) }
            current = parent
        }
        return false
    }

    private static let repeating: Set<String> = [
        "setInterval", "addEventListener", "on", "addListener", "forEach", "map", "get", "post", "put", "use",
        "createServer", "requestAnimationFrame",
    ]

    private func isCalledAgain(_ function: Int) -> Bool {
        var places = [function]
        let name =
            tree.kinds[function] == .functionDeclaration
            ? tree.child(function, .id)
            : tree.parent(function).flatMap { tree.kinds[$0] == .variableDeclarator ? tree.child($0, .id) : nil }
        if let name, let binding = bindings.of(name) { places += binding.loads }
        return places.contains { place in
            guard let call = tree.parent(place), tree.kinds[call] == .callExpression else { return false }
            if tree.roles[place] == .arguments {
                return (methodCalled(call)?.name ?? functionCalled(call)).map(Self.repeating.contains) ?? false
            }
            return tree.roles[place] == .callee && place != function && !tree.contains(function, call)
                && isRepeated(call)
        }
    }
}

/// A rule for JavaScript.
protocol JavaScriptRule: Sendable {
    static var rule: Rule { get }
    static func findings(in module: JavaScriptModule) -> [Finding]
}

extension JavaScriptRule {
    static func finding(_ module: JavaScriptModule, _ node: Int, _ message: String, _ evidence: Evidence? = nil)
        -> Finding
    {
        let lines = module.tree.extent(node)
        return Finding(
            rule: rule, line: lines.lowerBound, offset: Int(module.tree.columns[node]), lastLine: lines.upperBound,
            message: message, evidence: evidence)
    }
}
