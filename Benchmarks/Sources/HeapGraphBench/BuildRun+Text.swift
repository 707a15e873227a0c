import Foundation

extension BuildRun {
    /// The run as lines of text.
    var text: String {
        """
        \(nodes) nodes, \(edges) edges: \(Self.rounded(totalSeconds)) s (\(Self.list(phases)))
        validation \(Self.rounded(validationSeconds)) s; \(totalBytes) bytes of objects
        resident: heap \(Self.megabytes(heapBytes)), peak \(Self.megabytes(peakBytes)) \
        = \(Self.perNode(peakBytes, nodes, edges)) bytes a node + 16 an edge, graph \(Self.megabytes(graphBytes))
        analyses: \(Self.list(analyses.phases))
        """
    }

    private struct Figures: Encodable {
        let nodes, edges: Int
        let seconds: Double
        let heap_bytes, peak_bytes, graph_bytes: Int
        let validation_seconds: Double
    }

    /// The run as one JSON object: bytes as integers, seconds as floats.
    var json: String {
        get throws {
            let figures = Figures(
                nodes: nodes, edges: edges, seconds: totalSeconds, heap_bytes: heapBytes, peak_bytes: peakBytes,
                graph_bytes: graphBytes, validation_seconds: validationSeconds)
            return String(decoding: try JSONEncoder().encode(figures), as: UTF8.self)
        }
    }

    private static func list(_ phases: [(name: String, seconds: Double)]) -> String {
        phases.map { "\($0.name) \(rounded($0.seconds))" }.joined(separator: ", ")
    }

    private static func rounded(_ seconds: Double) -> String { String(format: "%.3f", seconds) }
    private static func megabytes(_ bytes: Int) -> String { "\(bytes / 1_000_000) MB" }

    /// What is left for each node when 16 bytes are allowed for each edge.
    private static func perNode(_ bytes: Int, _ nodes: Int, _ edges: Int) -> String {
        String(format: "%.1f", Double(bytes - 16 * edges) / Double(nodes))
    }
}
