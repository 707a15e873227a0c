// Flags: what is the engine's own, and what is a namespace of the program.
import HeapGraph

enum NodeMarks {
    private static let synthetic: NodeFlags = [.synthetic, .holder]
    private static let engine: NodeFlags = [.runtime, .grey]
    private static let realm: NodeFlags = [.holder, .grey, .runtime]
    private static let none = NodeFlags()

    /// Raw values of `NodeFlags` by node.
    ///
    /// Namespaces are the global objects, scripts' and modules' contexts, Node's modules and what they export.
    ///
    /// - Complexity: O(nodes + edges of modules).
    static func find(_ view: SnapshotView, _ contexts: borrowing Contexts) -> MutableColumn<UInt8> {
        let flags = MutableColumn<UInt8>(zeroes: view.nodeCount)
        for node in 0..<view.nodeCount {
            let found: NodeFlags
            switch view.kinds[node] {
            case V8Kind.synthetic: found = synthetic
            case V8Kind.code, V8Kind.shape: found = engine
            case V8Kind.array: found = .runtime
            case V8Kind.closure: found = isBuiltIn(node, view) ? .runtime : none
            case V8Kind.hidden, V8Kind.native, V8Kind.object: found = marks(of: node, view)
            default: continue
            }
            flags.base[node] |= found.rawValue
            if contexts.kinds.base[node] == Contexts.module { flags.base[node] = NodeFlags.holder.rawValue }
            if contexts.kinds.base[node] == Contexts.function { flags.base[node] = 0 }
        }
        markNamespaces(view, flags.base)
        flags.base[0] = synthetic.rawValue
        return flags
    }

    /// Whether a function has no source of the program's.
    private static func isBuiltIn(_ closure: Int, _ view: SnapshotView) -> Bool {
        guard let shared = view.target(of: closure, .sharedEdge),
            let script = view.target(of: shared, .scriptEdge, or: .oldScriptEdge)
        else { return true }
        return view.is(script, .nodeScript) || view.kinds[script] != V8Kind.code
    }

    private static func marks(of node: Int, _ view: SnapshotView) -> NodeFlags {
        if view.is(node, .nativeContext) { return realm }
        if view.kinds[node] == V8Kind.hidden || view.is(node, .system) { return engine }
        return none
    }

    private static func markNamespaces(_ view: SnapshotView, _ flags: UnsafeMutablePointer<UInt8>) {
        for index in view.edges(of: 0) where view.edge(index).is(.shortcut) {
            flags[Int(view.targets[index])] |= NodeFlags.holder.rawValue
        }
        for node in 0..<view.nodeCount {
            if view.kinds[node] == V8Kind.code, let source = view.target(of: node, .sourceEdge) {
                flags[source] |= NodeFlags.runtime.rawValue
            }
            guard view.kinds[node] == V8Kind.object, view.is(node, .module) else { continue }
            flags[node] |= NodeFlags.holder.rawValue
            for index in view.edges(of: node) {
                let (edge, target) = (view.edge(index), Int(view.targets[index]))
                guard edge.is(.property), view.nameKind(edge) == NameKind.exportsProperty.rawValue,
                    view.kinds[target] == V8Kind.object, view.is(target, .object)
                else { continue }
                flags[target] |= NodeFlags.holder.rawValue
            }
        }
    }
}
