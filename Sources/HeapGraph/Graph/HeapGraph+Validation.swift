// Columns of a file may hold anything. What is checked here is all that the unchecked loops of this module rely on.

extension HeapGraph {
    /// A graph of columns that nobody vouches for.
    ///
    /// - Throws: `HeapGraphError` if a column is too short, an index leads out of its table, the dominator tree is no
    ///   tree in preorder, or a best path does not end at the root. That the tree and the paths are the right ones is
    ///   not checked.
    /// - Complexity: O(nodes + edges), about 5 ms a million.
    package convenience init(
        nodes: NodeColumns, edges: EdgeColumns, derived: DerivedColumns, types: TypeTable, names: NameTable
    ) throws(HeapGraphError) {
        self.init(unchecked: nodes, edges, derived, types, names)
        try checkCounts()
        try checkNodes()
        try checkEdges()
        try checkDominators()
        try checkPaths()
    }

    private func require(_ holds: Bool, _ problem: @autoclosure () -> String) throws(HeapGraphError) {
        guard holds else { throw HeapGraphError(problem()) }
    }

    private func checkCounts() throws(HeapGraphError) {
        let count = nodes.types.count
        try require(count > 0 && count < Int(none), "a graph has \(count) nodes")
        let counts = [
            nodes.selfSizes.count, nodes.names.count, nodes.identities.count, nodes.stacks.count, nodes.flags.count,
            edges.first.count - 1, derived.dominators.count, derived.extents.count, derived.retainedSizes.count,
            derived.parentEdges.count, derived.depths.count,
        ]
        try require(counts.allSatisfy { $0 == count }, "the columns of nodes have different lengths")
        try require(edges.targets.count == edges.labels.count, "the columns of edges have different lengths")
        try require(edges.targets.count < Int(none), "a graph has \(edges.targets.count) edges")
    }

    private func checkNodes() throws(HeapGraphError) {
        try require(Scan.allBelow(nodes.types.base, nodeCount, types.count), "a node's type is not in the table")
        try require(Scan.allBelow(nodes.names.base, nodeCount, names.count), "a node's name is not in the table")
        try require(Scan.allBelow(types.names.base, types.count, names.count), "a type's name is not in the table")
    }

    private func checkEdges() throws(HeapGraphError) {
        try Self.check(edges, nodeCount: nodeCount, nameCount: names.count)
    }

    /// Checks the columns of edges against the number of nodes and names.
    static func check(_ edges: EdgeColumns, nodeCount: Int, nameCount: Int) throws(HeapGraphError) {
        let first = edges.first
        guard first[0] == 0, first[nodeCount] == edges.targets.count, Scan.ascends(first.base, first.count) else {
            throw HeapGraphError("the nodes' ranges of edges do not fit together")
        }
        guard Scan.allBelow(edges.targets.base, edges.targets.count, nodeCount) else {
            throw HeapGraphError("an edge leads to a node that is not there")
        }
        guard Scan.areLabels(edges.labels.base, edges.labels.count, nameCount: nameCount) else {
            throw HeapGraphError("an edge's label is of no known kind, or its name is not in the table")
        }
    }

    private func checkDominators() throws(HeapGraphError) {
        let (dominators, extents) = (derived.dominators.base, derived.extents.base)
        try require(Scan.pointsBack(dominators, nodeCount), "a dominator comes after what it dominates")
        try require(extents[0] == nodeCount, "the root does not dominate all")
        var wrong: UInt32 = 0
        for node in 1..<max(1, nodeCount) {
            let parent = Int(dominators[node])
            let end = UInt64(node) &+ UInt64(extents[node])
            wrong |= extents[node] == 0 || end > UInt64(parent) &+ UInt64(extents[parent]) ? 1 : 0
        }
        try require(wrong == 0, "a node dominates more than its dominator does")
        try require(hasRangesOfChildren(dominators, extents), "what a node dominates is not a tree")
    }

    /// The range of a node is that of its first child, which follows it, then of the next, up to its end. Ranges lie in
    /// those of their dominators.
    private func hasRangesOfChildren(_ dominators: UnsafePointer<UInt32>, _ extents: UnsafePointer<UInt32>) -> Bool {
        var wrong: UInt32 = 0
        for node in 0..<nodeCount {
            let parent = Int(dominators[node])
            let next = node &+ Int(extents[node])
            if extents[node] > 1 { wrong |= dominators[node &+ 1] ^ UInt32(truncatingIfNeeded: node) }
            if next < parent &+ Int(extents[parent]) { wrong |= dominators[next] ^ UInt32(truncatingIfNeeded: parent) }
        }
        return wrong == 0
    }

    /// Every node but the root has one edge that leads to it from a node one step nearer to the root.
    private func checkPaths() throws(HeapGraphError) {
        let (first, targets) = (edges.first.base, edges.targets.base)
        let (parentEdges, depths) = (derived.parentEdges.base, derived.depths.base)
        try require(parentEdges[0] == none && depths[0] == 0, "the path of the root is not empty")
        var found = 1
        for node in 0..<nodeCount {
            let depth = depths[node] &+ 1
            for edge in Int(first[node])..<Int(first[node &+ 1]) {
                let target = Int(targets[edge])
                let isParent = parentEdges[target] == UInt32(truncatingIfNeeded: edge)
                found &+= isParent && depths[target] == depth ? 1 : 0
            }
        }
        try require(found == nodeCount, "a path does not lead to the root")
    }
}
