// What holds an unreasonable part of the memory, by the rules of Eclipse MAT's leak suspects.

/// An object, or all top objects of a type, that retain a large part of the heap.
package struct Suspect: Sendable {
    /// The objects: one, or for a group all of them in ascending order.
    package let nodes: [NodeIndex]
    package let type: TypeIndex
    package let retainedBytes: UInt64
    /// Part of all bytes, 0 to 1.
    package let share: Double
    /// The way to where the memory accumulates: a single suspect itself or something that it dominates; of a group, what
    /// most of it hangs below.
    package let path: HeapPath
    /// What allocated what the suspect retains, most bytes first.
    package let stacks: [StackTotal]

    package var count: Int { nodes.count }
    /// Where the memory accumulates.
    package var accumulationPoint: NodeIndex { path.node }
    package var fingerprint: String { path.fingerprint }
}

/// Finds suspects.
package struct SuspectSearch: Sendable {
    /// Part of all bytes from which on an object or group is suspected.
    package var threshold = 0.1
    /// The way down is followed while the next object retains this part of what the last one does.
    package var drop = 0.7
    /// Part of a group that has to hang below a node.
    package var commonPart = 0.8
    /// Objects of a group whose paths are looked at.
    package var mostPaths = 10_000
    /// Steps that a way down may have.
    package var mostSteps = 1000
    /// Stacks that are listed.
    package var mostStacks = 10
    /// Whether what is the runtime's own may be a suspect.
    package var includesRuntime = false

    package init() {}

    /// Single suspects first, then groups, each by bytes. What came with the runtime is in no group: in a small program
    /// the standard library's functions would be the first of all. A single object of it is as suspect as any.
    ///
    /// - Complexity: O(nodes + edges).
    package func suspects(in graph: HeapGraph) -> [Suspect] {
        let least = threshold * Double(graph.totalBytes)
        let top = topObjects(of: graph)
        let isSingle = { (node: NodeIndex) in Double(graph.retainedSize(of: node)) > least }
        let singles = top.filter(isSingle).map { single($0, in: graph) }
        let rest = Dictionary(grouping: top.lazy.filter { !isSingle($0) }) { graph.nodes.types[$0] }
        let groups = withoutFurniture(rest.values.filter { bytes(of: $0, in: graph) > least }, in: graph)
            .filter { bytes(of: $0, in: graph) > least }.map { group($0, in: graph) }
        return singles.sorted(by: Self.comesBefore) + groups.sorted(by: Self.comesBefore)
    }

    /// What each group has of the program's own. What that takes is freed before the groups are looked at.
    private func withoutFurniture(_ groups: [[NodeIndex]], in graph: HeapGraph) -> [[NodeIndex]] {
        var furniture = Furniture(graph)
        return groups.map { furniture.leavingOut($0) }
    }

    private static func comesBefore(_ left: Suspect, _ right: Suspect) -> Bool {
        (right.retainedBytes, left.nodes[0]) < (left.retainedBytes, right.nodes[0])
    }

    private func bytes(of nodes: [NodeIndex], in graph: HeapGraph) -> Double {
        Double(nodes.reduce(0) { $0 &+ graph.retainedSize(of: $1) })
    }

    /// The objects that only namespaces, made-up nodes and the runtime's own dominate, in ascending order.
    private func topObjects(of graph: HeapGraph) -> [NodeIndex] {
        let flags: NodeFlags = includesRuntime ? [.holder, .synthetic] : [.holder, .synthetic, .runtime]
        let lookedThrough = flags.rawValue
        var top: [NodeIndex] = []
        var node = 0
        while node < graph.nodeCount {
            if node == 0 || graph.nodes.flags.base[node] & lookedThrough != 0 {
                node += 1
            } else {
                top.append(NodeIndex(node))
                node += Int(graph.derived.extents.base[node])
            }
        }
        return top
    }

    private func single(_ node: NodeIndex, in graph: HeapGraph) -> Suspect {
        suspect([node], accumulatingAt: accumulationPoint(below: node, in: graph), in: graph)
    }

    private func group(_ nodes: [NodeIndex], in graph: HeapGraph) -> Suspect {
        let interval = max(1, (nodes.count + mostPaths - 1) / mostPaths)
        let sample = stride(from: 0, to: nodes.count, by: interval).map { nodes[$0] }
        return suspect(nodes, accumulatingAt: commonPoint(above: sample, in: graph), in: graph)
    }

    private func suspect(_ nodes: [NodeIndex], accumulatingAt point: NodeIndex, in graph: HeapGraph) -> Suspect {
        let bytes = nodes.reduce(0) { $0 &+ graph.retainedSize(of: $1) }
        return Suspect(
            nodes: nodes, type: graph.nodes.types[nodes[0]], retainedBytes: bytes,
            share: Double(bytes) / Double(max(1, graph.totalBytes)), path: graph.path(to: point),
            stacks: graph.topStacks(of: nodes.map { graph.dominated(by: $0) }, limit: mostStacks))
    }
}
