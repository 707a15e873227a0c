import Foundation
import HeapFile
import HeapGraph
import V8Heap

/// One file opened once, and asked for its histogram.
struct OpeningRun {
    let fileBytes: Int
    let nodes, edges: Int
    /// Seconds of each phase, in their order, and the most memory that was resident so far.
    let phases: [(name: String, seconds: Double, peakBytes: Int)]
    let peakBytes: Int

    init(_ path: String) throws {
        fileBytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        let start = ContinuousClock.now
        var marks: [(name: String, time: ContinuousClock.Instant, peak: Int)] = []
        let snapshot = try V8Snapshot.read(path: path) { marks.append(($0, .now, Self.peak)) }
        marks.append(("opened", .now, Self.peak))
        _ = Histogram(snapshot.graph)
        marks.append(("histogram", .now, Self.peak))
        var last = start
        phases = marks.map { mark in
            defer { last = mark.time }
            let taken = (mark.time - last).components
            return (mark.name, Double(taken.seconds) + Double(taken.attoseconds) / 1e18, mark.peak)
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
        let list = phases.map {
            "\($0.name) \(String(format: "%.3f", $0.seconds)) (\($0.peakBytes / 1_000_000))"
        }.joined(separator: ", ")
        let ratio = String(format: "%.2f", Double(peakBytes) / Double(max(1, fileBytes)))
        return """
            \(fileBytes / 1_000_000) MB, \(nodes) nodes, \(edges) edges: \(String(format: "%.3f", seconds)) s
            each phase up to the word, and the peak so far in MB: \(list)
            peak \(peakBytes / 1_000_000) MB = \(ratio) x the file
            """
    }
}
