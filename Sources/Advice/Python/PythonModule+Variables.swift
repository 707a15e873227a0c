// Whose a variable is, and what lies between two statements.

extension PythonModule {
    /// A variable that no other file can see: a function's, or a script's.
    func isPrivateVariable(_ binding: Binding) -> Bool {
        let scope = bindings.scopes[binding.scope]
        if scope.kind == .function { return !isDeclaredElsewhere(binding) }
        return scope.kind == .module && isScript && !exports.contains(binding.name)
    }

    /// A function's name that an inner function declares `nonlocal`, or a module's that a function declares `global`.
    func isDeclaredElsewhere(_ binding: Binding) -> Bool {
        binding.stores.contains { scopeOf[$0] != binding.scope && tree.kinds[$0] == .storeName }
    }

    /// Whether the file imports the package `name`, or something out of it.
    func imports(_ name: String) -> Bool {
        let imported = tree.nodes(.importing).flatMap { tree.children($0) } + tree.nodes(.importFrom)
        return imported.contains { tree.text($0).prefix { $0 != "." && $0 != "=" } == name }
    }

    /// A module-level name.
    func isGlobal(_ binding: Binding) -> Bool { binding.scope == 0 }

    /// The statements between two statements of the same block, the second one included; nil if they are not of one
    /// block, or in the wrong order. Of the second, only its head counts if it is a loop.
    func statements(from first: Int, to last: Int) -> [Int]? {
        guard let block = tree.parent(first), tree.parent(last) == block, tree.roles[first] == tree.roles[last],
            first < last
        else { return nil }
        let between = tree.children(block, tree.roles[first]).filter { $0 > first && $0 < last }
        let isLoop = [.forLoop, .asyncFor].contains(tree.kinds[last])
        return isLoop ? between : between + [last]
    }

    /// The statements behind one in its block.
    func statements(after statement: Int) -> [Int] {
        guard let block = tree.parent(statement) else { return [] }
        return tree.children(block, tree.roles[statement]).filter { $0 > statement }
    }

    /// The names that an enclosing loop or comprehension gives a new value each time, and what it goes through.
    func loopVariables(around node: Int) -> [(names: Set<Int>, source: Int)] {
        var found: [(names: Set<Int>, source: Int)] = []
        for ancestor in tree.ancestors(node) {
            switch tree.kinds[ancestor] {
            case .functionDef, .asyncFunctionDef, .lambda, .classDef: return found
            case .forLoop, .asyncFor: add(ancestor, to: &found)
            case .listComp, .setComp, .dictComp, .generatorExp:
                for part in tree.children(ancestor, .generators) { add(part, to: &found) }
            default: break
            }
        }
        return found
    }

    private func add(_ loop: Int, to found: inout [(names: Set<Int>, source: Int)]) {
        guard let target = tree.child(loop, .target), let source = tree.child(loop, .iter) else { return }
        found.append((Set(tree.nodes(.storeName, in: target).compactMap(bindings.number(of:))), source))
    }

    /// Whether a loop's source says itself that it is short: a display, or a range of a small literal.
    func isShort(_ source: Int) -> Bool {
        switch tree.kinds[source] {
        case .list, .tuple, .set, .dict: return true
        case .constant: return true
        case .call:
            guard builtinCalled(source) == "range", let last = arguments(source).last else { return false }
            let text = tree.text(last)
            return text.hasPrefix("int:") && (Int(text.dropFirst(4)) ?? .max) <= 1000
        default: return false
        }
    }
}
