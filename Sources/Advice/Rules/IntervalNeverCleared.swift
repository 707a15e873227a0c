/// A timer that is started again and again, and never stopped: it holds its callback, and all that this refers to.
enum IntervalNeverCleared: JavaScriptRule {
    static let rule = Rule(
        "interval-never-cleared", "a timer that nobody stops", .warning, languages: [.javascript],
        change: "Keep what setInterval returns, and give it to clearInterval when the work is done")

    static func findings(in module: JavaScriptModule) -> [Finding] {
        let tree = module.tree
        return tree.nodes(.callExpression).compactMap { call in
            guard module.functionCalled(call) == "setInterval", module.function(around: call) != nil,
                let parent = tree.parent(call)
            else { return nil }
            let evidence = (module.arguments(call).first.flatMap(module.functionValue)).map {
                Evidence(
                    figure: .end, lines: [tree.extent($0), tree.extent(module.function(around: call)!)], isExact: false)
            }
            switch tree.kinds[parent] {
            case .expressionStatement:
                return finding(
                    module, call, "nobody can stop this timer: what setInterval returns is not kept", evidence)
            case .variableDeclarator:
                guard let name = tree.child(parent, .id), let binding = module.bindings.of(name), binding.loads.isEmpty
                else { return nil }
                return finding(module, call, "`\(binding.name)` is never given to clearInterval", evidence)
            case .assignment:
                guard let target = tree.child(parent, .left), tree.kinds[target] == .memberExpression,
                    let property = tree.child(target, .property), isNeverRead(module, tree.text(property))
                else { return nil }
                return finding(
                    module, call, "`\(module.name(target) ?? tree.text(property))` is never given to clearInterval",
                    evidence)
            default: return nil
            }
        }
    }

    private static func isNeverRead(_ module: JavaScriptModule, _ property: String) -> Bool {
        let tree = module.tree
        let uses = tree.nodes(.memberExpression).filter { tree.child($0, .property).map(tree.text) == property }
        return uses.allSatisfy { use in
            tree.parent(use).map { tree.kinds[$0] == .assignment && tree.roles[use] == .left } ?? false
        }
    }
}
