/// A default argument that is one object for all calls, and is filled.
enum MutableDefault: PythonRule {
    static let rule = Rule(
        "mutable-default", "a default argument that fills up", .warning,
        change: "Let the default be None, and make a new one inside the function")

    static func findings(in module: PythonModule) -> [Finding] {
        let tree = module.tree
        return tree.nodes([.functionDef, .asyncFunctionDef]).flatMap { function -> [Finding] in
            // An inner function is defined anew each time, and its defaults with it.
            guard module.function(around: function) == nil, let arguments = tree.child(function, .args) else {
                return []
            }
            return defaults(module, arguments).compactMap { parameter, value in
                let name = tree.text(parameter)
                guard isEmpty(module, value), !isMemo(name), let binding = module.bindings.of(parameter),
                    binding.stores == [parameter], let growth = growth(module, binding)
                else { return nil }
                return finding(
                    module, value,
                    "`\(name)` is the same object in every call that leaves it out, and line \(tree.line(growth)) fills it",
                    Evidence(figure: .end, lines: [tree.extent(function)], isExact: false))
            }
        }
    }

    /// The last positional parameters, and those behind the star: each with its default.
    private static func defaults(_ module: PythonModule, _ arguments: Int) -> [(parameter: Int, value: Int)] {
        let tree = module.tree
        let positional = tree.children(arguments, .posonlyargs) + tree.children(arguments, .args)
        let values = tree.children(arguments, .defaults)
        var pairs = Array(zip(positional.suffix(values.count), values)).map { (parameter: $0.0, value: $0.1) }
        let named = tree.children(arguments, .kwonlyargs)
        let namedValues = tree.children(arguments, .kwDefaults)
        if named.count == namedValues.count { pairs += zip(named, namedValues).map { (parameter: $0.0, value: $0.1) } }
        return pairs
    }

    /// A memo is kept on purpose.
    private static func isMemo(_ name: String) -> Bool {
        name.hasPrefix("_") || ["memo", "cache", "seen"].contains { name.lowercased().contains($0) }
    }

    private static func isEmpty(_ module: PythonModule, _ value: Int) -> Bool {
        switch module.tree.kinds[value] {
        case .list, .dict: module.tree.children(value).isEmpty
        case .call: module.isNewContainer(value) && module.tree.children(value).count == 1
        default: false
        }
    }

    /// Where something is put into the parameter, or into the attribute that it becomes.
    private static func growth(_ module: PythonModule, _ binding: Binding) -> Int? {
        let tree = module.tree
        for load in binding.loads {
            if [.shrunk].contains(module.use(load)) { return nil }
        }
        if let direct = binding.loads.first(where: { module.use($0) == .grown }) { return direct }
        for load in binding.loads {
            guard let statement = tree.parent(load), tree.kinds[statement] == .assign,
                let target = tree.child(statement, .targets), tree.kinds[target] == .storeAttribute,
                tree.children(statement, .targets).count == 1
            else { continue }
            let uses = module.attributes[tree.text(target)] ?? []
            guard uses.count(where: { tree.kinds[$0] == .storeAttribute }) == 1 else { continue }
            if let grown = uses.first(where: { tree.kinds[$0] == .attribute && module.use($0) == .grown }) {
                return grown
            }
        }
        return nil
    }
}
