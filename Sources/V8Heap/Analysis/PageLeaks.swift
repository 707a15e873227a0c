// What a page keeps of what it did and took back: objects that are new, more of them than went, by the way to them.
package import HeapFile
package import HeapGraph

/// Objects at one place of a page that were made and stayed.
package struct PageLeak: Sendable {
    package enum Kind: String, Sendable {
        case detachedNodes, listener, timer, observer, callback, closure, console, collection, object
    }

    package let kind: Kind
    /// What is kept, in ascending order.
    package let nodes: [NodeIndex]
    /// Type of the first of them.
    package let type: String
    /// New objects less those of the same place that went.
    package let addedCount: Int
    package let retainedBytes: UInt64
    /// DOM nodes in no document among what is retained.
    package let detachedNodes: Int
    package let path: PagePath
    /// Where the function that keeps it begins, if one does.
    package let place: (file: String, line: Int)?

    /// A script's address as V8 has it, in the words of the page.
    static func address(_ script: String) -> String { String(script.trimmingPrefix("system / Script / ")) }

    /// 16 hex digits, the same in every run.
    package var fingerprint: String {
        Fingerprint.of(text: "\(kind.rawValue) \(path.key)")
    }
}

package enum PageLeaks {
    /// Compares heaps of one page.
    ///
    /// - Parameters:
    ///   - snapshots: oldest first, two or more.
    ///   - leastCount: how many more objects a place must have in the last than in the first.
    ///   - growsInEveryStep: a place must also gain from each snapshot to the next.
    ///   - events: which ones functions listen to, by V8's numbers.
    ///   - findOriginals: asked for the places that somebody wrote of functions of the last snapshot, given the
    ///     addresses of their scripts; both by V8's numbers.
    /// - Returns: most retained bytes first.
    /// - Complexity: O(nodes + edges) of all, and the lengths of the paths to what is new.
    package static func find(
        _ snapshots: [HeapSnapshot], leastCount: Int, growsInEveryStep: Bool, events: [UInt64: Set<String>] = [:],
        findOriginals: ([UInt64: String]) -> [UInt64: (file: String, line: Int)] = { _ in [:] }
    ) -> [PageLeak] {
        let (first, last) = (snapshots[0], snapshots[snapshots.count - 1])
        var sources = PageSources()
        sources.events = events
        var candidates = added(from: first, to: last, sources).filter { $0.value.net >= leastCount }
        if growsInEveryStep {
            for (old, new) in zip(snapshots, snapshots.dropFirst()) where !candidates.isEmpty {
                let step = added(from: old, to: new, sources)
                candidates = candidates.filter { (step[$0.key]?.net ?? 0) > 0 }
            }
        }
        sources.originals = findOriginals(functions(candidates.values.map { $0.nodes.min()! }, last))
        return candidates.values.map { leak($0, last, sources) }.sorted {
            ($1.retainedBytes, $0.path.key) < ($0.retainedBytes, $1.path.key)
        }
    }

    /// The functions on the ways to some nodes, with the addresses of their scripts.
    private static func functions(_ nodes: [NodeIndex], _ snapshot: HeapSnapshot) -> [UInt64: String] {
        let graph = snapshot.graph
        var functions: [UInt64: String] = [:]
        for step in nodes.lazy.flatMap({ graph.path(to: $0).steps }) {
            guard graph.type(of: step.node).category == .function, let place = snapshot.places[step.node] else {
                continue
            }
            functions[graph.identity(of: step.node)] = PageLeak.address(graph.names[place.file])
        }
        return functions
    }

    private struct Place {
        var nodes: [NodeIndex] = []
        var gone = 0
        var net: Int { nodes.count - gone }
    }

    private static func added(
        from old: HeapSnapshot, to new: HeapSnapshot, _ sources: PageSources
    ) -> [String: Place] {
        var places: [String: Place] = [:]
        var keys = PlaceKeys(new, sources)
        for node in leftovers(in: new, notIn: old) { places[keys.key(of: node), default: Place()].nodes.append(node) }
        keys = PlaceKeys(old, sources)
        for node in leftovers(in: old, notIn: new) { places[keys.key(of: node)]?.gone += 1 }
        return places
    }

    private static func leftovers(in snapshot: HeapSnapshot, notIn other: HeapSnapshot) -> [NodeIndex] {
        let graph = snapshot.graph
        return Leftovers(in: graph, notIn: other.graph) { isOfProgram($0, owner: $1, graph) }.nodes
    }

    /// Objects, functions and nodes that scripts made, and strings that these hold; nothing of the engine's, nor what
    /// only that holds.
    private static func isOfProgram(_ node: NodeIndex, owner: NodeIndex, _ graph: HeapGraph) -> Bool {
        let unwanted: NodeFlags = [.runtime, .synthetic, .holder]
        guard graph.flags(of: node).isDisjoint(with: unwanted) else { return false }
        let above = graph.type(of: owner).category
        if above == .code || above == .other { return false }
        switch graph.type(of: node).category {
        case .object, .collection: return above != .native || !graph.typeName(of: node).hasPrefix("system /")
        case .function: return true
        case .string: return above == .object || above == .collection
        case .native: return graph.isDetached(node)
        default: return false
        }
    }

    /// Whether a type is a DOM node in no document. What the browser hangs on such nodes (`blink::NodeRareData`) is called
    /// detached too, and is none.
    package static func isDetachedNode(_ type: String) -> Bool {
        type.hasPrefix("Detached ") && !type.hasPrefix("Detached blink::") && !type.hasPrefix("Detached system /")
    }

    private static func leak(_ place: Place, _ snapshot: HeapSnapshot, _ sources: PageSources) -> PageLeak {
        let graph = snapshot.graph
        let nodes = place.nodes.sorted()
        var (bytes, detached, end): (UInt64, Int, NodeIndex) = (0, 0, 0)
        for node in nodes where node >= end {
            bytes &+= graph.retainedSize(of: node)
            end = graph.dominated(by: node).upperBound
            detached += graph.dominated(by: node).count(where: graph.isDetached)
        }
        let path = PagePath(snapshot, to: nodes[0], isOneOfMany: nodes.count > 1, sources: sources)
        let source = path.function.flatMap { sources.place(of: $0, snapshot) }
        return PageLeak(
            kind: kind(nodes[0], path, graph), nodes: nodes, type: graph.typeName(of: nodes[0]), addedCount: place.net,
            retainedBytes: bytes, detachedNodes: detached, path: path,
            place: source.map { (PageLeak.address($0.file), $0.line) })
    }

    private static func kind(_ node: NodeIndex, _ path: PagePath, _ graph: HeapGraph) -> PageLeak.Kind {
        if graph.isDetached(node) { return .detachedNodes }
        switch path.holder {
        case .console: return .console
        case .listener: return .listener
        case .timer: return .timer
        case .observer: return .observer
        case .callback: return .callback
        case .script, .document, .browser: break
        }
        if graph.type(of: node).category == .function { return .closure }
        guard let parent = graph.parent(of: node) else { return .object }
        let isTable = graph.type(of: parent).category == .collection || graph.typeName(of: parent) == "(array)"
        return isTable ? .collection : .object
    }
}

