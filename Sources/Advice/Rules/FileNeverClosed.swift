/// A file that is opened and left to whoever frees the object.
enum FileNeverClosed: PythonRule {
    static let rule = Rule(
        "file-never-closed", "a file that nobody closes", .warning,
        change: "Open it in a `with` statement: it is closed at the end of the block, whatever happens")

    static func findings(in module: PythonModule) -> [Finding] {
        let tree = module.tree
        // Who replaces open() for a test opens nothing.
        guard !tree.nodes([.name, .attribute]).contains(where: { tree.text($0) == "mock_open" }) else { return [] }
        return tree.nodes(.call).filter(module.isOpenCall).compactMap { call in
            guard let parent = tree.parent(call) else { return nil }
            switch (tree.kinds[parent], tree.roles[call]) {
            case (.attribute, .value):
                let method = tree.text(parent)
                guard method != "close", let outer = tree.parent(parent), tree.kinds[outer] == .call else { return nil }
                return finding(module, call, "what open() gives here has no name to close it by")
            case (.forLoop, .iter), (.comprehension, .iter):
                return finding(module, call, "what open() gives here has no name to close it by")
            case (.assign, .value):
                guard let target = tree.child(parent, .targets), tree.children(parent, .targets).count == 1,
                    tree.kinds[target] == .storeName, let binding = module.bindings.of(target),
                    module.bindings.scopes[binding.scope].kind == .function, isLeft(module, binding)
                else { return nil }
                return finding(module, call, "`\(binding.name)` is never closed")
            default: return nil
            }
        }
    }

    /// Never closed, entered, or given to somebody who could.
    private static func isLeft(_ module: PythonModule, _ binding: Binding) -> Bool {
        let tree = module.tree
        guard binding.stores.allSatisfy({ module.assignedValue($0).map(module.isOpenCall) ?? false }) else {
            return false
        }
        guard !module.isDeclaredElsewhere(binding) else { return false }
        return binding.loads.allSatisfy { load in
            guard let parent = tree.parent(load) else { return false }
            if tree.kinds[parent] == .attribute {
                guard let call = tree.parent(parent), tree.kinds[call] == .call, tree.roles[parent] == .function else {
                    return false
                }
                return !["close", "detach", "__exit__", "__enter__"].contains(tree.text(parent))
            }
            return [.forLoop, .comprehension].contains(tree.kinds[parent]) && tree.roles[load] == .iter
                || module.builtinCalled(parent) == "print"
        }
    }
}
