// Whose names a picture begins with: a Python module, or JavaScript's global object.
import HeapGraph

struct PictureNamespace {
    let node: NodeIndex
    let name: String
    private let isJavaScript: Bool

    /// nil if there is none.
    init?(_ heap: HeapReport, module: String) {
        let graph = heap.graph
        let nodes = 0..<NodeIndex(graph.nodeCount)
        isJavaScript = heap.isJavaScript
        if isJavaScript {
            guard let global = nodes.first(where: { graph.typeName(of: $0) == "global" }) else { return nil }
            (node, name) = (global, "global")
        } else {
            let found = nodes.first { graph.name(of: $0) == module && graph.typeName(of: $0) == "module" }
            guard let found else { return nil }
            (node, name) = (found, module)
        }
    }

    /// What a module has from elsewhere, and the engine's own globals: no object of the program's own.
    func isFurniture(_ name: String, _ type: String) -> Bool {
        guard isJavaScript else { return Self.furniture.contains(type) }
        return Self.globals.contains(name) || name.contains(" ") || type.hasPrefix("system / ") || type.hasPrefix("(")
            || type == "Function"
    }

    /// References of the engine's that no program has written.
    func leavesOut(_ edge: HeapEdge, of source: NodeIndex, _ graph: HeapGraph) -> Bool {
        guard isJavaScript else { return false }
        let kind = edge.label.kind
        return kind != .property && kind != .element || graph.flags(of: edge.target).contains(.runtime)
            || graph.text(of: PathStep(source: source, edge: edge)).hasSuffix("__proto__")
    }

    /// Whether a reference counts as one that leads to an object: V8 has more than one for what a program writes once.
    func counts(_ edge: HeapEdge, from source: NodeIndex, _ graph: HeapGraph) -> Bool {
        guard isJavaScript else { return edge.label.strength != .weak }
        let isProgram = [.property, .element, .variable].contains(edge.label.kind)
        let isLoose = edge.label.strength == .weak || edge.label.strength == .shortcut
        return isProgram && !isLoose && !graph.flags(of: source).contains(.runtime)
    }

    private static let furniture: Set = [
        "module", "function", "type", "builtin_function_or_method", "_frozen_importlib.ModuleSpec",
        "_frozen_importlib_external.SourceFileLoader",
    ]
    private static let globals: Set = [
        "globalThis", "global", "Reflect", "Intl", "Math", "JSON", "Atomics", "WebAssembly", "console", "process",
        "navigator", "performance", "crypto", "Iterator", "Temporal",
    ]
}
