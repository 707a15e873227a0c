/// A file that is read whole to go through its lines.
enum Readlines: PythonRule {
    static let rule = Rule(
        "readlines", "a whole file in memory", .note,
        change: "Loop over the file itself: it gives one line at a time")

    static func findings(in module: PythonModule) -> [Finding] {
        module.tree.nodes(.call).compactMap { call in
            guard let (file, what) = wholeFile(module, call), module.isOpenFile(file) else { return nil }
            guard let loop = consumer(module, call), isFree(module, loop, of: file) else { return nil }
            let first = module.tree.line(
                module.tree.kinds[loop] == .comprehension ? module.tree.parent(loop) ?? loop : loop)
            let line = first == module.tree.line(call) ? "" : ", in line \(first)"
            return finding(
                module, call, "\(what) holds all lines at once; they are gone through one by one\(line)",
                Evidence(figure: .peak, lines: [module.tree.extent(module.tree.statement(call)).head(call, module)]))
        }
    }

    /// The file, and how all of it is read: `file.readlines()`, `file.read().splitlines()`.
    private static func wholeFile(_ module: PythonModule, _ call: Int) -> (file: Int, what: String)? {
        guard let (receiver, name) = module.methodCalled(call) else { return nil }
        if name == "readlines" && module.arguments(call).isEmpty { return (receiver, "readlines()") }
        guard name == "splitlines" || name == "split" && isNewline(module, call),
            let (file, inner) = module.methodCalled(receiver), inner == "read", module.arguments(receiver).isEmpty
        else { return nil }
        return (file, "read().\(name)()")
    }

    private static func isNewline(_ module: PythonModule, _ call: Int) -> Bool {
        module.arguments(call).first.map { module.tree.text($0) } == "str:\n"
    }

    /// The loop, comprehension or builtin that goes through the lines, and nothing else does.
    private static func consumer(_ module: PythonModule, _ call: Int) -> Int? {
        let tree = module.tree
        guard let parent = tree.parent(call) else { return nil }
        if let direct = onePass(module, call) { return direct }
        guard tree.kinds[parent] == .assign, let target = tree.child(parent, .targets),
            tree.kinds[target] == .storeName,
            let binding = module.bindings.of(target), module.isPrivateVariable(binding), binding.stores.count == 1,
            binding.loads.count == 1, module.loop(around: binding.loads[0]).map({ tree.contains($0, call) }) ?? true
        else { return nil }
        return onePass(module, binding.loads[0])
    }

    private static func onePass(_ module: PythonModule, _ node: Int) -> Int? {
        let tree = module.tree
        guard let parent = tree.parent(node) else { return nil }
        switch (tree.kinds[parent], tree.roles[node]) {
        case (.forLoop, .iter): return parent
        case (.comprehension, .iter):
            return tree.parent(parent).flatMap { tree.child($0, .generators) } == parent ? parent : nil
        case (.call, .args):
            guard let name = module.builtinCalled(parent) else { return nil }
            if name == "enumerate" { return onePass(module, parent) }
            return ["sum", "any", "all", "min", "max"].contains(name) ? parent : nil
        default: return nil
        }
    }

    /// Whether what runs between two lines leaves the file alone: it may be the one that is written anew.
    private static func isFree(_ module: PythonModule, _ loop: Int, of file: Int) -> Bool {
        let tree = module.tree
        guard tree.kinds[loop] == .forLoop else { return true }
        let binding = module.bindings.number(of: file)
        return !module.body(loop).contains { statement in
            tree.subtree(statement).contains { node in
                module.builtinCalled(node) == "open" || binding != nil && module.bindings.number(of: node) == binding
            }
        }
    }
}

extension ClosedRange<Int> {
    /// A statement's lines up to where the call ends: a loop's body does not count.
    fileprivate func head(_ call: Int, _ module: PythonModule) -> ClosedRange<Int> {
        lowerBound...Swift.max(lowerBound, module.tree.extent(call).upperBound)
    }
}
