// What nodes are called in the file, and its table of strings.
import HeapGraph

/// The strings of a file: first the graph's names under their own numbers, then those made up of a type and a name.
struct NodeNames {
    private let graph: HeapGraph
    /// Whether a node of this type is called by its own name alone, where it has one.
    private let isOwnNameEnough: [Bool]
    /// Number of the string of a type and a name.
    private let pairs: [UInt64: UInt32]
    private let texts: [String]

    /// - Complexity: O(nodes).
    init(_ graph: HeapGraph) {
        self.graph = graph
        isOwnNameEnough = (0..<graph.types.count).map {
            [.string, .number, .function, .code].contains(graph.types[TypeIndex($0)].category)
        }
        var pairs: [UInt64: UInt32] = [:]
        var texts: [String] = ["__dict__", "…"]
        for node in 0..<graph.nodeCount where Self.isPair(node, graph, isOwnNameEnough) {
            let key = Self.key(node, graph)
            if pairs[key] != nil { continue }
            pairs[key] = UInt32(graph.names.count + texts.count)
            texts.append("\(graph.typeName(of: NodeIndex(node))) \(graph.name(of: NodeIndex(node)))")
        }
        self.pairs = pairs
        self.texts = texts
    }

    var count: Int { graph.names.count + texts.count }

    /// Strings that edges need.
    var attributes: UInt32 { UInt32(graph.names.count) }
    var unnamed: UInt32 { UInt32(graph.names.count + 1) }

    /// The number of a node's string: its type's name and its own if it has one; of strings, functions and the like its
    /// own alone.
    func string(of node: NodeIndex) -> UInt32 {
        let node = Int(node)
        if Self.isPair(node, graph, isOwnNameEnough) { return pairs[Self.key(node, graph)] ?? 0 }
        let name = graph.nodes.names[node]
        return name != 0 ? name : graph.types.names[graph.nodes.types[node]]
    }

    /// The bytes of a string, UTF-8 or not.
    func withBytes(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        if index < graph.names.count { return body(graph.names.utf8(NameIndex(index))) }
        var text = texts[index - graph.names.count]
        text.withUTF8(body)
    }

    private static func isPair(_ node: Int, _ graph: HeapGraph, _ isOwnNameEnough: [Bool]) -> Bool {
        let name = graph.nodes.names[node]
        let type = graph.nodes.types[node]
        return name != 0 && !isOwnNameEnough[Int(type)] && name != graph.types.names[type]
    }

    private static func key(_ node: Int, _ graph: HeapGraph) -> UInt64 {
        UInt64(graph.nodes.types[node]) << 32 | UInt64(graph.nodes.names[node])
    }
}
