// The heap of one moment as a graph in columns, whatever the language of the program.

/// Objects, what they refer to, and what follows from that: dominators, retained sizes, one best path to every object.
///
/// Node 0 is the root. Nodes are numbered in preorder of the dominator tree, children in the order in which a
/// depth-first search met them. So a node's dominator has a smaller number, and what a node dominates is the range
/// behind it.
///
/// A graph is made by `build`, or of columns that `init` has checked; either way every index in it is valid. It never
/// changes. (It is a class because a copy of all its columns costs a reference count each.)
///
/// - Complexity: 53 bytes a node, 8 an edge.
package final class HeapGraph: Sendable {
    package let nodes: NodeColumns
    package let edges: EdgeColumns
    package let derived: DerivedColumns
    package let types: TypeTable
    package let names: NameTable

    init(
        unchecked nodes: NodeColumns, _ edges: EdgeColumns, _ derived: DerivedColumns, _ types: TypeTable,
        _ names: NameTable
    ) {
        self.nodes = nodes
        self.edges = edges
        self.derived = derived
        self.types = types
        self.names = names
    }
}

/// What is known of each node. All columns have as many elements as there are nodes.
package struct NodeColumns: Sendable {
    package let types: Column<TypeIndex>
    /// Bytes of the object itself.
    package let selfSizes: Column<UInt64>
    package let names: Column<NameIndex>
    /// Address or the virtual machine's number; 0 = not known.
    package let identities: Column<UInt64>
    package let stacks: Column<StackIndex>
    /// Raw values of `NodeFlags`.
    package let flags: Column<UInt8>

    package init(
        types: Column<TypeIndex>, selfSizes: Column<UInt64>, names: Column<NameIndex>, identities: Column<UInt64>,
        stacks: Column<StackIndex>, flags: Column<UInt8>
    ) {
        self.types = types
        self.selfSizes = selfSizes
        self.names = names
        self.identities = identities
        self.stacks = stacks
        self.flags = flags
    }
}

/// Edges grouped by their source (compressed sparse rows), in the order in which the producer named them.
package struct EdgeColumns: Sendable {
    /// For each node its first edge, and at the end the number of edges.
    package let first: Column<EdgeIndex>
    package let targets: Column<NodeIndex>
    /// Raw values of `EdgeLabel`.
    package let labels: Column<UInt32>

    package init(first: Column<EdgeIndex>, targets: Column<NodeIndex>, labels: Column<UInt32>) {
        self.first = first
        self.targets = targets
        self.labels = labels
    }
}

/// What was computed of each node. A snapshot file keeps these columns, so that it opens without computing.
package struct DerivedColumns: Sendable {
    /// Immediate dominator; the root's is the root.
    package let dominators: Column<NodeIndex>
    /// How many nodes a node dominates, itself included: `node ..< node + extent`.
    package let extents: Column<UInt32>
    /// Bytes that would be freed with the node: its own and those of all it dominates.
    package let retainedSizes: Column<UInt64>
    /// Last edge of the best path to the node; of the root, `UInt32.max`.
    package let parentEdges: Column<EdgeIndex>
    /// How many edges the best path has.
    package let depths: Column<UInt32>

    package init(
        dominators: Column<NodeIndex>, extents: Column<UInt32>, retainedSizes: Column<UInt64>,
        parentEdges: Column<EdgeIndex>, depths: Column<UInt32>
    ) {
        self.dominators = dominators
        self.extents = extents
        self.retainedSizes = retainedSizes
        self.parentEdges = parentEdges
        self.depths = depths
    }
}
