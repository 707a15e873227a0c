/// A list of literals that is built anew each time, and never changed.
enum ListConstantAsTuple: PythonRule {
    static let rule = Rule(
        "list-constant-as-tuple", "a constant list built again and again", .note,
        change: "Write round brackets: a tuple of literals is made once, when the file is compiled")

    static func findings(in module: PythonModule) -> [Finding] {
        module.tree.nodes(.list).compactMap { list in
            let items = module.tree.children(list)
            guard items.count >= 2, items.allSatisfy(module.isConstant), module.function(around: list) != nil,
                let statement = module.tree.parent(list), module.tree.kinds[statement] == .assign,
                let target = module.tree.child(statement, .targets),
                module.tree.children(statement, .targets).count == 1
            else { return nil }
            switch module.tree.kinds[target] {
            case .storeName: return local(module, list, target)
            case .storeAttribute: return attribute(module, list, target)
            default: return nil
            }
        }
    }

    private static func local(_ module: PythonModule, _ list: Int, _ target: Int) -> Finding? {
        guard module.loop(around: list) != nil, let binding = module.bindings.of(target), binding.stores == [target],
            binding.deletes.isEmpty, !binding.loads.isEmpty, module.bindings.scopes[binding.scope].kind == .function,
            isListed(module, binding)
        else { return nil }
        return finding(module, list, "`\(binding.name)` is never changed", evidence(module, list))
    }

    /// An attribute that begins with an underscore, and is only looked at wherever this file names it.
    private static func attribute(_ module: PythonModule, _ list: Int, _ target: Int) -> Finding? {
        let tree = module.tree
        let name = tree.text(target)
        guard name.hasPrefix("_"), !name.hasPrefix("__"), let uses = module.attributes[name],
            uses.count(where: { tree.kinds[$0] != .attribute }) == 1
        else { return nil }
        let loads = uses.filter { tree.kinds[$0] == .attribute }
        guard !loads.isEmpty, loads.allSatisfy({ isLookedAt(module, $0) }) else { return nil }
        return finding(module, list, "`\(module.name(target) ?? name)` is never changed", evidence(module, list))
    }

    private static func isListed(_ module: PythonModule, _ binding: Binding) -> Bool {
        binding.loads.allSatisfy { isLookedAt(module, $0) }
    }

    /// What a tuple can do as well; a list that is added to, compared or shown may have to be one.
    private static func isLookedAt(_ module: PythonModule, _ load: Int) -> Bool {
        let tree = module.tree
        guard let parent = tree.parent(load) else { return false }
        switch (tree.kinds[parent], tree.roles[load]) {
        case (.compare, .comparators): return ["In", "NotIn"].contains(tree.text(parent))
        case (.call, .args):
            return ["len", "sum", "min", "max", "enumerate", "zip", "any", "all", "set", "sorted", "reversed"]
                .contains(module.builtinCalled(parent) ?? "")
        case (.forLoop, .iter), (.comprehension, .iter): return true
        case (.subscript, .value):
            return tree.child(parent, .slice).map { tree.kinds[$0] != .slice } ?? false
        default: return false
        }
    }

    private static func evidence(_ module: PythonModule, _ list: Int) -> Evidence {
        Evidence(figure: .peak, lines: [module.tree.extent(list)], includesCallees: false, isExact: false)
    }
}
