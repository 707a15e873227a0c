// A snapshot, and what all views ask it: how objects are called, and which objects are meant.
package import HeapFile
package import HeapGraph

/// A snapshot under the name of its file.
package struct HeapReport: Sendable {
    /// The file's name as the user gave it.
    package let file: String
    package let snapshot: HeapSnapshot
    /// Steps from the nearest global object, as DevTools counts them, by node; nil of one that only the engine or weak
    /// references hold. Asked once a view.
    package typealias Distances = (NodeIndex) -> Int?
    private let measureDistances: (@Sendable (HeapGraph) -> Distances)?

    /// - Parameter measureDistances: nil where there are none, as in Python.
    package init(
        _ snapshot: HeapSnapshot, file: String, measureDistances: (@Sendable (HeapGraph) -> Distances)? = nil
    ) {
        self.snapshot = snapshot
        self.file = file
        self.measureDistances = measureDistances
    }

    /// - Complexity: O(nodes + edges).
    func distances() -> Distances? { measureDistances?(graph) }

    package var graph: HeapGraph { snapshot.graph }
    var isJavaScript: Bool { snapshot.facts.language == "javascript" }
    var totalBytes: Int { graph.totalBytes.signed }

    /// A node's type as it is shown.
    func typeName(of node: NodeIndex) -> String {
        let (type, name) = (graph.typeName(of: node), graph.name(of: node))
        // What V8 lumps together tells more by its own name.
        return (["(system)", "(array)"].contains(type) && !name.isEmpty ? name : type).shown
    }
    func typeName(_ type: TypeIndex) -> String { graph.names[graph.types[type].name].shown }

    /// The best path to a node as it is shown.
    func pathText(to node: NodeIndex) -> String { text(of: graph.path(to: node)) }

    /// A path, or a part of one, which may be nothing but the step to a part of its owner.
    func text(of path: HeapPath) -> String {
        let text = path.text.shown
        guard text.isEmpty, let last = path.steps.last else { return text }
        return graph.text(of: last.edge, from: last.source).shown
    }

    /// Part of all bytes, 0 to 1.
    func share(_ bytes: Int) -> Double { Double(bytes) / Double(max(1, totalBytes)) }
}

// MARK: - Identifiers

extension HeapReport {
    /// How a node is called on the command line: its address, in JavaScript DevTools' number, else its own number.
    func identifier(of node: NodeIndex) -> String {
        let identity = graph.identity(of: node)
        if identity == 0 { return "#\(node)" }
        return isJavaScript ? "@\(identity)" : "0x" + String(identity, radix: 16)
    }

    /// The node that is called so: `0x7f10a4`, `@1234` or `1234` (as `id()` prints an address), `#17`. Nil if there is
    /// none, or the text is no identifier.
    package func node(called text: String) -> NodeIndex? {
        if text.hasPrefix("#") {
            return NodeIndex(text.dropFirst()).flatMap { $0 < graph.nodeCount ? $0 : nil }
        }
        return Self.identity(text).flatMap { $0 == 0 ? nil : graph.node(withIdentity: $0) }
    }

    private static func identity(_ text: String) -> UInt64? {
        if text.hasPrefix("0x") || text.hasPrefix("0X") { return UInt64(text.dropFirst(2), radix: 16) }
        return UInt64(text.hasPrefix("@") ? text.dropFirst() : text[...])
    }

    /// The types of this name, or if there is none, those whose name ends in it: `Session` means `app.Session` too.
    package func types(called name: String) -> Set<TypeIndex> {
        let all = (0..<graph.types.count).map { (TypeIndex($0), graph.names[graph.types[TypeIndex($0)].name]) }
        let exact = all.filter { $0.1 == name }
        return Set((exact.isEmpty ? all.filter { $0.1.hasSuffix("." + name) } : exact).map(\.0))
    }

    /// A few types whose names have `part` in them, whatever its case, those with most objects first.
    package func types(like part: String) -> [String] {
        let part = part.lowercased()
        let rows = Histogram(graph).rows.sorted { ($1.count, $0.type) < ($0.count, $1.type) }
        return rows.map { typeName($0.type) }.filter { $0.lowercased().contains(part) }.prefix(5).map { $0 }
    }
}
