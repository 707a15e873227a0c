// functools' caches, as decorators.

extension PythonModule {
    /// `functools.cache`, `lru_cache(maxsize=None)`.
    func isUnboundedCache(_ decorator: Int) -> Bool {
        if qualifiedName(decorator) == "functools.cache" { return true }
        guard tree.kinds[decorator] == .call,
            tree.child(decorator, .function).flatMap(qualifiedName) == "functools.lru_cache"
        else { return false }
        let size =
            arguments(decorator).first ?? tree.children(decorator, .keywords).first { tree.text($0) == "maxsize" }
        guard let size else { return false }
        let value = tree.kinds[size] == .keyword ? tree.child(size, .value) : size
        return value.map { tree.text($0) } == "NoneType:"
    }

    /// Any of functools' caches, bounded or not.
    func isCache(_ decorator: Int) -> Bool {
        let callee = tree.kinds[decorator] == .call ? tree.child(decorator, .function) : decorator
        return ["functools.cache", "functools.lru_cache"].contains(callee.flatMap(qualifiedName) ?? "")
    }
}
