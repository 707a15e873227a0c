// `heaptide heap FILE picture`: a small program's objects at a glance: names, objects, references, counts.
package import HeapGraph

/// The names of a module and the objects that they lead to, breadth first, up to a bounded number.
package struct PictureView: HeapView {
    /// A name of the module.
    struct Name: Encodable, Sendable {
        let name: String
        /// Number in `objects`.
        let object: Int
    }

    struct Reference: Encodable, Sendable {
        /// `[0]`, `['key']`, `.attribute`.
        let label: String
        let object: Int
    }

    struct Object: Encodable, Sendable {
        let number: Int
        let id: String
        let type: String
        /// What it says, if texts were recorded; nil otherwise.
        @Nullable var text: String?
        let shallowBytes: Int
        /// References that lead to it, from anywhere.
        let referenceCount: Int
        /// Whether more than one place of this picture leads to it.
        var isShared = false
        /// Steps from a name: 0 where a name leads to it.
        let depth: Int
        var references: [Reference] = []
        /// References that are not in the picture.
        var moreReferences = 0
    }

    let module: String
    let names: [Name]
    let objects: [Object]

    /// Whether the module has no names of its own.
    package var isEmpty: Bool { names.isEmpty }

    /// - Parameters:
    ///   - module: whose names; `__main__` is the program's own.
    ///   - limit: how many objects the picture has.
    ///   - items: how many references of one object are drawn.
    /// - Returns: nil if there is no such module; in a heap of V8, whose global object stands for it, no such object.
    package init?(_ heap: HeapReport, module: String = "__main__", limit: Int = 40, items: Int = 6) {
        guard let namespace = PictureNamespace(heap, module: module) else { return nil }
        self.module = namespace.name
        var drawing = PictureDrawing(heap, namespace, limit: limit, items: items)
        names = drawing.names()
        objects = drawing.finish(names)
    }
}

/// The picture while it is being drawn.
private struct PictureDrawing {
    private let heap: HeapReport
    private let namespace: PictureNamespace
    private let limit: Int
    private let items: Int
    private var numbers: [NodeIndex: Int] = [:]
    private var nodes: [NodeIndex] = []
    private var objects: [PictureView.Object] = []

    init(_ heap: HeapReport, _ namespace: PictureNamespace, limit: Int, items: Int) {
        self.heap = heap
        self.namespace = namespace
        self.limit = limit
        self.items = items
    }

    mutating func names() -> [PictureView.Name] {
        var names: [PictureView.Name] = []
        for edge in references(of: namespace.node) {
            let name = heap.graph.text(of: PathStep(source: namespace.node, edge: edge)).filter { $0 != "." }
            let target = edge.target
            guard !name.hasPrefix("_"), !name.hasPrefix("['_"), !namespace.isFurniture(name, heap.typeName(of: target)),
                let number = number(of: target, depth: 0)
            else { continue }
            names.append(PictureView.Name(name: Self.bare(name), object: number))
        }
        return names
    }

    /// `['rules']` is the name `rules`.
    private static func bare(_ name: String) -> String {
        name.hasPrefix("['") && name.hasSuffix("']") ? String(name.dropFirst(2).dropLast(2)) : name
    }

    /// References, those of an object's parts (its dict) in place of the parts; neither classes nor weak ones.
    private func references(of node: NodeIndex) -> [HeapEdge] {
        heap.graph.edges(of: node).flatMap { edge -> [HeapEdge] in
            if edge.label.kind == .attributes { return references(of: edge.target) }
            let isLoose = edge.label.strength == .weak || edge.label.strength == .shortcut
            return isLoose || namespace.leavesOut(edge, of: node, heap.graph) ? [] : [edge]
        }
    }

    /// The number of an object, which joins the picture if there is room.
    private mutating func number(of node: NodeIndex, depth: Int) -> Int? {
        if let known = numbers[node] { return known }
        guard objects.count < limit else { return nil }
        let graph = heap.graph
        let name = graph.name(of: node).shown
        let number = objects.count + 1
        numbers[node] = number
        nodes.append(node)
        objects.append(
            PictureView.Object(
                number: number, id: heap.identifier(of: node), type: heap.typeName(of: node),
                text: name.isEmpty ? nil : name, shallowBytes: graph.selfSize(of: node).signed,
                referenceCount: graph.referrers(of: node).count { namespace.counts($0.edge, from: $0.source, graph) },
                depth: depth))
        return number
    }

    /// Follows the references breadth first, and counts who shares what.
    mutating func finish(_ names: [PictureView.Name]) -> [PictureView.Object] {
        var next = 0
        while next < objects.count {
            let all = references(of: nodes[next])
            for edge in all.prefix(items) {
                guard let target = number(of: edge.target, depth: objects[next].depth + 1) else { continue }
                let label = heap.graph.text(of: PathStep(source: nodes[next], edge: edge))
                objects[next].references.append(PictureView.Reference(label: label, object: target))
            }
            objects[next].moreReferences = all.count - objects[next].references.count
            next += 1
        }
        var uses = [Int](repeating: 0, count: objects.count + 1)
        for name in names { uses[name.object] += 1 }
        for object in objects { for reference in object.references { uses[reference.object] += 1 } }
        for index in objects.indices { objects[index].isShared = uses[index + 1] > 1 }
        return objects
    }
}
