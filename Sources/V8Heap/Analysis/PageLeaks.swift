// What a page keeps of what it did and took back: objects that are new, more of them than went, by the way to them.
package import HeapFile
package import HeapGraph

/// Objects at one place of a page that were made and stayed.
package struct PageLeak: Sendable {
    package enum Kind: String, Sendable {
        case detachedNodes, listener, timer, observer, callback, closure, console, collection, growth, object
    }

    package let kind: Kind
    /// What is kept, in ascending order.
    package let nodes: [NodeIndex]
    /// Type of the first of them.
    package let type: String
    /// New objects less those of the same place that went.
    package let addedCount: Int
    package let retainedBytes: UInt64
    /// By how much the place grew: of the new objects less of those that went.
    package let addedBytes: UInt64
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
    ///   - findsGrowth: whether objects that grew without new ones in them are looked for.
    ///   - events: which ones functions listen to, by V8's numbers.
    ///   - findOriginals: asked for the places that somebody wrote of functions of the last snapshot, given the
    ///     addresses of their scripts; both by V8's numbers.
    /// - Returns: most retained bytes first.
    /// - Complexity: O(nodes + edges) of all, and the lengths of the paths to what is new.
    package static func find(
        _ snapshots: [HeapSnapshot], leastCount: Int, growsInEveryStep: Bool, findsGrowth: Bool = true,
        events: [UInt64: Set<String>] = [:],
        findOriginals: ([UInt64: String]) -> [UInt64: (file: String, line: Int)] = { _ in [:] }
    ) -> [PageLeak] {
        let last = snapshots[snapshots.count - 1]
        // Between the first and the last, acting has left things on purpose.
        let compared = growsInEveryStep ? snapshots : [snapshots[0], last]
        var sources = PageSources()
        sources.events = events
        let places = grownPlaces(compared, sources)
        let leastBytes = Self.leastBytes(leastCount)
        let more = places.filter { $0.net >= leastCount }
        let larger = places.filter {
            findsGrowth && $0.net < leastCount && $0.isReplaced && $0.addedBytes >= leastBytes
                && !isOfInterface($0.first, last.graph)
        }
        let found = more.map { ($0, nil) } + larger.map { ($0, PageLeak.Kind.growth) }
        let grown = findsGrowth ? grownObjects(compared, leastBytes, besides: found.map(\.0.first), last) : []
        sources.originals = findOriginals(functions(found.map(\.0.first) + grown.map(\.first), last))
        return (found + grown.map { ($0, .growth) }).map { leak($0, $1, last, sources) }.sorted {
            ($1.addedBytes, $0.path.key) < ($0.addedBytes, $1.path.key)
        }
    }

    /// What an object or a text may grow by and is not worth a word.
    private static func leastBytes(_ leastCount: Int) -> Int { max(1024, 256 * leastCount) }

    /// Places that have more in the last snapshot than in the first, and in every one than in the one before it: objects,
    /// or bytes of as many.
    private static func grownPlaces(_ snapshots: [HeapSnapshot], _ sources: PageSources) -> [Place] {
        var places = added(from: snapshots[0], to: snapshots[snapshots.count - 1], sources)
        guard snapshots.count > 2 else { return Array(places.values) }
        let last = snapshots[snapshots.count - 1].graph
        var identities: [Int: Set<UInt64>] = [:]
        func has(_ index: Int, _ identity: UInt64) -> Bool {
            let known = identities[index] ?? Set(snapshots[index].graph.nodes.identities)
            identities[index] = known
            return known.contains(identity)
        }
        for index in snapshots.indices.dropFirst() where !places.isEmpty {
            let step = added(from: snapshots[index - 1], to: snapshots[index], sources)
            for (key, place) in places {
                // The way to a place may be another one for a moment; objects that came then and are there still tell
                // that it grew all the same, if not as many went.
                let came = {
                    place.nodes.count { node in
                        let identity = last.identity(of: node)
                        return has(index, identity) && !has(index - 1, identity)
                    }
                }
                let found = step[key] ?? Place()
                if found.net <= 0 && came() <= found.gone { places[key]?.isMore = false }
                if found.addedBytes <= 0 { places[key]?.isLarger = false }
            }
            places = places.filter { $0.value.isMore || $0.value.isLarger }
        }
        return Array(places.values)
    }

    /// Whether it is the window or a prototype: the browser puts into them what is used for the first time.
    private static func isOfInterface(_ node: NodeIndex, _ graph: HeapGraph) -> Bool {
        let label = graph.edge(graph.derived.parentEdges[node]).label
        let name = label.kind.isNamed ? graph.names[label.value] : ""
        return graph.typeName(of: node).hasPrefix("Window") || ["__proto__", "prototype"].contains(name)
    }

    /// Objects that grew by themselves, but for those that hold what is found anyway.
    private static func grownObjects(
        _ snapshots: [HeapSnapshot], _ leastBytes: Int, besides found: [NodeIndex], _ last: HeapSnapshot
    ) -> [Place] {
        let graph = last.graph
        let holders = Set(found.lazy.flatMap { graph.path(to: $0).steps.map(\.node) })
        let objects = PageGrowth.find(snapshots.map(\.graph), leastBytes: UInt64(leastBytes)) { node in
            guard let parent = graph.parent(of: node), !holders.contains(node) else { return false }
            return [.object, .collection].contains(graph.type(of: node).category)
                && isOfProgram(node, owner: parent, graph) && !isOfInterface(node, graph)
        }
        return objects.map { Place(nodes: [$0.node], bytes: Int(clamping: $0.bytes), gone: 1) }
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

    /// Whether a type is one of DOM nodes in no document; what the browser keeps beside a node is none.
    package static func isDetachedNode(_ type: String) -> Bool {
        type.hasPrefix("Detached ") && !type.hasPrefix("Detached blink::") && !type.hasPrefix("Detached system /")
    }

    private struct Place {
        var nodes: [NodeIndex] = []
        /// Retained by new objects.
        var bytes = 0
        /// Objects that went, and what they retained.
        var gone = 0
        var goneBytes = 0
        var isMore = true
        var isLarger = true
        var first: NodeIndex { nodes.min()! }
        /// Whether as many went as came: what is filled once is no growth.
        var isReplaced: Bool { nodes.count <= gone }
        var net: Int { isMore ? nodes.count - gone : 0 }
        var addedBytes: Int { isLarger ? bytes - goneBytes : 0 }
    }

    private static func added(
        from old: HeapSnapshot, to new: HeapSnapshot, _ sources: PageSources
    ) -> [String: Place] {
        var places: [String: Place] = [:]
        var keys = PlaceKeys(new, sources)
        for node in leftovers(in: new, notIn: old) { places[keys.key(of: node), default: Place()].nodes.append(node) }
        for (key, place) in places { places[key]?.bytes = Int(clamping: retainedBytes(place.nodes, new.graph)) }
        keys = PlaceKeys(old, sources)
        var gone: [String: [NodeIndex]] = [:]
        for node in leftovers(in: old, notIn: new) { gone[keys.key(of: node), default: []].append(node) }
        for (key, nodes) in gone {
            places[key]?.gone = nodes.count
            places[key]?.goneBytes = Int(clamping: retainedBytes(nodes, old.graph))
        }
        return places
    }

    /// What some nodes retain, nothing counted twice.
    private static func retainedBytes(_ nodes: [NodeIndex], _ graph: HeapGraph) -> UInt64 {
        var (bytes, end): (UInt64, NodeIndex) = (0, 0)
        for node in nodes.sorted() where node >= end {
            bytes &+= graph.retainedSize(of: node)
            end = graph.dominated(by: node).upperBound
        }
        return bytes
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
        case .string: return above == .object || above == .collection || isVariable(node, graph)
        case .native: return graph.isDetached(node)
        default: return false
        }
    }

    /// Whether a variable holds it.
    private static func isVariable(_ node: NodeIndex, _ graph: HeapGraph) -> Bool {
        graph.edge(graph.derived.parentEdges[node]).label.kind == .variable
    }

    private static func leak(
        _ place: Place, _ kind: PageLeak.Kind?, _ snapshot: HeapSnapshot, _ sources: PageSources
    ) -> PageLeak {
        let graph = snapshot.graph
        let nodes = place.nodes.sorted()
        var (detached, end): (Int, NodeIndex) = (0, 0)
        for node in nodes where node >= end {
            end = graph.dominated(by: node).upperBound
            detached += graph.dominated(by: node).count(where: graph.isDetached)
        }
        let path = PagePath(snapshot, to: nodes[0], isOneOfMany: nodes.count > 1, sources: sources)
        let source = path.function.flatMap { sources.place(of: $0, snapshot) }
        return PageLeak(
            kind: kind ?? self.kind(nodes[0], path, graph), nodes: nodes, type: graph.typeName(of: nodes[0]),
            addedCount: max(0, place.net), retainedBytes: retainedBytes(nodes, graph),
            addedBytes: UInt64(max(0, place.addedBytes)), detachedNodes: detached, path: path,
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
