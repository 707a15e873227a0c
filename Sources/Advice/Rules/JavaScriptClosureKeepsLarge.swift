/// The same habit in JavaScript: a callback that outlives its maker and holds something large for its length.
enum JavaScriptClosureKeepsLarge: JavaScriptRule {
    static var rule: Rule { ClosureKeepsLarge.rule }

    private static let readers: Set<String> = ["readFileSync", "alloc", "allocUnsafe", "parse", "fill", "repeat"]
    private static let arrays: Set<String> = [
        "Array", "ArrayBuffer", "Uint8Array", "Uint8ClampedArray", "Uint16Array", "Uint32Array", "Int8Array",
        "Int16Array",
        "Int32Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array",
    ]
    private static let keepers: Set<String> = [
        "setInterval", "addEventListener", "on", "addListener", "push", "set", "subscribe",
    ]

    static func findings(in module: JavaScriptModule) -> [Finding] {
        let tree = module.tree
        return module.bindings.all.compactMap { binding in
            let scope = module.bindings.function(of: binding.scope)
            guard scope > 0, binding.stores.count == 1, let value = module.initialValue(binding), isLarge(module, value)
            else { return nil }
            let inside = binding.loads.filter { module.bindings.function(of: module.scopeOf[$0]) != scope }
            guard let first = inside.first, inside.allSatisfy({ isSmallPart(module, $0) }),
                let closure = outlives(module, first, module.bindings.scopes[scope].node)
            else { return nil }
            return finding(
                module, tree.statement(first),
                "the function in line \(tree.line(closure)) keeps all of `\(binding.name)` (line \(tree.line(binding.stores[0]))) for a small part of it",
                Evidence(figure: .end, lines: [tree.extent(tree.statement(binding.stores[0]))]))
        }
    }

    private static func isLarge(_ module: JavaScriptModule, _ value: Int) -> Bool {
        if module.tree.kinds[value] == .newExpression {
            return module.tree.child(value, .callee).map { module.isGlobal($0, arrays) } ?? false
                && !module.arguments(value).isEmpty
        }
        if let (receiver, name) = module.methodCalled(value), readers.contains(name) {
            return name != "parse" || module.isGlobal(receiver, ["JSON"])
        }
        return false
    }

    /// `x.length`, `x[0]`
    private static func isSmallPart(_ module: JavaScriptModule, _ load: Int) -> Bool {
        if module.property(of: load)?.name == "length" { return true }
        guard let parent = module.tree.parent(load), module.tree.kinds[parent] == .memberExpression,
            module.tree.roles[load] == .object, let index = module.tree.child(parent, .property)
        else { return false }
        return module.tree.kinds[index] == .literal
    }

    /// The function between: returned, stored in a property, or given to what keeps it.
    private static func outlives(_ module: JavaScriptModule, _ node: Int, _ outer: Int) -> Int? {
        let tree = module.tree
        let inner = tree.ancestors(node).prefix { $0 != outer }.filter { module.isFunction($0) }
        guard let closure = inner.last else { return nil }
        var places = [closure]
        if tree.kinds[closure] == .functionDeclaration, let name = tree.child(closure, .id) {
            places = module.bindings.of(name)?.loads ?? []
        } else if let declarator = tree.parent(closure), tree.kinds[declarator] == .variableDeclarator,
            let name = tree.child(declarator, .id)
        {
            places = module.bindings.of(name)?.loads ?? []
        }
        return places.contains { isGivenAway(module, $0) } ? closure : nil
    }

    private static func isGivenAway(_ module: JavaScriptModule, _ node: Int) -> Bool {
        let tree = module.tree
        guard let parent = tree.parent(node) else { return false }
        switch tree.kinds[parent] {
        case .returnStatement: return true
        case .assignment:
            return tree.roles[node] == .right
                && tree.child(parent, .left).map { tree.kinds[$0] == .memberExpression } ?? false
        case .callExpression:
            guard tree.roles[node] == .arguments else { return false }
            return (module.methodCalled(parent)?.name ?? module.functionCalled(parent)).map(keepers.contains) ?? false
        default: return false
        }
    }
}
