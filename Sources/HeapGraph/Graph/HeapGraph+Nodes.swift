extension HeapGraph {
    package var nodeCount: Int { nodes.types.count }
    package var edgeCount: Int { edges.targets.count }

    /// Bytes of all nodes.
    package var totalBytes: UInt64 { derived.retainedSizes[0] }

    package func type(of node: NodeIndex) -> HeapType { types[nodes.types[node]] }
    package func typeName(of node: NodeIndex) -> String { names[type(of: node).name] }

    /// The node's own name, empty if it has none: a module's, a function's, a text if texts were recorded.
    package func name(of node: NodeIndex) -> String { names[nodes.names[node]] }
    package func selfSize(of node: NodeIndex) -> UInt64 { nodes.selfSizes[node] }
    package func identity(of node: NodeIndex) -> UInt64 { nodes.identities[node] }
    package func stack(of node: NodeIndex) -> StackIndex { nodes.stacks[node] }
    package func flags(of node: NodeIndex) -> NodeFlags { NodeFlags(rawValue: nodes.flags[node]) }

    /// Bytes that would be freed with the node.
    package func retainedSize(of node: NodeIndex) -> UInt64 { derived.retainedSizes[node] }

    /// The nearest node that is on all paths from the root; of the root, itself.
    package func dominator(of node: NodeIndex) -> NodeIndex { derived.dominators[node] }

    /// The node and all it dominates, the whole subtree.
    package func dominated(by node: NodeIndex) -> Range<NodeIndex> { node..<node + derived.extents[node] }

    /// Whether all paths to `node` lead through `other`, or it is `other`.
    package func dominates(_ other: NodeIndex, _ node: NodeIndex) -> Bool { dominated(by: other).contains(node) }

    /// The nodes whose immediate dominator `node` is, in ascending order.
    package func dominatorChildren(of node: NodeIndex) -> DominatorChildren {
        let range = dominated(by: node)
        return DominatorChildren(extents: derived.extents, next: range.lowerBound + 1, end: range.upperBound)
    }

    /// What a node dominates immediately, but in place of its parts (`EdgeKind.attributes`), and of theirs, what these
    /// dominate.
    package func contents(of node: NodeIndex) -> [NodeIndex] {
        var contents: [NodeIndex] = []
        var open = [(owner: node, children: dominatorChildren(of: node))]
        while let owner = open.last?.owner {
            guard let child = open[open.count - 1].children.next() else {
                open.removeLast()
                continue
            }
            if isPart(child, of: owner), dominated(by: child).count > 1 {
                open.append((child, dominatorChildren(of: child)))
            } else {
                contents.append(child)
            }
        }
        return contents
    }

    private func isPart(_ node: NodeIndex, of owner: NodeIndex) -> Bool {
        let edge = edge(derived.parentEdges[node])
        return edge.label.kind == .attributes && edgeRange(of: owner).contains(edge.index)
    }

    /// The node with this identity.
    ///
    /// - Complexity: O(nodes).
    package func node(withIdentity identity: UInt64) -> NodeIndex? {
        nodes.identities.firstIndex(of: identity).map(NodeIndex.init)
    }
}

/// The children of a node in the dominator tree.
///
/// - Complexity: O(1) a child.
package struct DominatorChildren: Sequence, IteratorProtocol {
    private let extents: Column<UInt32>
    private var node: NodeIndex
    private let end: NodeIndex

    init(extents: Column<UInt32>, next: NodeIndex, end: NodeIndex) {
        self.extents = extents
        node = next
        self.end = end
    }

    package mutating func next() -> NodeIndex? {
        guard node < end else { return nil }
        defer { node += extents[node] }
        return node
    }
}