extension HeapGraph {
    /// Whether it is a DOM node that is in no document: V8 says so by the type.
    fileprivate func isDetached(_ node: NodeIndex) -> Bool { PageLeaks.isDetachedNode(typeName(of: node)) }
}

/// Where objects are, as a text that is the same in every snapshot and run.
private struct PlaceKeys {
    private let snapshot: HeapSnapshot
    private let sources: PageSources
    /// By the last node but one, the last step and the type: of a million strings in a list there is one.
    private var known: [Key: String] = [:]

    private struct Key: Hashable {
        var parent: NodeIndex
        var kind: EdgeKind
        var name: UInt32
        var type: TypeIndex
    }

    init(_ snapshot: HeapSnapshot, _ sources: PageSources) {
        (self.snapshot, self.sources) = (snapshot, sources)
    }

    mutating func key(of node: NodeIndex) -> String {
        let graph = snapshot.graph
        guard let parent = graph.parent(of: node) else { return "" }
        let edge = graph.edge(graph.derived.parentEdges[node])
        let name = edge.label.kind.isNamed ? edge.label.value : 0
        let key = Key(parent: parent, kind: edge.label.kind, name: name, type: graph.nodes.types[node])
        let isShared = edge.label.kind == .element || edge.label.kind == .key
        if isShared, let known = known[key] { return known }
        let text = PagePath(snapshot, to: node, sources: sources).key
        if isShared { known[key] = text }
        return text
    }
}
