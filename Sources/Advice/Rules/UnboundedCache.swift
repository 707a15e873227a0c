/// A cache that keeps an entry for every argument it was ever asked for.
enum UnboundedCache: PythonRule {
    static let rule = Rule(
        "unbounded-cache", "a cache without a bound", .warning,
        change: "Bound it: lru_cache(maxsize=N), or drop entries that were not asked for lately")

    static func findings(in module: PythonModule) -> [Finding] {
        module.tree.nodes([.functionDef, .asyncFunctionDef]).compactMap { decorated(module, $0) }
            + module.bindings.all.compactMap { dictionary(module, $0) }
    }

    // MARK: functools

    private static func decorated(_ module: PythonModule, _ function: Int) -> Finding? {
        guard let cache = module.tree.children(function, .decorators).first(where: module.isUnboundedCache),
            module.enclosingClass(function) == nil, !module.parameters(function).isEmpty,
            let binding = module.bindings.of(function),
            let call = binding.loads.lazy.compactMap({ varyingCall(module, $0) }).first
        else { return nil }
        return finding(
            module, cache,
            "`\(binding.name)` keeps every result; line \(module.tree.line(call)) calls it with a new argument each time",
            Evidence(
                figure: .end, lines: [module.tree.extent(function), module.tree.extent(call)], isExact: false))
    }

    /// The call whose argument depends on a loop around it.
    private static func varyingCall(_ module: PythonModule, _ load: Int) -> Int? {
        let tree = module.tree
        guard let call = tree.parent(load), tree.kinds[call] == .call, tree.roles[load] == .function else { return nil }
        let isVarying = module.loopVariables(around: call).contains { loop in
            !module.isShort(loop.source)
                && tree.children(call).dropFirst().contains { argument in
                    tree.subtree(argument).contains {
                        module.bindings.number(of: $0).map(loop.names.contains) ?? false
                    }
                }
        }
        return isVarying ? call : nil
    }

    // MARK: A module's dictionary

    /// Uses that take nothing out and do not let it get away.
    private static func dictionary(_ module: PythonModule, _ binding: Binding) -> Finding? {
        let tree = module.tree
        guard module.isGlobal(binding), binding.stores.count == 1, binding.deletes.isEmpty,
            let value = module.assignedValue(binding.stores[0]), isEmptyDictionary(module, value),
            !module.exports.contains(binding.name)
        else { return nil }
        for load in binding.loads {
            switch module.use(load) {
            case .read, .element, .grown, .iterated: break
            case .shrunk, .changed, .escapes: return nil
            }
        }
        let stores = binding.loads.compactMap(tree.parent).filter { tree.kinds[$0] == .storeSubscript }
        guard let store = stores.first(where: { isCached(module, $0, binding) }),
            let function = module.function(around: store)
        else { return nil }
        return finding(
            module, tree.statement(store), "`\(binding.name)` only grows: nothing in this file takes an entry out",
            Evidence(figure: .end, lines: [tree.extent(function)], isExact: false))
    }

    private static func isEmptyDictionary(_ module: PythonModule, _ value: Int) -> Bool {
        if module.tree.kinds[value] == .dict { return module.tree.children(value).isEmpty }
        return module.builtinCalled(value) == "dict" && module.tree.children(value).count == 1
    }

    /// A cache looks the same key up that it stores, which comes from a parameter or a loop.
    private static func isCached(_ module: PythonModule, _ store: Int, _ binding: Binding) -> Bool {
        let tree = module.tree
        guard let function = module.function(around: store), let key = tree.child(store, .slice),
            tree.subtree(key).contains(where: { isGiven(module, $0, function) }),
            !isCalledWithLiterals(module, function, key)
        else { return false }
        return binding.loads.contains { load in
            guard load != tree.child(store, .value), module.function(around: load) == function,
                let parent = tree.parent(load)
            else { return false }
            if tree.kinds[parent] == .subscript {
                return tree.child(parent, .slice).map { tree.isSame($0, key) } ?? false
            }
            guard tree.kinds[parent] == .attribute, tree.text(parent) == "get", let call = tree.parent(parent) else {
                return false
            }
            return module.arguments(call).first.map { tree.isSame($0, key) } ?? false
        }
    }

    private static func isGiven(_ module: PythonModule, _ node: Int, _ function: Int) -> Bool {
        guard let binding = module.bindings.of(node) else { return false }
        return binding.stores.contains { module.tree.contains(function, $0) && $0 != function && !isFlag(module, $0) }
    }

    /// A parameter whose default is True, False, 0 or 1 has few values.
    private static func isFlag(_ module: PythonModule, _ parameter: Int) -> Bool {
        let tree = module.tree
        guard tree.kinds[parameter] == .arg, let arguments = tree.parent(parameter) else { return false }
        let parameters = tree.children(arguments, .posonlyargs) + tree.children(arguments, .args)
        let defaults = tree.children(arguments, .defaults)
        guard let place = parameters.suffix(defaults.count).firstIndex(of: parameter) else { return false }
        return ["bool:", "int:0", "int:1"].contains(tree.text(defaults[place - (parameters.count - defaults.count)]))
    }

    /// A function of the file's own whose parameters that make the key get literals and constants only.
    private static func isCalledWithLiterals(_ module: PythonModule, _ function: Int, _ key: Int) -> Bool {
        let tree = module.tree
        guard tree.text(function).hasPrefix("_"), let binding = module.bindings.of(function) else { return false }
        let names = tree.nodes(.name, in: key).compactMap { module.bindings.of($0)?.stores.first }
        let places = module.parameters(function).indices.filter { names.contains(module.parameters(function)[$0]) }
        let calls = binding.loads.compactMap { tree.parent($0) }.filter { tree.kinds[$0] == .call }
        return !calls.isEmpty && places.count == Set(names).count
            && calls.allSatisfy { call in
                let arguments = module.arguments(call)
                return places.allSatisfy { place in
                    guard arguments.indices.contains(place) else { return false }
                    let argument = arguments[place]
                    return module.isConstant(argument) || module.bindings.of(argument).map(module.isGlobal) ?? false
                }
            }
    }
}
