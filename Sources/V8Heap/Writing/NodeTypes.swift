// Which of V8's types a node gets: what DevTools calls it, and what it does to its size.
import HeapGraph

/// DevTools shows objects and native nodes by name, one class a name; all others by type: (string), Function, (number).
struct NodeTypes {
    private let graph: HeapGraph
    private let types: [V8NodeType]
    private static let beyond = NodeFlags.synthetic.union(.garbage)

    init(_ graph: HeapGraph) {
        self.graph = graph
        types = (0..<graph.types.count).map { Self.type(of: graph.types[TypeIndex($0)].category) }
    }

    /// The root is synthetic, and what only garbage holds begins below a synthetic node: DevTools gives it no distance.
    func type(of node: NodeIndex) -> V8NodeType {
        let isBeyond = graph.flags(of: node).intersection(Self.beyond) == Self.beyond
        return node == 0 || isBeyond ? .synthetic : types[Int(graph.nodes.types[node])]
    }

    /// No arrays and nothing hidden, for DevTools would add their bytes to their owner's. Threads and the like are
    /// native, since distances begin at children of the root that are not synthetic.
    private static func type(of category: TypeCategory) -> V8NodeType {
        switch category {
        case .string: .string
        case .number: .number
        case .function: .closure
        case .code: .code
        case .native, .synthetic: .native
        case .other, .object, .collection, .type, .module, .frame: .object
        }
    }
}
