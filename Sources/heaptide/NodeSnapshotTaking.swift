// The heap of a running Node, as V8 writes it.
import DevTools
import Foundation
import Glibc
import HeapFile
import HeapGraph
import NodeRecorder
import Reports

struct NodeSnapshotTaking {
    let node: RunningNode
    let path: String

    struct Summary: Encodable {
        let file: String
        let language: String
        let pause_seconds: Double?
        let walk_seconds: Double?
        let nodes: Int?
        let edges: Int?
        let total_bytes: UInt64?

        private enum Key: String, CodingKey {
            case file, language, pause_seconds, walk_seconds, nodes, edges, total_bytes
        }

        /// Null, not left out: not measured.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(file, forKey: .file)
            try container.encode(language, forKey: .language)
            try container.encode(pause_seconds, forKey: .pause_seconds)
            try container.encode(walk_seconds, forKey: .walk_seconds)
            try container.encode(nodes, forKey: .nodes)
            try container.encode(edges, forKey: .edges)
            try container.encode(total_bytes, forKey: .total_bytes)
        }
    }

    /// - Throws: one line that says why not, and what to do.
    func take() throws(Problem) -> Summary {
        do {
            return try node.withConnection { connection throws(DevToolsError) in
                let start = DispatchTime.now()
                let snapshot = try DownloadedSnapshot.take(connection, to: path)
                let seconds = Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e9
                return Summary(
                    file: path, language: "javascript", pause_seconds: seconds, walk_seconds: nil,
                    nodes: snapshot.nodes, edges: snapshot.edges,
                    total_bytes: try? HeapInput.snapshot(path).graph.totalBytes)
            }
        } catch {
            throw .failure(error.description)
        }
    }

    static func text(_ summary: Summary) -> String {
        let nodes = summary.nodes.map { Decimal.grouped($0) } ?? "?"
        let edges = summary.edges.map { Decimal.grouped($0) } ?? "?"
        let pause = Decimal.text(summary.pause_seconds ?? 0, digits: 2)
        let path = ShellText.quoted(summary.file)
        return "\(nodes) nodes, \(edges) references; the program stood still for up to \(pause) s\n"
            + "Written to \(summary.file)\nNext: heaptide heap \(path) suspects\n"
    }
}
