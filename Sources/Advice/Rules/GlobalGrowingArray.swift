/// A file's array that functions fill and nothing empties.
enum GlobalGrowingArray: JavaScriptRule {
    static let rule = Rule(
        "global-growing-array", "an array that only grows", .warning, languages: [.javascript],
        change: "Hand each item on when it is made, or keep the last N (shift() when it is longer)")

    private static let reading: Set<String> = [
        "length", "forEach", "map", "filter", "reduce", "some", "every", "includes", "indexOf", "join", "find",
        "findIndex",
        "at", "slice", "entries", "values", "keys",
    ]

    static func findings(in module: JavaScriptModule) -> [Finding] {
        let tree = module.tree
        return module.bindings.all.compactMap { binding in
            guard module.isModuleVariable(binding), let value = module.initialValue(binding), isEmpty(module, value),
                binding.loads.allSatisfy({ isKept(module, $0) })
            else { return nil }
            let growth = binding.loads.first { load in
                guard let (member, name) = module.property(of: load), ["push", "unshift"].contains(name) else {
                    return false
                }
                return module.isRepeated(member) && module.function(around: member) != nil
            }
            guard let growth, let function = module.function(around: growth) else { return nil }
            return finding(
                module, tree.statement(growth), "`\(binding.name)` only grows: nothing in this file takes an item out",
                Evidence(figure: .end, lines: [tree.extent(function)], isExact: false))
        }
    }

    private static func isEmpty(_ module: JavaScriptModule, _ value: Int) -> Bool {
        if module.tree.kinds[value] == .arrayExpression { return module.tree.children(value).isEmpty }
        return module.tree.kinds[value] == .newExpression
            && module.tree.child(value, .callee).map { module.isGlobal($0, ["Array"]) } ?? false
            && module.arguments(value).isEmpty
    }

    /// Uses that neither take something out nor let the array get away.
    private static func isKept(_ module: JavaScriptModule, _ load: Int) -> Bool {
        let tree = module.tree
        guard let parent = tree.parent(load) else { return false }
        if let (member, name) = module.property(of: load) {
            if ["push", "unshift"].contains(name) { return true }
            guard reading.contains(name), let outer = tree.parent(member) else { return false }
            return !([.assignment, .update].contains(tree.kinds[outer]) && tree.roles[member] != .right)
        }
        switch tree.kinds[parent] {
        case .memberExpression: return true
        case .forOf: return tree.roles[load] == .right
        default: return false
        }
    }
}
