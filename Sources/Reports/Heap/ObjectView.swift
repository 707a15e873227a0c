// `heaptide heap FILE object ID`: all that is known of one object.
import HeapFile
package import HeapGraph

/// One object, with its references.
package struct ObjectView: HeapView {
    let language: String
    let object: ObjectFigures
    /// Its own name: a module's, a function's, a text if texts were recorded. Nil if it has none.
    @Nullable var name: String?
    let totalBytes: Int
    let pathText: String
    /// As DevTools counts it; nil in Python, and where only the engine or weak references lead.
    @Nullable var distance: Int?
    /// Nil of the root.
    @Nullable var dominator: ObjectFigures?
    /// Objects that it dominates, itself included.
    let dominated: Int
    let isTracked: Bool
    let hasFinalizer: Bool
    let isImmortal: Bool
    let isGarbage: Bool
    /// Where it begins in the source, if it is a function; else where its class does. Nil if that is not known.
    @Nullable var definedAt: SourceLine?
    /// The calls that allocated it, innermost first; empty if that was not recorded.
    let allocatedAt: [SourceLine]
    let references: [ReferenceFigures]
    let referenceCount: Int
    let referrers: [ReferenceFigures]
    let referrerCount: Int

    /// - Parameter limit: how many references, and how many referrers, are listed.
    package init(_ heap: HeapReport, _ node: NodeIndex, limit: Int = .max) {
        let graph = heap.graph
        let flags = graph.flags(of: node)
        let (references, referrers) = (graph.edges(of: node), graph.referrers(of: node))
        language = heap.snapshot.facts.language
        object = ObjectFigures(node, heap)
        name = graph.name(of: node).isEmpty ? nil : graph.name(of: node).shown
        totalBytes = heap.totalBytes
        pathText = heap.pathText(to: node)
        distance = heap.distances()?(node)
        dominator = node == 0 ? nil : ObjectFigures(graph.dominator(of: node), heap)
        dominated = graph.dominated(by: node).count
        isTracked = flags.contains(.tracked)
        hasFinalizer = flags.contains(.finalizer)
        isImmortal = flags.contains(.immortal)
        isGarbage = flags.contains(.garbage)
        definedAt = heap.place(of: node)
        allocatedAt = heap.snapshot.stacks.locations(of: graph.stack(of: node)).map(SourceLine.init)
        self.references = references.prefix(limit).map { ReferenceFigures(from: node, $0, heap) }
        referenceCount = references.count
        self.referrers = referrers.prefix(limit).map { ReferenceFigures($0, heap) }
        referrerCount = referrers.count
    }
}

extension HeapReport {
    /// Where a function, or an object's class, is in the source.
    fileprivate func place(of node: NodeIndex) -> SourceLine? {
        let (places, isFunction) = (snapshot.places, graph.type(of: node).category == .function)
        let type = graph.nodes.types[node]
        let index = places.nodes.firstIndex { isFunction ? $0 == node : graph.nodes.types[$0] == type }
        return index.map { index in
            let place = places.values[index]
            return SourceLine(file: graph.names[place.file].shown, line: Int(place.line), function: "")
        }
    }
}
