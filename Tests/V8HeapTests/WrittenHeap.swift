// A .heapsnapshot as tables, read by somebody else's JSON parser.
import Foundation
import HeapGraph
import V8Heap

struct WrittenHeap {
    struct Node {
        let type: String
        let name: String
        let id, selfSize: UInt64
        let edges: [Edge]
    }

    struct Edge {
        let type: String
        let name: String
        let target: Int
    }

    let nodes: [Node]
    let text: [UInt8]

    init(_ graph: HeapGraph) throws {
        var text: [UInt8] = []
        HeapSnapshotWriter(graph).write { text += $0 }
        self.text = text
        let file = try JSONDecoder().decode(File.self, from: Data(text))
        nodes = file.tables()
    }
}

/// The file's own shape.
private struct File: Decodable {
    struct Snapshot: Decodable {
        let meta: Meta
        let node_count, edge_count: Int
    }

    struct Meta: Decodable {
        let node_fields, edge_fields: [String]
        let node_types, edge_types: [Types]
    }

    /// A list of names, or the name of what is no list.
    enum Types: Decodable {
        case names([String])
        case other(String)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            self = try (try? value.decode([String].self)).map { .names($0) } ?? .other(value.decode(String.self))
        }

        subscript(number: UInt64) -> String {
            guard case .names(let names) = self else { return "" }
            return names[Int(number)]
        }
    }

    let snapshot: Snapshot
    let nodes, edges: [UInt64]
    let strings: [String]

    func tables() -> [WrittenHeap.Node] {
        let meta = snapshot.meta
        precondition(meta.node_fields == ["type", "name", "id", "self_size", "edge_count", "detachedness"])
        precondition(meta.edge_fields == ["type", "name_or_index", "to_node"])
        precondition(nodes.count == 6 * snapshot.node_count && edges.count == 3 * snapshot.edge_count)
        var next = 0
        let tables = (0..<snapshot.node_count).map { node in
            let row = nodes[6 * node..<6 * node + 6].map { $0 }
            let first = next
            next += Int(row[4])
            return WrittenHeap.Node(
                type: meta.node_types[0][row[0]], name: strings[Int(row[1])], id: row[2], selfSize: row[3],
                edges: (first..<next).map { edge($0, meta.edge_types[0]) })
        }
        precondition(next == snapshot.edge_count)
        return tables
    }

    private func edge(_ index: Int, _ types: Types) -> WrittenHeap.Edge {
        let (type, target) = (types[edges[3 * index]], edges[3 * index + 2])
        precondition(target % 6 == 0 && target < nodes.count, "an edge leads nowhere")
        let number = edges[3 * index + 1]
        let isNumbered = ["element", "hidden"].contains(type)
        return WrittenHeap.Edge(
            type: type, name: isNumbered ? String(number) : strings[Int(number)], target: Int(target / 6))
    }
}
