/// A deep copy of which nothing is ever changed.
enum NeedlessDeepcopy: PythonRule {
    static let rule = Rule(
        "needless-deepcopy", "a deep copy that is only read", .note,
        change: "Read the original, or copy just the level that changes")

    static func findings(in module: PythonModule) -> [Finding] {
        let tree = module.tree
        // A test of copies reads them.
        guard !["unittest", "test", "pytest"].contains(where: module.imports) else { return [] }
        return tree.nodes(.call).compactMap { call in
            guard tree.child(call, .function).flatMap(module.qualifiedName) == "copy.deepcopy",
                let statement = tree.parent(call), tree.kinds[statement] == .assign,
                let target = tree.child(statement, .targets), tree.kinds[target] == .storeName,
                tree.children(statement, .targets).count == 1, let copy = module.bindings.of(target),
                copy.stores == [target], module.isPrivateVariable(copy), !copy.loads.isEmpty, module.isOnlyRead(copy),
                let source = module.arguments(call).first, let original = module.bindings.of(source),
                isLeftAlone(module, original, from: statement)
            else { return nil }
            return finding(
                module, call, "neither `\(copy.name)` nor `\(original.name)` is changed afterwards",
                Evidence(figure: .peak, lines: [tree.extent(call)]))
        }
    }

    /// Whether the original, a variable of the same function, is not so much as mentioned while the copy is in use.
    private static func isLeftAlone(_ module: PythonModule, _ original: Binding, from statement: Int) -> Bool {
        guard module.isPrivateVariable(original), module.loop(around: statement) == nil else { return false }
        let uses = original.loads + original.stores + original.deletes
        return !uses.contains { $0 > statement && !module.tree.contains(statement, $0) && !isRead(module, $0) }
    }

    private static func isRead(_ module: PythonModule, _ node: Int) -> Bool {
        module.tree.kinds[node] == .name && module.use(node) == .read
    }
}
