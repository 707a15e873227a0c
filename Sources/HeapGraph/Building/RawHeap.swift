// What a producer delivers: nodes in any order, each with its edges. Node 0 is the root.

/// A heap that is being read.
///
/// Nodes are added one by one, each followed by its edges; an edge may lead to a node that comes later. Whoever knows
/// better fills the columns himself: `firstEdges` has one element a node, and identities and stacks may stay empty.
package struct RawHeap: ~Copyable {
    package var types: MutableColumn<TypeIndex>
    package var selfSizes: MutableColumn<UInt64>
    package var names: MutableColumn<NameIndex>
    /// Empty if nodes have none.
    package var identities: MutableColumn<UInt64>
    /// Empty if nodes have none.
    package var stacks: MutableColumn<StackIndex>
    package var flags: MutableColumn<UInt8>
    package var firstEdges: MutableColumn<EdgeIndex>
    /// Source numbers.
    package var targets: MutableColumn<UInt32>
    package var labels: MutableColumn<UInt32>
    package var nameTable: NameInterner
    package var typeTable = TypeInterner()

    /// - Parameters: how many nodes and edges are expected; more are welcome.
    package init(nodeCapacity: Int = 0, edgeCapacity: Int = 0, names: consuming NameInterner = NameInterner()) {
        types = MutableColumn(capacity: nodeCapacity)
        selfSizes = MutableColumn(capacity: nodeCapacity)
        self.names = MutableColumn(capacity: nodeCapacity)
        identities = MutableColumn(capacity: nodeCapacity)
        stacks = MutableColumn(capacity: nodeCapacity)
        flags = MutableColumn(capacity: nodeCapacity)
        firstEdges = MutableColumn(capacity: nodeCapacity + 1)
        targets = MutableColumn(capacity: edgeCapacity)
        labels = MutableColumn(capacity: edgeCapacity)
        nameTable = names
    }

    package var nodeCount: Int { types.count }
    package var edgeCount: Int { targets.count }

    /// Adds a node and returns its source number. The edges added next are its.
    @discardableResult
    package mutating func addNode(
        type: TypeIndex, selfSize: UInt64, name: NameIndex = 0, identity: UInt64 = 0, stack: StackIndex = 0,
        flags: NodeFlags = []
    ) -> UInt32 {
        types.append(type)
        selfSizes.append(selfSize)
        names.append(name)
        identities.append(identity)
        stacks.append(stack)
        self.flags.append(flags.rawValue)
        firstEdges.append(EdgeIndex(truncatingIfNeeded: edgeCount))
        return UInt32(truncatingIfNeeded: nodeCount - 1)
    }

    /// Adds an edge of the last node.
    package mutating func addEdge(_ label: EdgeLabel, to target: UInt32) {
        targets.append(target)
        labels.append(label.rawValue)
    }

    /// The number of a type.
    package mutating func type(named name: String, _ category: TypeCategory) -> TypeIndex {
        typeTable.intern(nameTable.intern(name), category)
    }

    /// Ends the last node and checks all indices.
    ///
    /// - Throws: `HeapGraphError` if there is no node, there are too many, or an index leads nowhere.
    mutating func close() throws(HeapGraphError) {
        guard nodeCount > 0, nodeCount < Int(none) - 1, edgeCount < Int(none) - nodeCount else {
            throw HeapGraphError("a graph cannot have \(nodeCount) nodes and \(edgeCount) edges")
        }
        if firstEdges.count == nodeCount { firstEdges.append(EdgeIndex(edgeCount)) }
        try check()
    }

    private func check() throws(HeapGraphError) {
        let counts = [selfSizes.count, names.count, flags.count, firstEdges.count - 1]
        let optional = [identities.count, stacks.count]
        guard counts.allSatisfy({ $0 == nodeCount }), optional.allSatisfy({ $0 == 0 || $0 == nodeCount }),
            labels.count == edgeCount
        else {
            throw HeapGraphError("the columns of a heap have different lengths")
        }
        guard Scan.allBelow(types.base, nodeCount, typeTable.count) else {
            throw HeapGraphError("a node's type is not in the table")
        }
        guard Scan.allBelow(names.base, nodeCount, nameTable.count) else {
            throw HeapGraphError("a node's name is not in the table")
        }
        guard firstEdges[0] == 0, firstEdges[nodeCount] == edgeCount, Scan.ascends(firstEdges.base, nodeCount + 1)
        else {
            throw HeapGraphError("the nodes' ranges of edges do not fit together")
        }
        let (hasTargets, hasLabels) = checkEdges()
        guard hasTargets else { throw HeapGraphError("an edge leads to a node that is not there") }
        guard hasLabels else {
            throw HeapGraphError("an edge's label is of no known kind, or its name is not in the table")
        }
    }

    /// Whether all edges lead somewhere, and whether all labels mean something.
    private func checkEdges() -> (hasTargets: Bool, hasLabels: Bool) {
        var (hasTargets, hasLabels) = (false, false)
        let (targets, labels) = (targets.base, labels.base)
        let (edgeCount, nodeCount, nameCount) = (edgeCount, nodeCount, nameTable.count)
        Together.run(
            { hasTargets = Scan.allBelow(targets, edgeCount, nodeCount) },
            { hasLabels = Scan.areLabels(labels, edgeCount, nameCount: nameCount) })
        return (hasTargets, hasLabels)
    }
}
