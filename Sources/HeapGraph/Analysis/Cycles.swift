// Groups of objects that hold each other, so that no reference count ever frees them, and which reference to make weak.

/// Cycles of like shape: made of the same types.
package struct CycleGroup: Sendable {
    /// The types of the objects in a cycle, by name; of very many, the first.
    package let types: [String]
    /// Number of cycles, and of objects in all of them.
    package var count = 0
    package var objectCount = 0
    /// Bytes that would be freed with the cycles.
    package var retainedBytes: UInt64 = 0
    /// Cycles in which the program's own code runs when they are freed.
    package var finalizerCount = 0
    /// The types in these cycles whose objects have such code: `__del__`.
    package var finalizerTypes: [String] = []
    /// Cycles that nothing holds but they themselves.
    package var garbageCount = 0
    /// The object nearest to the root in the first cycle.
    package let example: NodeIndex
    /// The reference to make weak: it leads back to the object nearest to the root. Nil if that has no name.
    package var weakEdge: BackEdge?
}

/// A reference that closes cycles.
package struct BackEdge: Sendable, Hashable {
    /// Name of the type that has the reference.
    package let owner: String
    /// The reference as text: `.parent`, `[…]`.
    package let edge: String
    /// `Node.parent`.
    package var text: String { owner + edge }
}

/// Finds cycles.
package struct CycleSearch: Sendable {
    /// Types of these categories are not looked at: classes and modules are cycles in themselves.
    package var leftOut: Set<TypeCategory> = [.type, .module]
    /// Only objects that the collector looks at.
    package var onlyTracked = true
    /// Types that make up a shape.
    package var mostTypes = 16

    package init() {}

    /// Most retained bytes first.
    ///
    /// - Complexity: O(nodes + edges); 25 bytes a node.
    package func cycles(in graph: HeapGraph) -> [CycleGroup] {
        let components = StronglyConnected(graph, included: included(in: graph))
        var shapes: [[TypeIndex]: Shape] = [:]
        for group in 0..<components.groupCount {
            let members = components.members(of: group).sorted()
            let shape = types(of: members, in: graph)
            shapes[shape, default: Shape(shape, graph, members)].add(members, graph)
        }
        return shapes.values.map { $0.finished(graph) }.sorted {
            ($1.retainedBytes, $0.example) < ($0.retainedBytes, $1.example)
        }
    }

    private func types(of members: [NodeIndex], in graph: HeapGraph) -> [TypeIndex] {
        var types: [TypeIndex] = []
        for node in members where types.count < mostTypes {
            let type = graph.nodes.types[node]
            if !types.contains(type) { types.append(type) }
        }
        return types.sorted()
    }

    private func included(in graph: HeapGraph) -> MutableColumn<UInt8> {
        let included = MutableColumn<UInt8>(zeroes: graph.nodeCount)
        let excluded = NodeFlags.holder.union(.synthetic).rawValue
        let required = onlyTracked ? NodeFlags.tracked.rawValue : 0
        let isLeftOut = graph.types.categories.map { leftOut.contains(TypeCategory(rawValue: $0) ?? .other) }
        for node in 0..<graph.nodeCount {
            let flags = graph.nodes.flags.base[node]
            guard flags & excluded == 0, flags & required == required else { continue }
            included.base[node] = isLeftOut[Int(graph.nodes.types.base[node])] ? 0 : 1
        }
        return included
    }
}

/// What is summed up for cycles of one shape.
private struct Shape {
    private var group: CycleGroup
    /// How many cycles each reference closes.
    private var backEdges: [BackEdgeKey: Int] = [:]
    private var finalizers: Set<TypeIndex> = []

    init(_ types: [TypeIndex], _ graph: HeapGraph, _ members: [NodeIndex]) {
        group = CycleGroup(
            types: types.map { graph.names[graph.types[$0].name] }.sorted(), example: Self.nearest(members, graph))
    }

    /// The group, with the reference that closes most of its cycles.
    func finished(_ graph: HeapGraph) -> CycleGroup {
        var group = group
        group.finalizerTypes = finalizers.map { graph.names[graph.types[$0].name] }.sorted()
        let edges = backEdges.map { (count: $1, edge: $0.backEdge(in: graph)) }
        group.weakEdge = edges.max { ($0.count, $1.edge.text) < ($1.count, $0.edge.text) }?.edge
        return group
    }

    private static func nearest(_ members: [NodeIndex], _ graph: HeapGraph) -> NodeIndex {
        members.min { (graph.derived.depths[$0], $0) < (graph.derived.depths[$1], $1) } ?? 0
    }

    /// - Parameter members: in ascending order.
    mutating func add(_ members: [NodeIndex], _ graph: HeapGraph) {
        group.count += 1
        group.objectCount += members.count
        let finalized = members.filter { graph.flags(of: $0).contains(.finalizer) }
        group.finalizerCount += finalized.isEmpty ? 0 : 1
        finalizers.formUnion(finalized.map { graph.nodes.types[$0] })
        group.garbageCount += graph.flags(of: members[0]).contains(.garbage) ? 1 : 0
        var end: NodeIndex = 0
        for node in members where node >= end {
            group.retainedBytes &+= graph.retainedSize(of: node)
            end = graph.dominated(by: node).upperBound
        }
        countBackEdges(members, graph)
    }

    /// Each reference counts once a cycle.
    private mutating func countBackEdges(_ members: [NodeIndex], _ graph: HeapGraph) {
        let entry = Self.nearest(members, graph)
        var found: [BackEdgeKey] = []
        for node in members {
            for index in graph.edgeRange(of: node) where graph.edges.targets[index] == entry {
                let label = graph.edge(index).label
                guard label.strength == .strong, label.kind != .attributes else { continue }
                let key = BackEdgeKey(node, label, graph)
                if !found.contains(key) { found.append(key) }
            }
        }
        for key in found { backEdges[key, default: 0] += 1 }
    }
}

/// A reference that closes a cycle, as numbers of one graph. What a dict of attributes holds, its instance does.
private struct BackEdgeKey: Hashable {
    private let owner: TypeIndex
    private let label: EdgeLabel

    init(_ source: NodeIndex, _ label: EdgeLabel, _ graph: HeapGraph) {
        let parentEdge = graph.derived.parentEdges[source]
        let isAttributes = parentEdge != none && EdgeLabel(rawValue: graph.edges.labels[parentEdge]).isAttributes
        owner = graph.nodes.types[isAttributes ? graph.source(of: parentEdge) : source]
        self.label = graph.generalLabel(label, of: source)
    }

    func backEdge(in graph: HeapGraph) -> BackEdge {
        let name = label.kind.isNamed ? graph.names[label.value] : ""
        return BackEdge(
            owner: graph.names[graph.types[owner].name], edge: PathText.text(of: label.kind, value: nil, name: name))
    }
}
