import Foundation
import HeapFile
import HeapGraph

/// Whole commands on files of V8's, in turns with `JSON.parse`.
struct V8Figures {
    /// One command on one file, run several times.
    struct Series {
        private(set) var seconds: [Double] = []
        /// Peaks of resident memory.
        private(set) var peaks: [Double] = []

        mutating func add(_ run: MeasuredCommand) {
            seconds.append(run.seconds)
            peaks.append(Double(run.peakBytes))
        }
    }

    let largeBytes, thirdBytes, hugeBytes: Int
    private(set) var nodes = 0
    private(set) var edges = 0
    /// Nothing but opening and counting objects by type.
    private(set) var opening = Series()
    private(set) var summary = Series()
    private(set) var suspects = Series()
    private(set) var parsing = Series()
    private(set) var huge = Series()
    private(set) var refusal = Series()
    private(set) var reopened = Series()
    /// Seconds that opening the converted file takes in a process that runs already.
    private(set) var mapping: [Double] = []

    /// What `JSON.parse` of Node is given, and nothing else is done.
    private static let parser = "JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8'))"

    init(_ workspace: Workspace, runs: Int) throws {
        let files = try V8Files(workspace)
        largeBytes = try V8Files.size(of: files.large)
        thirdBytes = try V8Files.size(of: files.third)
        hugeBytes = try V8Files.size(of: files.huge)
        func heaptide(_ arguments: String..., status: Int32 = 0) throws -> MeasuredCommand {
            try MeasuredCommand(
                [workspace.heaptide, "heap"] + arguments, output: workspace.answer, errors: workspace.log,
                expecting: status)
        }
        for run in 0..<runs {
            say("heaps of V8 \(run + 1) of \(runs)")
            opening.add(
                try MeasuredCommand([Own.program("v8-heap-bench"), files.large], output: workspace.answer))
            parsing.add(
                try MeasuredCommand([workspace.node, "-e", Self.parser, files.third], output: workspace.answer))
            summary.add(try heaptide(files.large))
            suspects.add(try heaptide(files.large, "suspects"))
            huge.add(try heaptide(files.huge))
            refusal.add(try heaptide(files.hopeless, status: 1))
            reopened.add(try heaptide(files.converted))
            try open(files.converted)
        }
    }

    private mutating func open(_ path: String) throws {
        let start = monotonicSeconds()
        let graph = try HeapSnapshot.open(path).graph
        mapping.append(monotonicSeconds() - start)
        (nodes, edges) = (graph.nodeCount, graph.edgeCount)
    }
}
