/// A module's list that functions fill and nothing empties.
enum GlobalCollector: PythonRule {
    static let rule = Rule(
        "global-collector", "a module's list that only grows", .warning,
        change: "Hand each item on when it is made, keep the last N (collections.deque(maxlen=N)), or empty it")

    static func findings(in module: PythonModule) -> [Finding] {
        let tree = module.tree
        return module.bindings.all.compactMap { binding in
            guard module.isGlobal(binding), binding.stores.count == 1, binding.deletes.isEmpty,
                let value = module.assignedValue(binding.stores[0]), isEmptyList(module, value),
                !module.exports.contains(binding.name)
            else { return nil }
            let uses = binding.loads.map { (node: $0, use: module.use($0)) }
            guard uses.allSatisfy({ [.read, .grown, .iterated].contains($0.use) || isLast(module, $0.node) }) else {
                return nil
            }
            let growth = uses.filter { $0.use == .grown }.map(\.node).first { isRepeated(module, $0) }
            guard let growth, let function = module.function(around: growth) else { return nil }
            return finding(
                module, tree.statement(growth),
                "`\(binding.name)` only grows: nothing in this file takes an item out",
                Evidence(figure: .end, lines: [tree.extent(function)], isExact: false))
        }
    }

    private static func isEmptyList(_ module: PythonModule, _ value: Int) -> Bool {
        let tree = module.tree
        if tree.kinds[value] == .list { return tree.children(value).isEmpty }
        guard tree.kinds[value] == .call, tree.children(value).count == 1 else { return false }
        return module.builtinCalled(value).map { ["list", "set"].contains($0) }
            ?? (tree.child(value, .function).flatMap(module.qualifiedName) == "collections.deque")
    }

    /// `items[-1]`: an item is looked at.
    private static func isLast(_ module: PythonModule, _ load: Int) -> Bool { module.use(load) == .element }

    /// In a function, and in a loop there, or in a function that a loop calls.
    private static func isRepeated(_ module: PythonModule, _ growth: Int) -> Bool {
        guard let function = module.function(around: growth) else { return false }
        if let loop = module.loop(around: growth) {
            return !(module.tree.child(loop, .iter).map(module.isShort) ?? false)
        }
        guard module.enclosingClass(function) == nil, let binding = module.bindings.of(function) else { return false }
        return binding.loads.contains { load in
            guard let call = module.tree.parent(load), module.tree.kinds[call] == .call else { return false }
            if let loop = module.loop(around: call) {
                return !(module.tree.child(loop, .iter).map(module.isShort) ?? false)
            }
            return module.isInComprehension(call)
        }
    }
}
