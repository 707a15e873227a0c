// Small .heapsnapshot texts for tests, in every spelling that producers use.
import Foundation
import HeapFile
import HeapGraph
import TestSupport
import V8Heap

/// A file that is made up node by node.
struct SnapshotScript {
    struct Node {
        var type = "object"
        var name = ""
        var size = 0
        var edges: [(type: String, name: String, target: Int)] = []
    }

    var nodes: [Node] = []
    var nodeFields = ["type", "name", "id", "self_size", "edge_count", "detachedness"]
    var edgeFields = ["type", "name_or_index", "to_node"]
    var nodeTypes = [
        "hidden", "array", "string", "object", "code", "closure", "regexp", "number", "native", "synthetic",
        "concatenated string", "sliced string", "symbol", "bigint", "object shape",
    ]
    /// What stands between numbers.
    var separator = ","
    /// Further top-level members, with a comma in front.
    var extra = ""
    var order = ["nodes", "edges", "strings"]
    var extraNodeValue = "0"
    var headCounts: (nodes: Int, edges: Int)?
    /// 1, 3, 5 and so on if there are none.
    var ids: [Int] = []
    /// The root's number, if the head says it.
    var root: Int?

    private static let edgeTypes = ["context", "element", "property", "internal", "hidden", "shortcut", "weak"]

    /// A root, its global object, a cache with some strings.
    static func sample() -> SnapshotScript {
        var script = SnapshotScript()
        script.nodes = [
            Node(type: "synthetic", edges: [("shortcut", "1", 1), ("element", "2", 2)]),
            Node(name: "global", size: 100, edges: [("property", "cache", 3)]),
            Node(type: "synthetic", name: "(GC roots)", edges: [("internal", "1", 4), ("weak", "2", 4)]),
            Node(name: "Map", size: 24, edges: [("internal", "table", 5)]),
            Node(type: "hidden", name: "system / Oddball", size: 16),
            Node(type: "array", size: 1000, edges: [("internal", "7", 6), ("internal", "8", 7)]),
            Node(type: "string", name: "key \"é\"\n", size: 32),
            Node(name: "Session", size: 1 << 33, edges: [("element", "0", 6)]),
        ]
        return script
    }

    private var strings: [String] {
        var names = ["<dummy>"]
        for node in nodes {
            names.append(node.name)
            names += node.edges.map(\.name)
        }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    var text: String {
        let strings = strings
        func number(_ name: String) -> Int { strings.firstIndex(of: name)! }
        var edges: [String] = []
        let rows = nodes.enumerated().map { index, node in
            let values = [
                "type": "\(nodeTypes.firstIndex(of: node.type)!)", "name": "\(number(node.name))",
                "id": "\(ids.isEmpty ? 2 * index + 1 : ids[index])",
                "self_size": "\(node.size)", "edge_count": "\(node.edges.count)", "detachedness": "0",
            ]
            for edge in node.edges {
                let isIndex = edge.type == "element" || edge.type == "hidden"
                let values = [
                    "type": "\(Self.edgeTypes.firstIndex(of: edge.type)!)",
                    "name_or_index": isIndex ? edge.name : "\(number(edge.name))",
                    "to_node": "\(edge.target * nodeFields.count)",
                ]
                edges.append(edgeFields.map { values[$0] ?? extraNodeValue }.joined(separator: separator))
            }
            return nodeFields.map { values[$0] ?? extraNodeValue }.joined(separator: separator)
        }
        let encoded = try! JSONEncoder().encode(strings)
        let parts = [
            "nodes": "[\(rows.joined(separator: separator))]", "edges": "[\(edges.joined(separator: separator))]",
            "strings": String(decoding: encoded, as: UTF8.self),
        ]
        let (nodeCount, edgeCount) = headCounts ?? (nodes.count, edges.count)
        func list(_ names: [String]) -> String { "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
        let head = """
            {"snapshot":{"meta":{"node_fields":\(list(nodeFields)),"node_types":[\(list(nodeTypes)),"string","number"],\
            "edge_fields":\(list(edgeFields)),"edge_types":[\(list(Self.edgeTypes)),"string_or_number","node"]},\
            "node_count":\(nodeCount),"edge_count":\(edgeCount)\(root.map { ",\"root_index\":\($0 * nodeFields.count)" } ?? "")}
            """
        return head + extra + order.map { ",\n\"\($0)\":\(parts[$0]!)" }.joined() + "}"
    }

    /// Opens the text.
    func read() throws -> HeapGraph { try Self.read(text) }

    static func read(_ text: String) throws -> HeapGraph {
        let folder = TemporaryDirectory()
        return try V8Snapshot.read(path: folder.write(text, to: "a.heapsnapshot")).graph
    }

    /// The one line that says why a text is not opened.
    static func refusal(of text: String) -> String {
        do {
            _ = try read(text)
            return ""
        } catch {
            return "\(error)"
        }
    }
}

/// What a graph says, whatever its numbers.
struct GraphText: Equatable {
    let lines: [String]

    init(_ graph: HeapGraph) {
        lines = (0..<NodeIndex(graph.nodeCount)).map { node in
            let edges = graph.edges(of: node).map {
                "\(graph.text(of: $0, from: node)) @\(graph.identity(of: $0.target))"
            }
            return "@\(graph.identity(of: node)) \(graph.typeName(of: node)) '\(graph.name(of: node))' "
                + "\(graph.selfSize(of: node)) \(graph.retainedSize(of: node)) \(edges)"
        }.sorted()
    }
}
