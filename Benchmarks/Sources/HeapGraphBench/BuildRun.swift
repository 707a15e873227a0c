import Foundation
import HeapGraph
import SyntheticHeap

/// One build of one heap.
struct BuildRun {
    let nodes: Int
    let edges: Int
    /// Seconds of each phase, in their order.
    let phases: [(name: String, seconds: Double)]
    /// Resident memory with the producer's heap there, at the peak, and with only the graph left, in bytes.
    let heapBytes, peakBytes, graphBytes: Int
    /// Seconds to check the columns as if a file had been mapped.
    let validationSeconds: Double
    let analyses: AnalysisRun
    /// Bytes of all objects: the same for the same options.
    let totalBytes: UInt64

    var totalSeconds: Double { phases.reduce(0) { $0 + $1.seconds } }

    init(_ options: BuildOptions) throws {
        let layout = SyntheticHeap(nodeCount: options.nodes)
        let base = Self.resident("VmRSS")
        var heap = layout.makeRaw()
        if options.isShuffled { heap = heap.shuffled(seed: 1) }
        heapBytes = Self.resident("VmRSS") - base
        Self.resetPeak()
        var clock = PhaseClock()
        let graph = try HeapGraph.build(heap) { clock.end($0.rawValue) }.graph
        let histogram = Histogram(graph)
        clock.end("histogram")
        peakBytes = Self.resident("VmHWM") - base
        graphBytes = Self.resident("VmRSS") - base
        phases = clock.phases
        nodes = graph.nodeCount
        edges = graph.edgeCount
        totalBytes = graph.totalBytes
        precondition(histogram.rows.reduce(0) { $0 + $1.shallowBytes } == totalBytes)
        var validation = PhaseClock()
        _ = try HeapGraph(
            nodes: graph.nodes, edges: graph.edges, derived: graph.derived, types: graph.types, names: graph.names)
        validation.end("validation")
        validationSeconds = validation.phases[0].seconds
        analyses = AnalysisRun(graph)
    }

    /// The run in the middle.
    static func median(_ runs: [BuildRun], by value: (BuildRun) -> Double) -> BuildRun {
        runs.sorted { value($0) < value($1) }[runs.count / 2]
    }

    private static func resetPeak() {
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    }

    /// A line of `/proc/self/status`, in bytes.
    private static func resident(_ name: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}

/// Takes the time between calls.
struct PhaseClock {
    private(set) var phases: [(name: String, seconds: Double)] = []
    private var last = ContinuousClock.now

    mutating func end(_ name: String) {
        let taken = (ContinuousClock.now - last).components
        phases.append((name, Double(taken.seconds) + Double(taken.attoseconds) / 1e18))
        last = ContinuousClock.now
    }
}
