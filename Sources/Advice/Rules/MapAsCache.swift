/// A file's Map that keeps an entry for every key it was ever asked for.
enum MapAsCache: JavaScriptRule {
    static let rule = Rule(
        "map-as-cache", "a cache without a bound", .warning, languages: [.javascript],
        change: "Bound it (delete the oldest key when size is over N), or use a WeakMap if keys are objects")

    static func findings(in module: JavaScriptModule) -> [Finding] {
        let tree = module.tree
        return module.bindings.all.compactMap { binding in
            guard module.isModuleVariable(binding), let value = module.initialValue(binding),
                tree.kinds[value] == .newExpression, module.arguments(value).isEmpty,
                tree.child(value, .callee).map({ module.isGlobal($0, ["Map"]) }) ?? false,
                binding.loads.allSatisfy({ isKept(module, $0) })
            else { return nil }
            let stores = binding.loads.filter { module.property(of: $0)?.name == "set" }
            guard let store = stores.first(where: { isCached(module, $0, binding) }),
                let function = module.function(around: store)
            else { return nil }
            return finding(
                module, tree.statement(store), "`\(binding.name)` only grows: nothing in this file takes an entry out",
                Evidence(figure: .end, lines: [tree.extent(function)], isExact: false))
        }
    }

    private static func isKept(_ module: JavaScriptModule, _ load: Int) -> Bool {
        guard let (_, name) = module.property(of: load) else { return false }
        return ["set", "get", "has", "size", "forEach", "keys", "values", "entries"].contains(name)
    }

    /// A cache looks the same key up that it stores, which the function is given.
    private static func isCached(_ module: JavaScriptModule, _ load: Int, _ binding: Binding) -> Bool {
        let tree = module.tree
        guard let function = module.function(around: load), let key = key(module, load),
            tree.subtree(key).contains(where: { node in
                module.bindings.of(node)?.stores.contains { tree.contains(function, $0) } ?? false
            })
        else { return false }
        return binding.loads.contains { other in
            guard let name = module.property(of: other)?.name, ["get", "has"].contains(name) else { return false }
            return module.function(around: other) == function
                && (self.key(module, other).map { tree.isSame($0, key) } ?? false)
        }
    }

    /// The first argument of the method called on it.
    private static func key(_ module: JavaScriptModule, _ load: Int) -> Int? {
        guard let (member, _) = module.property(of: load), let call = module.tree.parent(member),
            module.tree.kinds[call] == .callExpression
        else { return nil }
        return module.arguments(call).first
    }
}
