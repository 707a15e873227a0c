/// An exception that is put away takes its traceback with it, and that every local of the frames it went through.
enum ExceptionKept: PythonRule {
    static let rule = Rule(
        "exception-kept", "exceptions that keep their frames", .warning,
        change: "Keep its text (str(error), traceback.format_exc()), or error.with_traceback(None)")

    static func findings(in module: PythonModule) -> [Finding] {
        let tree = module.tree
        guard module.attributes["with_traceback"] == nil, module.attributes["__traceback__"] == nil,
            module.attributes["clear_frames"] == nil
        else { return [] }
        return tree.nodes(.exceptHandler).compactMap { handler in
            guard let error = module.bindings.of(handler), let attempt = tree.parent(handler) else { return nil }
            let loads = error.loads.filter { tree.contains(handler, $0) }
            for load in loads {
                guard let place = keeper(module, load) else { continue }
                return finding(
                    module, tree.statement(load),
                    "`\(place)` keeps the frames that `\(error.name)` went through, and all their variables",
                    Evidence(figure: .end, lines: module.body(attempt).map(tree.extent), isExact: false))
            }
            return nil
        }
    }

    /// A module's variable, or a list or dict of an object's or a module's, that it is put into.
    private static func keeper(_ module: PythonModule, _ load: Int) -> String? {
        let tree = module.tree
        var value = load
        if let parent = tree.parent(value), tree.kinds[parent] == .tuple { value = parent }
        guard let parent = tree.parent(value) else { return nil }
        if let (list, method) = module.methodCalled(parent), ["append", "add", "appendleft"].contains(method),
            tree.roles[value] == .args
        {
            return lasting(module, list)
        }
        guard tree.kinds[parent] == .assign, let target = tree.child(parent, .targets) else { return nil }
        switch tree.kinds[target] {
        case .storeSubscript: return tree.child(target, .value).flatMap { lasting(module, $0) }
        case .storeName:
            guard let binding = module.bindings.of(target), module.isGlobal(binding),
                module.function(around: load) != nil
            else { return nil }
            return binding.name
        default: return nil
        }
    }

    /// Its name, if it outlives the function and nothing in the file takes items out of it.
    private static func lasting(_ module: PythonModule, _ list: Int) -> String? {
        if module.tree.kinds[list] == .attribute {
            let uses = (module.attributes[module.tree.text(list)] ?? []).filter { module.tree.kinds[$0] == .attribute }
            return uses.contains { module.use($0) == .shrunk } ? nil : module.name(list)
        }
        guard let binding = module.bindings.of(list), module.isGlobal(binding) else { return nil }
        return binding.loads.contains { module.use($0) == .shrunk } ? nil : binding.name
    }
}
