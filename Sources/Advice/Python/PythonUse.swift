// What is done with a value where it is loaded.

/// One use of a container (or of an attribute that holds one).
enum PythonUse: Equatable {
    /// Elements, keys or length are looked at.
    case read
    /// An element is taken: it may be changed through that.
    case element
    /// Elements are taken one after the other: `for`, a comprehension.
    case iterated
    /// Something is put in.
    case grown
    /// Something is taken out, or all of it.
    case shrunk
    /// Its order or an element is changed.
    case changed
    /// It may become known elsewhere: passed, returned, stored.
    case escapes
}

extension PythonModule {
    /// What happens to the value of `node`, an expression that is loaded.
    func use(_ node: Int) -> PythonUse {
        guard let parent = tree.parent(node) else { return .escapes }
        switch (tree.kinds[parent], tree.roles[node]) {
        case (.attribute, .value): return methodUse(parent)
        case (.subscript, .value):
            if let slice = tree.child(parent, .slice), tree.kinds[slice] == .slice { return .read }
            return .element
        case (.storeSubscript, .value): return isGrowth(parent) ? .grown : .changed
        case (.deleteSubscript, .value): return .shrunk
        case (.forLoop, .iter), (.asyncFor, .iter), (.comprehension, .iter): return .iterated
        case (.compare, _), (.formattedValue, _), (.binOp, _), (.unaryOp, _), (.assert, _): return .read
        case (.subscript, .slice), (.storeSubscript, .slice): return .read
        case (.ifStatement, .test), (.whileLoop, .test), (.ifExp, .test): return .read
        case (.boolOp, _): return isTest(parent) ? .read : .escapes
        case (.expr, _): return .read
        case (.starred, _): return .iterated
        case (.call, .args): return argumentUse(parent)
        case (.generatorExp, .elt), (.listComp, .elt): return isSummedUp(parent) ? .read : .escapes
        case (.augAssign, .value): return .read
        default: return .escapes
        }
    }

    private func methodUse(_ attribute: Int) -> PythonUse {
        guard let call = tree.parent(attribute), tree.kinds[call] == .call, tree.roles[attribute] == .function else {
            return .escapes
        }
        let name = tree.text(attribute)
        if Self.shrinkingMethods.contains(name) { return .shrunk }
        if Self.growingMethods.contains(name) { return .grown }
        if Self.mutatingMethods.contains(name) { return .changed }
        if ["get", "copy"].contains(name) { return .element }
        if ["items", "values", "keys"].contains(name) { return .iterated }
        return Self.readingMethods.contains(name) ? .read : .escapes
    }

    /// Storing under a constant index does not make a list grow; a key that varies can make a dict grow.
    private func isGrowth(_ subscript: Int) -> Bool {
        guard let slice = tree.child(`subscript`, .slice) else { return false }
        return !isConstant(slice) && tree.kinds[slice] != .slice
    }

    private func argumentUse(_ call: Int) -> PythonUse {
        guard let builtin = builtinCalled(call) else { return .escapes }
        if ["len", "sum", "any", "all", "bool", "repr", "str", "print", "isinstance", "id", "type", "hash"].contains(
            builtin)
        {
            return .read
        }
        if ["min", "max"].contains(builtin) { return .element }
        return ["sorted", "list", "tuple", "set", "frozenset", "enumerate", "zip", "iter", "reversed", "dict"]
            .contains(builtin) ? .iterated : .escapes
    }

    /// Whether a comprehension's elements become one value.
    private func isSummedUp(_ comprehension: Int) -> Bool {
        guard let call = tree.parent(comprehension), tree.roles[comprehension] == .args else { return false }
        return ["sum", "any", "all", "len"].contains(builtinCalled(call) ?? "")
    }

    private func isTest(_ node: Int) -> Bool {
        guard let parent = tree.parent(node) else { return false }
        switch tree.kinds[parent] {
        case .boolOp: return isTest(parent)
        case .ifStatement, .whileLoop, .ifExp: return tree.roles[node] == .test
        case .unaryOp, .assert: return true
        default: return false
        }
    }

    /// Whether a container that a name holds, and everything in it, is only looked at: names for its elements included.
    func isOnlyRead(_ binding: Binding) -> Bool {
        var waiting = [binding]
        var seen: Set<String> = []
        while let current = waiting.popLast() {
            guard seen.insert("\(current.scope) \(current.name)").inserted else { continue }
            for load in current.loads {
                switch use(load) {
                case .read: break
                case .element:
                    guard let more = readElement(load) else { return false }
                    waiting += more
                case .iterated:
                    guard let more = loopNames(load) else { return false }
                    waiting += more
                case .grown, .shrunk, .changed, .escapes: return false
                }
            }
            let isAugmented = current.stores.contains { tree.parent($0).map { tree.kinds[$0] == .augAssign } ?? false }
            if isAugmented { return false }
        }
        return true
    }

    /// Names that an element gets where it is taken; nil if it gets away or is changed.
    private func readElement(_ load: Int) -> [Binding]? {
        guard var taken = tree.parent(load) else { return nil }
        if tree.kinds[taken] == .attribute { taken = tree.parent(taken) ?? taken }
        while true {
            guard let parent = tree.parent(taken) else { return nil }
            if tree.kinds[parent] == .assign {
                let targets = tree.children(parent, .targets)
                guard targets.allSatisfy({ tree.kinds[$0] == .storeName }) else { return nil }
                return targets.compactMap(bindings.of)
            }
            switch use(taken) {
            case .read: return []
            case .iterated: return loopNames(taken)
            case .element:
                taken = parent
                if tree.kinds[taken] == .attribute { taken = tree.parent(taken) ?? taken }
            case .grown, .shrunk, .changed, .escapes: return nil
            }
        }
    }

    /// The names of a loop over `iterated`; nil if the elements go elsewhere.
    private func loopNames(_ iterated: Int) -> [Binding]? {
        var node = iterated
        // Through `.items()`, enumerate() and the like.
        while let parent = tree.parent(node), [.attribute, .call].contains(tree.kinds[parent]) { node = parent }
        guard let parent = tree.parent(node), tree.roles[node] == .iter, let target = tree.child(parent, .target) else {
            return nil
        }
        return tree.nodes(.storeName, in: target).compactMap(bindings.of)
    }
}
