/// The collector is started again and again, and looks at every object each time.
enum CollectInLoop: PythonRule {
    static let rule = Rule(
        "collect-in-loop", "gc.collect() in a loop", .note,
        change: "Leave it to the collector, or break the cycles (weakref); without cycles it frees nothing")

    private static let testing: Set<String> = ["unittest", "test", "pytest", "weakref", "tracemalloc", "timeit"]

    static func findings(in module: PythonModule) -> [Finding] {
        let tree = module.tree
        guard !testing.contains(where: module.imports) else { return [] }
        return tree.nodes(.call).compactMap { call in
            guard tree.child(call, .function).flatMap(module.qualifiedName) == "gc.collect",
                let loop = module.loop(around: call), tree.roles[tree.statement(call)] == .body,
                tree.parent(tree.statement(call)) == loop, module.body(loop).count > 1
            else { return nil }
            return finding(
                module, call, "the loop in line \(tree.line(loop)) looks at every object each time it comes by")
        }
    }
}
