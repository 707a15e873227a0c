import HeapGraph

/// Every analysis of one graph, once each.
struct AnalysisRun {
    /// Seconds of each analysis.
    let phases: [(name: String, seconds: Double)]

    init(_ graph: HeapGraph) {
        var clock = PhaseClock()
        let suspects = SuspectSearch().suspects(in: graph)
        clock.end("suspects")
        let allocations = AllocationHistogram(graph)
        clock.end("allocations")
        let cycles = CycleSearch().cycles(in: graph)
        clock.end("cycles")
        let growth = Growth([graph, graph])
        clock.end("growth of two")
        let diff = HeapDiff(before: graph, after: graph, comparesIdentities: true)
        clock.end("diff")
        let merged = MergedPaths(graph, of: graph.nodes(ofType: graph.nodes.types[graph.nodeCount - 1]))
        clock.end("merged paths")
        let referrers = graph.referrers(of: NodeIndex(graph.nodeCount - 1))
        clock.end("referrers")
        phases = clock.phases
        precondition(growth.places.isEmpty && !diff.rows.isEmpty && !merged.nodes.isEmpty)
        precondition(!allocations.rows.isEmpty && !cycles.isEmpty && !suspects.isEmpty && !referrers.isEmpty)
    }
}
