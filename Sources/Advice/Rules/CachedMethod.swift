/// A cache on a method keeps the instances it was called on.
enum CachedMethod: PythonRule {
    static let rule = Rule(
        "cached-method", "a cached method keeps its instances", .warning,
        change: "Keep the results on the instance (functools.cached_property, or a dict made in __init__)")

    /// Methods that get the class without being told.
    private static let ofClass: Set<String> = ["__new__", "__init_subclass__", "__class_getitem__"]

    static func findings(in module: PythonModule) -> [Finding] {
        let tree = module.tree
        return tree.nodes([.functionDef, .asyncFunctionDef]).compactMap { function in
            guard let owner = module.enclosingClass(function), !ofClass.contains(tree.text(function)),
                module.parameters(function).first != nil
            else { return nil }
            let decorators = tree.children(function, .decorators)
            guard let cache = decorators.first(where: module.isCache),
                !decorators.contains(where: { module.isBuiltin($0, ["staticmethod", "classmethod"]) })
            else { return nil }
            let instance = tree.text(module.parameters(function)[0])
            let bound = module.isUnboundedCache(cache) ? "for ever" : "until as many other calls have come"
            let calls = (module.bindings.of(owner)?.loads ?? []).compactMap { tree.parent($0) }
                .filter { tree.kinds[$0] == .call }
            return finding(
                module, cache, "the cache of `\(tree.text(owner)).\(tree.text(function))` keeps `\(instance)` \(bound)",
                Evidence(figure: .end, lines: [tree.extent(owner)] + calls.map(tree.extent), isExact: false))
        }
    }
}
