// Files that the source opens.

extension PythonModule {
    private static let openers: Set<String> = [
        "io.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open", "tokenize.open", "os.fdopen",
    ]

    /// A call that opens a file.
    func isOpenCall(_ node: Int) -> Bool {
        guard tree.kinds[node] == .call, let callee = tree.child(node, .function) else { return false }
        return isBuiltin(callee, ["open"]) || qualifiedName(callee).map(Self.openers.contains) ?? false
    }

    /// An expression that is a file: what `open()` gives, or a name for it.
    func isOpenFile(_ node: Int) -> Bool {
        if isOpenCall(node) { return true }
        guard let binding = bindings.of(node), !binding.stores.isEmpty else { return false }
        return binding.stores.allSatisfy { store in
            guard let parent = tree.parent(store) else { return false }
            if tree.kinds[parent] == .withItem { return tree.child(parent, .contextExpr).map(isOpenCall) ?? false }
            return assignedValue(store).map(isOpenCall) ?? false
        }
    }
}
