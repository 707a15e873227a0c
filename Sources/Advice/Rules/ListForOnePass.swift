/// A list that is built, gone through once, and dropped.
enum ListForOnePass: PythonRule {
    static let rule = Rule(
        "list-for-one-pass", "a list that is gone through once", .note,
        change: "Write round brackets instead of square ones: a generator holds one element at a time")

    /// They keep one value, or the elements in a container of their own.
    private static let reducing: Set<String> = ["sum", "any", "all", "min", "max"]
    private static let collecting: Set<String> = ["set", "frozenset", "dict", "sorted", "tuple", "list"]

    static func findings(in module: PythonModule) -> [Finding] {
        module.tree.nodes(.listComp).compactMap { list in
            guard module.tree.nodes(.await, in: list).isEmpty, !isShort(module, list),
                let parent = module.tree.parent(list)
            else {
                return nil
            }
            switch (module.tree.kinds[parent], module.tree.roles[list]) {
            case (.call, .args): return argument(module, list, of: parent)
            case (.forLoop, .iter):
                guard canWait(module, list, while: module.body(parent)) else { return nil }
                return finding(module, list, "this list is built only to be looped over", evidence(module, list, true))
            case (.assign, .value): return variable(module, list, parent)
            default: return nil
            }
        }
    }

    private static func isShort(_ module: PythonModule, _ list: Int) -> Bool {
        module.tree.children(list, .generators).allSatisfy { module.tree.child($0, .iter).map(module.isShort) ?? false }
    }

    private static func argument(_ module: PythonModule, _ list: Int, of call: Int) -> Finding? {
        guard let name = module.builtinCalled(call), module.arguments(call).count == 1 else { return nil }
        guard reducing.contains(name) || collecting.contains(name) else { return nil }
        return finding(
            module, list, "\(name)() goes through this list once", evidence(module, list, reducing.contains(name)))
    }

    /// A local name that is loaded once, by a loop or a reducing builtin in the same block.
    private static func variable(_ module: PythonModule, _ list: Int, _ statement: Int) -> Finding? {
        let tree = module.tree
        guard let target = tree.child(statement, .targets), tree.kinds[target] == .storeName,
            tree.children(statement, .targets).count == 1, let binding = module.bindings.of(target),
            module.isPrivateVariable(binding), binding.stores.count == 1, binding.deletes.isEmpty,
            binding.loads.count == 1, module.scopeOf[binding.loads[0]] == module.scopeOf[target]
        else { return nil }
        let load = binding.loads[0]
        guard let consumer = tree.parent(load) else { return nil }
        let isLoop = tree.kinds[consumer] == .forLoop && tree.roles[load] == .iter
        let isReduced =
            module.builtinCalled(consumer).map(reducing.contains) == true && module.arguments(consumer) == [load]
        guard isLoop || isReduced, let between = module.statements(from: statement, to: tree.statement(load)) else {
            return nil
        }
        let loopBody = isLoop ? module.body(consumer) : []
        guard canWait(module, list, while: between + loopBody) else { return nil }
        return finding(
            module, list, "`\(binding.name)` is gone through once, in line \(tree.line(load))",
            evidence(module, list, true))
    }

    /// Whether its elements can as well be made while `statements` run: it only looks at things that these do not touch.
    private static func canWait(_ module: PythonModule, _ list: Int, while statements: [Int]) -> Bool {
        let tree = module.tree
        guard module.isPure(list) else { return false }
        let sources = tree.nodes(.comprehension, in: list).compactMap { tree.child($0, .iter) }
        guard sources.allSatisfy({ isStable(module, $0, in: list) }) else { return false }
        let free = Set(tree.nodes(.name, in: list).compactMap { module.bindings.number(of: $0) })
        return !statements.contains { statement in
            tree.subtree(statement).contains { node in
                !tree.contains(list, node) && module.bindings.number(of: node).map(free.contains) ?? false
            }
        }
    }

    /// `range(…)`, a name of the function's own or of the comprehension's.
    private static func isStable(_ module: PythonModule, _ source: Int, in list: Int) -> Bool {
        if module.builtinCalled(source) == "range" { return true }
        guard let binding = module.bindings.of(source) else { return false }
        if binding.stores.allSatisfy({ module.tree.contains(list, $0) }) { return true }
        return module.isPrivateVariable(binding)
            && binding.stores.allSatisfy { module.assignedValue($0).map(module.isNewContainer) ?? false }
    }

    private static func evidence(_ module: PythonModule, _ list: Int, _ isExact: Bool) -> Evidence {
        Evidence(figure: .peak, lines: [module.tree.extent(list)], isExact: isExact)
    }
}
