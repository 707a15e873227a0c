/// A listener that each call adds to something that lives as long as the program.
enum ListenerNeverRemoved: JavaScriptRule {
    static let rule = Rule(
        "listener-never-removed", "a listener that stays", .warning, languages: [.javascript],
        change:
            "Remove it when its owner goes (removeEventListener, off, an AbortSignal), or add it with { once: true }")

    private static let adding: Set<String> = ["addEventListener", "on", "addListener"]
    private static let removing: Set<String> = [
        "removeEventListener", "off", "removeListener", "removeAllListeners", "once",
    ]
    private static let lasting: Set<String> = ["window", "document", "globalThis", "process", "self"]

    static func findings(in module: JavaScriptModule) -> [Finding] {
        let tree = module.tree
        let calls = tree.nodes(.callExpression)
        let removed = Set(
            calls.compactMap { call -> String? in
                guard let (_, name) = module.methodCalled(call), removing.contains(name) else { return nil }
                return module.arguments(call).first.map(tree.text) ?? ""
            })
        return calls.compactMap { call in
            guard let (receiver, name) = module.methodCalled(call), adding.contains(name),
                let function = module.function(around: call), isAgain(module, function),
                module.arguments(call).count >= 2, let target = lasting(module, receiver),
                !removed.contains(tree.text(module.arguments(call)[0])), !removed.contains(""),
                tree.text(module.arguments(call)[0]).hasPrefix("str:"), !hasSignal(module, call),
                module.functionValue(module.arguments(call)[1]).map({ holds(module, $0, function) }) ?? false
            else { return nil }
            let event = tree.text(module.arguments(call)[0]).dropFirst(4)
            return finding(
                module, call, "each call adds another \"\(event)\" listener to `\(target)`, and nothing takes one away",
                Evidence(figure: .end, lines: [tree.extent(function)], isExact: false))
        }
    }

    /// Methods of an emitter that return the emitter.
    private static let chaining: Set<String> = [
        "setMaxListeners", "on", "addListener", "prependListener", "once", "prependOnceListener", "off",
        "removeListener", "removeAllListeners",
    ]

    /// The emitter at the beginning of a chain: `emitter.setMaxListeners(0).on(…)`; what is no chain is it itself.
    private static func emitter(_ module: JavaScriptModule, _ node: Int) -> Int {
        var node = node
        while let (receiver, name) = module.methodCalled(node), chaining.contains(name) { node = receiver }
        return node
    }

    /// Something that outlives the function: a global object, or a variable of the file's.
    private static func lasting(_ module: JavaScriptModule, _ receiver: Int) -> String? {
        let tree = module.tree
        let receiver = emitter(module, receiver)
        if module.isGlobal(receiver, lasting) { return tree.text(receiver) }
        if let name = module.name(receiver), ["document.body", "document.documentElement"].contains(name) {
            return name
        }
        guard tree.kinds[receiver] == .identifier, let binding = module.bindings.of(receiver), binding.scope == 0,
            binding.stores.count == 1, let value = module.initialValue(binding),
            tree.kinds[emitter(module, value)] == .newExpression
        else { return nil }
        return binding.name
    }

    /// A function that the program calls more than once, as far as the file shows, or a constructor.
    private static func isAgain(_ module: JavaScriptModule, _ function: Int) -> Bool {
        if let method = module.tree.parent(function), module.tree.kinds[method] == .methodDefinition { return true }
        guard let name = module.tree.kinds[function] == .functionDeclaration ? module.tree.child(function, .id) : nil,
            let binding = module.bindings.of(name)
        else { return false }
        return binding.loads.contains { load in
            guard let call = module.tree.parent(load) else { return false }
            return module.isRepeated(call)
        }
    }

    /// `{ once: true }`, `{ signal }`
    private static func hasSignal(_ module: JavaScriptModule, _ call: Int) -> Bool {
        module.arguments(call).dropFirst(2).contains { options in
            module.tree.kinds[options] != .literal
                && (module.tree.kinds[options] != .objectExpression
                    || module.tree.children(options).contains { property in
                        module.tree.child(property, .key).map { ["once", "signal"].contains(module.tree.text($0)) }
                            ?? true
                    })
        }
    }

    /// Whether the listener refers to something of the function around it: `this`, a variable, a parameter.
    private static func holds(_ module: JavaScriptModule, _ listener: Int, _ function: Int) -> Bool {
        let tree = module.tree
        guard tree.contains(function, listener) else { return false }
        return tree.subtree(listener).contains { node in
            guard let binding = module.bindings.of(node), let store = binding.stores.first else { return false }
            return tree.contains(function, store) && !tree.contains(listener, store)
        } || tree.kinds[listener] == .arrowFunction && tree.subtree(listener).contains { tree.kinds[$0] == .this }
    }
}
