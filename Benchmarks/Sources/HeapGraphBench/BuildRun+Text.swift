import Foundation

extension BuildRun {
    /// The run as lines of text.
    var text: String {
        let seconds = phases.map { "\($0.name) \(Self.rounded($0.seconds))" }.joined(separator: ", ")
        return """
            \(nodes) nodes, \(edges) edges: \(Self.rounded(totalSeconds)) s (\(seconds))
            validation \(Self.rounded(validationSeconds)) s; \(totalBytes) bytes of objects
            resident: heap \(Self.megabytes(heapBytes)), peak \(Self.megabytes(peakBytes)) \
            = \(Self.perNode(peakBytes, nodes, edges)) bytes a node + 16 an edge, graph \(Self.megabytes(graphBytes))
            """
    }

    private static func rounded(_ seconds: Double) -> String { String(format: "%.3f", seconds) }
    private static func megabytes(_ bytes: Int) -> String { "\(bytes / 1_000_000) MB" }

    /// What is left for each node when 16 bytes are allowed for each edge.
    private static func perNode(_ bytes: Int, _ nodes: Int, _ edges: Int) -> String {
        String(format: "%.1f", Double(bytes - 16 * edges) / Double(nodes))
    }
}
