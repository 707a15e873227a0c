/// A copy of the outer level whose inner level, shared with the original, is changed.
enum ShallowCopyMutated: PythonRule {
    static let rule = Rule(
        "shallow-copy-mutated", "a shallow copy whose inside is changed", .warning,
        change: "Use copy.deepcopy, or build the inner containers anew")

    static func findings(in module: PythonModule) -> [Finding] {
        let tree = module.tree
        return module.bindings.all.compactMap { copy in
            guard copy.stores.count == 1, let value = module.assignedValue(copy.stores[0]),
                let source = copied(module, value), let original = module.bindings.of(source),
                isNested(module, original),
                let change = copy.loads.first(where: { changesInside(module, $0) })
            else { return nil }
            return finding(
                module, tree.statement(change),
                "`\(copy.name)` is a shallow copy: this changes `\(original.name)`, too")
        }
    }

    /// What `list(x)`, `x[:]`, `x.copy()` and `copy.copy(x)` copy.
    private static func copied(_ module: PythonModule, _ value: Int) -> Int? {
        let tree = module.tree
        if tree.kinds[value] == .subscript, let slice = tree.child(value, .slice), tree.kinds[slice] == .slice {
            return tree.child(value, .value)
        }
        if let (receiver, name) = module.methodCalled(value), name == "copy", tree.kinds[receiver] == .name,
            module.arguments(value).isEmpty, module.qualifiedName(receiver) == nil
        {
            return receiver
        }
        guard tree.kinds[value] == .call, module.arguments(value).count == 1 else { return nil }
        let isCopy =
            module.builtinCalled(value).map { ["list", "dict"].contains($0) }
            ?? (tree.child(value, .function).flatMap(module.qualifiedName) == "copy.copy")
        return isCopy ? module.arguments(value)[0] : nil
    }

    /// A display or comprehension that holds containers.
    private static func isNested(_ module: PythonModule, _ binding: Binding) -> Bool {
        let tree = module.tree
        guard !binding.stores.isEmpty else { return false }
        return binding.stores.allSatisfy { store in
            guard let value = module.assignedValue(store) else { return false }
            let inner: [Int]
            switch tree.kinds[value] {
            case .list: inner = tree.children(value)
            case .dict: inner = tree.children(value, .values)
            case .listComp: inner = tree.children(value, .elt)
            case .dictComp: inner = tree.children(value, .value)
            default: return false
            }
            return inner.contains { [.list, .dict, .set, .listComp, .dictComp, .setComp].contains(tree.kinds[$0]) }
        }
    }

    /// `copy[0].append(…)`, `copy[0][1] = …`
    private static func changesInside(_ module: PythonModule, _ load: Int) -> Bool {
        let tree = module.tree
        guard let element = tree.parent(load), tree.kinds[element] == .subscript, tree.roles[load] == .value,
            let slice = tree.child(element, .slice), tree.kinds[slice] != .slice
        else { return false }
        switch module.use(element) {
        case .grown, .shrunk: return true
        case .changed: return true
        default: return false
        }
    }
}
