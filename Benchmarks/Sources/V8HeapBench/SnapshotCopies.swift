import Foundation

/// A .heapsnapshot that has the nodes of another several times: as long and as deep as a real one of that size.
///
/// Every copy keeps its order and its strings; ids and targets are moved on. The copies' roots are the children of a root
/// of their own.
struct SnapshotCopies {
    private let head: String
    private let fieldCount, nodeCount, edgeCount: Int
    private let nodes, edges: [Int]
    private let strings: Substring
    private let count: Int

    init(of path: String, count: Int) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let nodesStart = text.range(of: "\"nodes\":["), let edgesStart = text.range(of: "\"edges\":["),
            let stringsStart = text.range(of: "\"strings\":["),
            let fields = text.firstMatch(of: /"node_fields":\[([^\]]*)\]/)
        else { throw CocoaError(.fileReadCorruptFile) }
        head = String(text[..<nodesStart.lowerBound])
        fieldCount = fields.1.split(separator: ",").count
        nodes = Self.numbers(text, from: nodesStart.upperBound)
        edges = Self.numbers(text, from: edgesStart.upperBound)
        strings = text[stringsStart.upperBound...]
        nodeCount = nodes.count / fieldCount
        edgeCount = edges.count / 3
        self.count = count
    }

    private static func numbers(_ text: String, from start: String.Index) -> [Int] {
        var numbers: [Int] = []
        var value = 0
        for byte in text.utf8[start...] {
            switch byte {
            case 0x30...0x39: value = value * 10 + Int(byte - 0x30)
            case 0x2C, 0x5D:
                numbers.append(value)
                value = 0
                if byte == 0x5D { return numbers }
            default: continue
            }
        }
        return numbers
    }

    func write(to path: String) throws {
        FileManager.default.createFile(atPath: path, contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        var start = head.replacing("\"node_count\":\(nodeCount)", with: "\"node_count\":\(nodeCount * count + 1)")
        start = start.replacing("\"edge_count\":\(edgeCount)", with: "\"edge_count\":\((edgeCount + 1) * count)")
        try file.write(contentsOf: Data(start.utf8))
        var root = [Int](repeating: 0, count: fieldCount)
        (root[0], root[2], root[4]) = (nodes[0], 1, count)
        try file.write(contentsOf: Data(("\"nodes\":[" + list(root)).utf8))
        for copy in 0..<count { try file.write(contentsOf: nodes(copy)) }
        try file.write(contentsOf: Data("],\n\"edges\":[".utf8))
        let first = (0..<count).map { "\($0 == 0 ? "" : ",")1,\($0),\(target(0, $0))" }.joined()
        try file.write(contentsOf: Data(first.utf8))
        for copy in 0..<count { try file.write(contentsOf: edges(copy)) }
        try file.write(
            contentsOf: Data(
                "],\n\"trace_function_infos\":[],\"trace_tree\":[],\"samples\":[],\"locations\":[],\n".utf8))
        try file.write(contentsOf: Data(("\"strings\":[" + strings).utf8))
        try file.close()
    }

    private func target(_ place: Int, _ copy: Int) -> Int { place + (1 + copy * nodeCount) * fieldCount }

    private func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ",") }

    private func nodes(_ copy: Int) -> Data {
        var text: [UInt8] = []
        for index in nodes.indices {
            let isID = index % fieldCount == 2
            text.append(0x2C)
            text += String(nodes[index] + (isID ? copy * (nodeCount * 4) + 2 : 0)).utf8
        }
        return Data(text)
    }

    private func edges(_ copy: Int) -> Data {
        var text: [UInt8] = []
        for index in edges.indices {
            text.append(0x2C)
            text += String(index % 3 == 2 ? target(edges[index], copy) : edges[index]).utf8
        }
        return Data(text)
    }
}
