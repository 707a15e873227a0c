// The head of a .heapsnapshot: what the numbers that follow mean. As Chromium 156 writes it.

/// Types of nodes, by their number in the file.
enum V8NodeType: UInt32, CaseIterable {
    case hidden, array, string, object, code, closure, regexp, number, native, synthetic
    case concatenatedString, slicedString, symbol, bigint, objectShape

    var name: String {
        switch self {
        case .concatenatedString: "concatenated string"
        case .slicedString: "sliced string"
        case .objectShape: "object shape"
        default: "\(self)"
        }
    }
}

/// Types of edges, by their number in the file.
enum V8EdgeType: UInt32, CaseIterable {
    case context, element, property, `internal`, hidden, shortcut, weak
}

enum SnapshotMeta {
    static let nodeFields = ["type", "name", "id", "self_size", "edge_count", "detachedness"]

    /// Everything up to the first node.
    static func opening(nodeCount: Int, edgeCount: Int) -> String {
        let nodeTypes = V8NodeType.allCases.map(\.name)
        let edgeTypes = V8EdgeType.allCases.map { "\($0)" }
        return """
            {"snapshot":{"meta":{"node_fields":\(list(nodeFields)),\
            "node_types":[\(list(nodeTypes)),"string","number","number","number","number"],\
            "edge_fields":["type","name_or_index","to_node"],\
            "edge_types":[\(list(edgeTypes)),"string_or_number","node"],\
            "trace_function_info_fields":["function_id","name","script_name","script_id","line","column"],\
            "trace_node_fields":["id","function_info_index","count","size","children"],\
            "sample_fields":["timestamp_us","last_assigned_id"],\
            "location_fields":["object_index","script_id","line","column"]},\
            "node_count":\(nodeCount),"edge_count":\(edgeCount),"trace_function_count":0},
            "nodes":[
            """
    }

    private static func list(_ names: [String]) -> String {
        "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }
}
