/// A class of many small instances, each with room for attributes that it never gets.
enum MissingSlots: PythonRule {
    static let rule = Rule(
        "missing-slots", "many instances without __slots__", .note,
        change: "Name the attributes in __slots__: an instance then holds just these")

    static func findings(in module: PythonModule) -> [Finding] {
        // What has slots can be referred to weakly only if one of them says so.
        guard !module.imports("weakref") else { return [] }
        return module.tree.nodes(.classDef).compactMap { finding(module, $0) }
    }

    private static func finding(_ module: PythonModule, _ type: Int) -> Finding? {
        let tree = module.tree
        guard isPlain(module, type), let binding = module.bindings.of(type), binding.stores == [type],
            let attributes = attributes(module, type), !attributes.isEmpty
        else { return nil }
        // Other uses than calls may make subclasses, or set attributes.
        guard binding.loads.allSatisfy({ isHarmless(module, $0) }) else { return nil }
        let calls = binding.loads.compactMap { load in
            tree.parent(load).flatMap { isCollected(module, $0, load) ? $0 : nil }
        }
        guard let call = calls.first else { return nil }
        return finding(
            module, type,
            "`\(tree.text(type))` has \(attributes.count == 1 ? "one attribute" : "\(attributes.count) attributes"); line \(tree.line(call)) makes and keeps many of it",
            Evidence(
                figure: .peak, lines: calls.map(tree.extent), includesCallees: false, isExact: false,
                slots: attributes.count))
    }

    /// No base, decorator or class variable that could have something to do with instances' attributes.
    private static func isPlain(_ module: PythonModule, _ type: Int) -> Bool {
        let tree = module.tree
        let bases = tree.children(type, .bases)
        guard tree.children(type, .keywords).isEmpty, tree.children(type, .decorators).isEmpty,
            bases.allSatisfy({ module.isBuiltin($0, ["object"]) })
        else { return false }
        return module.body(type).allSatisfy { statement in
            switch tree.kinds[statement] {
            case .functionDef, .asyncFunctionDef:
                !["__getattr__", "__setattr__", "__getattribute__", "__new__", "__getstate__", "__setstate__"]
                    .contains(tree.text(statement))
            case .expr: tree.child(statement, .value).map { tree.kinds[$0] == .constant } ?? false
            case .pass: true
            default: false
            }
        }
    }

    private static func methods(_ module: PythonModule, _ type: Int) -> [Int] {
        module.body(type).filter { module.isFunction($0) && module.tree.text($0) == "__init__" }
    }

    /// What `self` gets: all of it in `__init__`; nil if other methods or other code add more.
    private static func attributes(_ module: PythonModule, _ type: Int) -> Set<String>? {
        let tree = module.tree
        guard let initializer = methods(module, type).first else { return nil }
        var names: Set<String> = []
        for method in module.body(type) where module.isFunction(method) {
            guard let instance = module.parameters(method).first.flatMap(module.bindings.of) else { return nil }
            for load in instance.loads {
                guard let parent = tree.parent(load), tree.roles[load] == .value else {
                    if method == initializer { return nil }
                    continue
                }
                if tree.kinds[parent] == .storeAttribute {
                    if method == initializer {
                        names.insert(tree.text(parent))
                    } else if !names.contains(tree.text(parent)) {
                        return nil
                    }
                }
                if tree.text(parent) == "__dict__" { return nil }
            }
        }
        return names
    }

    /// Called, or asked for in isinstance().
    private static func isHarmless(_ module: PythonModule, _ load: Int) -> Bool {
        guard let parent = module.tree.parent(load), module.tree.kinds[parent] == .call else { return false }
        if module.tree.roles[load] == .function { return true }
        return module.builtinCalled(parent) == "isinstance"
    }

    /// The instances of a loop that is not short, which are put into a container.
    private static func isCollected(_ module: PythonModule, _ call: Int, _ load: Int) -> Bool {
        let tree = module.tree
        guard tree.roles[load] == .function, let parent = tree.parent(call) else { return false }
        if [.listComp, .setComp, .dictComp].contains(tree.kinds[parent]), [.elt, .value].contains(tree.roles[call]) {
            return tree.children(parent, .generators).contains { part in
                !(tree.child(part, .iter).map(module.isShort) ?? true)
            }
        }
        guard let loop = module.loop(around: call), !(tree.child(loop, .iter).map(module.isShort) ?? false) else {
            return false
        }
        if let (_, name) = module.methodCalled(parent) { return ["append", "add", "appendleft"].contains(name) }
        guard tree.kinds[parent] == .assign, let target = tree.child(parent, .targets) else { return false }
        return tree.kinds[target] == .storeSubscript
    }
}
