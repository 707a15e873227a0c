/// A function that outlives its maker and holds something large for a small part of it.
enum ClosureKeepsLarge: PythonRule {
    static let rule = Rule(
        "closure-keeps-large", "a closure that holds more than it needs", .warning,
        languages: [.python, .javascript],
        change: "Take what it needs into a variable of its own before the inner function is made")

    static func findings(in module: PythonModule) -> [Finding] {
        module.bindings.all.compactMap { binding in
            guard module.bindings.scopes[binding.scope].kind == .function, binding.stores.count == 1,
                binding.deletes.isEmpty, let value = module.assignedValue(binding.stores[0]), isLarge(module, value)
            else { return nil }
            let inside = binding.loads.filter { module.bindings.function(of: module.scopeOf[$0]) != binding.scope }
            guard let first = inside.first, inside.allSatisfy({ isSmallPart(module, $0) }),
                let closure = outlives(module, first, binding.scope)
            else { return nil }
            return finding(
                module, module.tree.statement(first),
                "the function in line \(module.tree.line(closure)) keeps all of `\(binding.name)` (line \(module.tree.line(binding.stores[0]))) for a small part of it",
                Evidence(figure: .end, lines: [module.tree.extent(module.tree.statement(binding.stores[0]))]))
        }
    }

    /// Whatever is read whole, built by a loop, or multiplied.
    private static func isLarge(_ module: PythonModule, _ value: Int) -> Bool {
        let tree = module.tree
        switch tree.kinds[value] {
        case .listComp, .dictComp, .setComp:
            return tree.children(value, .generators).contains { !(tree.child($0, .iter).map(module.isShort) ?? true) }
        case .binOp: return tree.text(value) == "Mult" && tree.children(value).contains { tree.kinds[$0] == .list }
        case .call:
            if let (receiver, name) = module.methodCalled(value), ["read", "readlines"].contains(name) {
                return module.isOpenFile(receiver)
            }
            if let builtin = module.builtinCalled(value) {
                guard let size = module.arguments(value).first, !module.isShort(size) || isNumber(module, size) else {
                    return false
                }
                return ["bytes", "bytearray", "list", "sorted"].contains(builtin)
            }
            let name = tree.child(value, .function).flatMap(module.qualifiedName) ?? ""
            return ["json.load", "json.loads", "pickle.load", "pickle.loads"].contains(name)
        default: return false
        }
    }

    private static func isNumber(_ module: PythonModule, _ node: Int) -> Bool {
        let text = module.tree.text(node)
        return text.hasPrefix("int:") && (Int(text.dropFirst(4)) ?? 0) > 65536
    }

    /// `len(x)`, `x[0]`, `x["name"]`
    private static func isSmallPart(_ module: PythonModule, _ load: Int) -> Bool {
        let tree = module.tree
        guard let parent = tree.parent(load) else { return false }
        if module.builtinCalled(parent) == "len" { return true }
        guard tree.kinds[parent] == .subscript, tree.roles[load] == .value, let slice = tree.child(parent, .slice)
        else {
            return false
        }
        return module.isConstant(slice)
    }

    /// The function inside `scope` that holds `node`, if it is returned, stored in something or passed on.
    private static func outlives(_ module: PythonModule, _ node: Int, _ scope: Int) -> Int? {
        let tree = module.tree
        let outer = module.bindings.scopes[scope].node
        let inner = tree.ancestors(node).prefix { $0 != outer }.filter {
            module.isFunction($0) || tree.kinds[$0] == .lambda
        }
        guard let closure = inner.last else { return nil }
        if tree.kinds[closure] == .lambda { return isGivenAway(module, closure) ? closure : nil }
        guard let name = module.bindings.of(closure) else { return nil }
        return name.loads.contains { isGivenAway(module, $0) } ? closure : nil
    }

    private static func isGivenAway(_ module: PythonModule, _ node: Int) -> Bool {
        let tree = module.tree
        guard let parent = tree.parent(node) else { return false }
        switch tree.kinds[parent] {
        case .returns, .yield: return true
        case .assign:
            return tree.children(parent, .targets).contains {
                [.storeAttribute, .storeSubscript].contains(tree.kinds[$0])
            }
        case .call:
            guard tree.roles[node] != .function else { return false }
            return module.methodCalled(parent).map {
                ["append", "add", "connect", "register", "bind", "subscribe"].contains($0.name)
            } ?? false
        default: return false
        }
    }
}
