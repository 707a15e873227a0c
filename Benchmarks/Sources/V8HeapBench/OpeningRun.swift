import Foundation
import HeapFile
import HeapGraph
import V8Heap

/// One file opened once, and asked for its histogram.
struct OpeningRun {
    let fileBytes: Int
    let nodes, edges: Int
    /// Seconds of each phase, in their order.
    let phases: [(name: String, seconds: Double)]
    let peakBytes: Int

    init(_ path: String) throws {
        fileBytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        let start = ContinuousClock.now
        var marks: [(name: String, time: ContinuousClock.Instant)] = []
        let snapshot = try V8Snapshot.read(path: path) { marks.append(($0, .now)) }
        marks.append(("opened", .now))
        _ = Histogram(snapshot.graph)
        marks.append(("histogram", .now))
        var last = start
        phases = marks.map { mark in
            defer { last = mark.time }
            let taken = (mark.time - last).components
            return (mark.name, Double(taken.seconds) + Double(taken.attoseconds) / 1e18)
        }
        nodes = snapshot.graph.nodeCount
        edges = snapshot.graph.edgeCount
        peakBytes = Self.peak
    }

    private static var peak: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
        return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }

    var text: String {
        let seconds = phases.reduce(0) { $0 + $1.seconds }
        let list = phases.map { "\($0.name) \(String(format: "%.3f", $0.seconds))" }.joined(separator: ", ")
        let ratio = String(format: "%.2f", Double(peakBytes) / Double(max(1, fileBytes)))
        return """
            \(fileBytes / 1_000_000) MB, \(nodes) nodes, \(edges) edges: \(String(format: "%.3f", seconds)) s
            each phase up to the word: \(list)
            peak \(peakBytes / 1_000_000) MB = \(ratio) x the file
            """
    }
}
