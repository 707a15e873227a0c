/// A variable whose object is needed no more, while the function goes on. Whether that costs anything, only a recording
/// can say.
enum LingeringLocal: PythonRule {
    static let rule = Rule(
        "lingering-local", "a large object kept beyond its last use", .note,
        change: "`del` it behind its last use, or make it in a function of its own", needsEvidence: true)

    static func findings(in module: PythonModule) -> [Finding] {
        module.bindings.all.flatMap { binding in binding.stores.compactMap { finding(module, binding, $0) } }
    }

    private static func finding(_ module: PythonModule, _ binding: Binding, _ store: Int) -> Finding? {
        let tree = module.tree
        guard tree.kinds[store] == .storeName, module.isPrivateVariable(binding), binding.deletes.isEmpty,
            let value = module.assignedValue(store), ![.constant, .name, .attribute].contains(tree.kinds[value]),
            module.loop(around: store) == nil, binding.scope == module.scopeOf[store]
        else { return nil }
        let next = binding.stores.filter { $0 > store }.min() ?? .max
        let isSeenInside = binding.loads.contains { module.bindings.function(of: module.scopeOf[$0]) != binding.scope }
        let uses = binding.loads.filter { $0 > store && $0 < next }
        guard !isSeenInside, binding.stores.min() == store || binding.stores.count == 1,
            let last = uses.max(), uses.allSatisfy({ [.read, .iterated, .element].contains(module.use($0)) })
        else { return nil }
        guard let end = lastLine(module, last, in: binding.scope) else { return nil }
        let block = module.bindings.scopes[binding.scope].node
        let final = next == .max ? tree.extent(block).upperBound : tree.line(next) - 1
        let bottom = block == 0 ? Int(tree.lastLines.max() ?? 0) : final
        guard end < bottom else { return nil }
        return finding(
            module, tree.statement(store), "`\(binding.name)` is used last in line \(tree.line(last)), and stays",
            Evidence(
                figure: .peak, lines: [tree.extent(tree.statement(store))], laterLines: (end + 1)...bottom,
                laterFunction: block == 0 ? "<module>" : tree.text(block)))
    }

    /// The last line of the statement, or of the outermost loop, that uses it last.
    private static func lastLine(_ module: PythonModule, _ use: Int, in scope: Int) -> Int? {
        var statement = module.tree.statement(use)
        while let loop = module.loop(around: statement) { statement = loop }
        return module.tree.extent(statement).upperBound
    }
}
