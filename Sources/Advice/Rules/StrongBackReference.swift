/// Two objects that hold each other: only the collector frees them, later.
enum StrongBackReference: PythonRule {
    static let rule = Rule(
        "strong-back-reference", "two objects that hold each other", .warning,
        change: "Make the way back weak: weakref.ref(parent), called where the parent is needed")

    static func findings(in module: PythonModule) -> [Finding] {
        let tree = module.tree
        return tree.nodes(.storeAttribute).compactMap { attribute in
            guard let function = module.function(around: attribute), module.enclosingClass(function) != nil,
                let value = module.assignedValue(attribute), !isCutLater(module, tree.text(attribute))
            else { return nil }
            return adopted(module, attribute, value, function) ?? made(module, attribute, value, function)
        }
            + tree.nodes(.call).compactMap { call in
                guard let function = module.function(around: call), module.enclosingClass(function) != nil else {
                    return nil
                }
                return appended(module, call, function)
            }
    }

    /// `child.parent = self`, beside `self.children.append(child)` or `self.child = child` in the same method.
    private static func adopted(_ module: PythonModule, _ attribute: Int, _ value: Int, _ function: Int) -> Finding? {
        let tree = module.tree
        guard isInstance(module, value, function), let receiver = tree.child(attribute, .value),
            let child = module.bindings.of(receiver), !isInstance(module, receiver, function)
        else { return nil }
        let isHeld = child.loads.contains { load in
            guard let parent = tree.parent(load), module.function(around: load) == function else { return false }
            if let (list, name) = module.methodCalled(parent), ["append", "add", "insert"].contains(name) {
                return isOwn(module, list, function)
            }
            guard tree.kinds[parent] == .assign, tree.roles[load] == .value else { return false }
            return tree.children(parent, .targets).contains { target in
                switch tree.kinds[target] {
                case .storeAttribute: tree.child(target, .value).map { isInstance(module, $0, function) } ?? false
                case .storeSubscript: tree.child(target, .value).map { isOwn(module, $0, function) } ?? false
                default: false
                }
            }
        }
        guard isHeld else { return nil }
        return report(module, attribute, function, child.name, tree.text(attribute))
    }

    /// `self.child = Child(self)`, where Child keeps it.
    private static func made(_ module: PythonModule, _ attribute: Int, _ value: Int, _ function: Int) -> Finding? {
        guard let receiver = module.tree.child(attribute, .value), isInstance(module, receiver, function),
            isSetOnce(module, attribute)
        else { return nil }
        return kept(module, value, function)
    }

    /// Whether nothing but `__init__` gives the attribute another value.
    private static func isSetOnce(_ module: PythonModule, _ attribute: Int) -> Bool {
        (module.attributes[module.tree.text(attribute)] ?? []).allSatisfy { other in
            other == attribute || module.tree.kinds[other] == .attribute
                || module.function(around: other).map(module.tree.text) == "__init__"
        }
    }

    /// `self.children.append(Child(self))`
    private static func appended(_ module: PythonModule, _ call: Int, _ function: Int) -> Finding? {
        guard let (list, name) = module.methodCalled(call), ["append", "add"].contains(name),
            isOwn(module, list, function), let item = module.arguments(call).first
        else { return nil }
        return kept(module, item, function)
    }

    /// A call of a class of this file with `self`, which its `__init__` stores.
    private static func kept(_ module: PythonModule, _ call: Int, _ function: Int) -> Finding? {
        let tree = module.tree
        guard tree.kinds[call] == .call, let callee = tree.child(call, .function),
            let binding = module.bindings.of(callee),
            let type = binding.stores.first, binding.stores.count == 1, tree.kinds[type] == .classDef,
            let place = module.arguments(call).firstIndex(where: { isInstance(module, $0, function) }),
            let initializer = module.body(type).first(where: { module.isFunction($0) && tree.text($0) == "__init__" })
        else { return nil }
        let parameters = module.parameters(initializer)
        guard parameters.count > place + 1, let own = module.bindings.of(parameters[place + 1]), own.stores.count == 1
        else { return nil }
        for load in own.loads {
            guard let statement = tree.parent(load), tree.kinds[statement] == .assign,
                let target = tree.child(statement, .targets), tree.kinds[target] == .storeAttribute,
                let receiver = tree.child(target, .value), isInstance(module, receiver, initializer),
                !isCutLater(module, tree.text(target))
            else { continue }
            return report(module, target, function, binding.name, tree.text(target), at: call)
        }
        return nil
    }

    private static func report(
        _ module: PythonModule, _ node: Int, _ function: Int, _ child: String, _ name: String, at call: Int? = nil
    ) -> Finding {
        let tree = module.tree
        let owner = module.enclosingClass(function)!
        let holding = call.map { ", which line \(tree.line($0)) makes and holds" } ?? ""
        let makers = (module.bindings.of(owner)?.loads ?? []).compactMap { tree.parent($0) }
            .filter { tree.kinds[$0] == .call }.map(tree.extent)
        let other = module.function(around: node).flatMap(module.enclosingClass)
        return finding(
            module, tree.statement(node),
            "`\(child).\(name)` holds the `\(tree.text(owner))` that holds it\(holding): only the collector frees the two",
            Evidence(
                figure: .peak, lines: [tree.extent(owner)] + makers + (other.map { [tree.extent($0)] } ?? []),
                isExact: false))
    }

    /// The method's first parameter.
    private static func isInstance(_ module: PythonModule, _ node: Int, _ function: Int) -> Bool {
        guard module.tree.kinds[node] == .name, let first = module.parameters(function).first else { return false }
        return module.bindings.number(of: node) == module.bindings.number(of: first)
    }

    /// `self.children`
    private static func isOwn(_ module: PythonModule, _ node: Int, _ function: Int) -> Bool {
        guard module.tree.kinds[node] == .attribute, let receiver = module.tree.child(node, .value) else {
            return false
        }
        return isInstance(module, receiver, function)
    }

    /// Somewhere the file takes the way back away: `child.parent = None`, `del child.parent`.
    private static func isCutLater(_ module: PythonModule, _ name: String) -> Bool {
        (module.attributes[name] ?? []).contains { node in
            if module.tree.kinds[node] == .deleteAttribute { return true }
            guard module.tree.kinds[node] == .storeAttribute, let value = module.assignedValue(node) else {
                return false
            }
            guard let function = module.function(around: node) else { return false }
            return module.tree.text(value) == "NoneType:" && module.tree.text(function) != "__init__"
        }
    }
}
