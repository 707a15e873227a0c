import Foundation
import HeapFile

/// Snapshots of a live program beside guppy3 walking the same one, in turns.
struct LiveFigures {
    private struct Answer: Decodable {
        let pause_seconds: Double
        let walk_seconds: Double
        let nodes: Int
        let edges: Int
    }

    private(set) var objects = 0
    private(set) var nodes = 0
    private(set) var edges = 0
    private(set) var residentBytes = 0
    private(set) var fileBytes = 0
    private(set) var pause: [Double] = []
    private(set) var walk: [Double] = []
    private(set) var command: [Double] = []
    private(set) var peak: [Double] = []
    private(set) var added: [Double] = []
    private(set) var opening: [Double] = []
    private(set) var guppy: [Double] = []
    private(set) var addedByGuppy: [Double] = []

    init(_ workspace: Workspace, objects count: Int, runs: Int) throws {
        let program = try HeapProgram(workspace, objects: count)
        // guppy leaves memory of its own in the program; so it has one for itself.
        let other = try HeapProgram(workspace, objects: count)
        objects = program.objects
        let path = "\(workspace.recording).heap"
        for run in 0..<runs {
            say("heap snapshot and guppy \(run + 1) of \(runs)")
            try snapshot(program, workspace, path)
            addedByGuppy.append(Double(try other.growth { guppy.append(try other.tell("guppy")) }.added))
        }
    }

    private mutating func snapshot(_ program: HeapProgram, _ workspace: Workspace, _ path: String) throws {
        var run: MeasuredCommand?
        let growth = try program.growth {
            run = try MeasuredCommand(
                [workspace.heaptide, "snapshot", "\(program.pid)", "--force", "--json", "-o", path],
                output: workspace.answer)
        }
        guard let run else { return }
        let answer = try JSONDecoder().decode(Answer.self, from: run.output)
        (nodes, edges, residentBytes) = (answer.nodes, answer.edges, growth.resident)
        pause.append(answer.pause_seconds)
        walk.append(Double(answer.nodes) / answer.walk_seconds)
        command.append(run.seconds)
        peak.append(Double(run.peakBytes))
        added.append(Double(growth.added))
        fileBytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        let start = monotonicSeconds()
        _ = try HeapSnapshot.open(path)
        opening.append(monotonicSeconds() - start)
    }
}

/// What `heap-graph-bench --json` says of a synthetic heap.
struct EngineFigures: Decodable {
    let nodes: Int
    let edges: Int
    let seconds: Double
    let heap_bytes: Int
    let peak_bytes: Int
    let graph_bytes: Int
    let validation_seconds: Double

    /// Runs it, as a process of its own, next to this program.
    static func measure(nodes: Int, shuffled: Bool, runs: Int, _ workspace: Workspace) throws -> EngineFigures {
        say("\(nodes) synthetic nodes")
        let options = ["--json", "--nodes", "\(nodes)", "--runs", "\(runs)"] + (shuffled ? ["--shuffled"] : [])
        let run = try MeasuredCommand([Own.program("heap-graph-bench")] + options, output: workspace.answer)
        return try JSONDecoder().decode(EngineFigures.self, from: run.output)
    }
}
