/// A string that is copied whole each time something is added to it. CPython lengthens a function's own variable in
/// place; not so attributes, elements, module variables, and sums that begin with something else.
enum StringConcatInLoop: PythonRule {
    static let rule = Rule(
        "string-concat-in-loop", "a string copied whole for every piece", .note,
        change: "Append the pieces to a list and join them once, behind the loop")

    static func findings(in module: PythonModule) -> [Finding] {
        module.tree.nodes(.augAssign).compactMap { augmented(module, $0) }
            + module.tree.nodes(.assign).compactMap { sum(module, $0) }
    }

    private static func augmented(_ module: PythonModule, _ statement: Int) -> Finding? {
        let tree = module.tree
        guard tree.text(statement) == "Add", let loop = module.loop(around: statement),
            let target = tree.child(statement, .target), let value = tree.child(statement, .value)
        else { return nil }
        let isShown = module.isString(value)
        switch tree.kinds[target] {
        case .storeAttribute:
            let others = (module.attributes[tree.text(target)] ?? []).filter { tree.kinds[$0] == .storeAttribute }
            guard let receiver = tree.child(target, .value), !isNew(module, receiver, in: loop) else { return nil }
            let isReset = others.contains { $0 != target && tree.contains(loop, $0) }
            let values = others.compactMap(module.assignedValue)
            guard !isReset, isShown || !values.isEmpty && values.allSatisfy(module.isString) else { return nil }
        case .storeName:
            guard let binding = module.bindings.of(target), module.isGlobal(binding),
                isShown || starts(module, binding),
                !isReset(module, binding, in: loop, but: statement)
            else { return nil }
        default: return nil
        }
        return finding(
            module, statement, "`\(module.name(target) ?? "it")` is copied whole each time", evidence(module, statement)
        )
    }

    /// `text = text + a + b`, `text = a + text`.
    private static func sum(_ module: PythonModule, _ statement: Int) -> Finding? {
        let tree = module.tree
        guard let loop = module.loop(around: statement), let target = tree.child(statement, .targets),
            tree.kinds[target] == .storeName, let binding = module.bindings.of(target),
            let value = tree.child(statement, .value), tree.kinds[value] == .binOp, tree.text(value) == "Add"
        else { return nil }
        var terms: [Int] = []
        var rest = value
        while tree.kinds[rest] == .binOp, tree.text(rest) == "Add", let right = tree.child(rest, .right),
            let left = tree.child(rest, .left)
        {
            terms.insert(right, at: 0)
            rest = left
        }
        terms.insert(rest, at: 0)
        guard
            let place = terms.firstIndex(where: { module.bindings.number(of: $0) == module.bindings.number(of: target) }
            ),
            place > 0 || terms.count > 2, terms.contains(where: module.isString) || starts(module, binding),
            !isReset(module, binding, in: loop, but: statement)
        else { return nil }
        return finding(module, statement, "`\(binding.name)` is copied whole each time", evidence(module, statement))
    }

    /// Whether the loop takes another object each time.
    private static func isNew(_ module: PythonModule, _ receiver: Int, in loop: Int) -> Bool {
        guard let binding = module.bindings.of(receiver) else { return true }
        return binding.stores.contains { module.tree.contains(loop, $0) }
    }

    /// Whether it begins as a string.
    private static func starts(_ module: PythonModule, _ binding: Binding) -> Bool {
        let values = binding.stores.compactMap(module.assignedValue)
        return !values.isEmpty && values.contains(where: module.isString)
    }

    /// Whether the loop begins the string anew: then it stays short.
    private static func isReset(_ module: PythonModule, _ binding: Binding, in loop: Int, but statement: Int) -> Bool {
        binding.stores.contains { store in
            guard module.tree.contains(loop, store), !module.tree.contains(statement, store) else { return false }
            return module.tree.parent(store).map { module.tree.kinds[$0] != .augAssign } ?? true
        }
    }

    private static func evidence(_ module: PythonModule, _ statement: Int) -> Evidence {
        Evidence(figure: .allocated, lines: [module.tree.extent(statement)], includesCallees: false, isExact: false)
    }
}
