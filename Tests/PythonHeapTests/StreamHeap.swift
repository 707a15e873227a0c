// What becomes of a stream.
import HeapGraph
import PythonHeap
import SyntheticHeap

/// The heap of a stream, asked by the names of its text.
struct StreamHeap {
    let heap: PythonHeap
    private let addresses: [String: UInt64]
    var graph: HeapGraph { heap.graph }

    /// - Parameter piece: how many words arrive at a time.
    init(_ text: StreamText, piece: Int = .max, stack: (UInt64) -> StackIndex = { _ in 0 }) throws {
        heap = try Self.read(text.writer.words, piece: piece, stack: stack)
        addresses = text.addresses
    }

    init(_ text: String) throws { try self.init(StreamText(text)) }

    static func read(
        _ words: [UInt64], piece: Int = .max, stack: (UInt64) -> StackIndex = { _ in 0 }
    ) throws -> PythonHeap {
        var reader = HeapStreamReader()
        var arrived = 0
        var taken = 0
        while arrived < words.count {
            arrived += min(piece, words.count - arrived)
            taken += try words[taken..<arrived].withUnsafeBufferPointer { try reader.take($0) }
        }
        return try reader.finish(stack: stack)
    }

    subscript(name: String) -> NodeIndex {
        addresses[name].flatMap { graph.node(withIdentity: $0) } ?? graph.nodes(ofTypeNamed: name).first ?? .max
    }

    /// "label target" of all edges.
    func edges(of name: String) -> [String] {
        graph.edges(of: self[name]).map { "\(graph.notation(of: $0.label)) \(title(of: $0.target))" }
    }

    /// What one of the sparse columns has of a node.
    func value<Value>(_ name: String, in column: SparseColumn<Value>) -> Value? {
        column.nodes.firstIndex(of: self[name]).map { column.values[$0] }
    }

    private func title(of node: NodeIndex) -> String {
        let identity = graph.identity(of: node)
        return addresses.first { $0.value == identity }?.key ?? graph.typeName(of: node)
    }
}

extension HeapGraph {
    func nodes(ofTypeNamed name: String) -> [NodeIndex] {
        (0..<NodeIndex(nodeCount)).filter { typeName(of: $0) == name }
    }
}
