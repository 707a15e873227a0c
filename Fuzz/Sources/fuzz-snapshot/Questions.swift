// All that a snapshot that opened is asked.
import HeapFile
import HeapGraph
import V8Heap

enum Questions {
    static func ask(_ snapshot: HeapSnapshot) {
        let graph = snapshot.graph
        readAll(snapshot)
        _ = Histogram(graph)
        _ = AllocationHistogram(graph)
        _ = SuspectSearch().suspects(in: graph).map { $0.path.text + $0.fingerprint }
        _ = CycleSearch().cycles(in: graph)
        _ = Growth([graph, graph])
        _ = HeapDiff(before: graph, after: graph, comparesIdentities: true)
        _ = Duplicates(graph, contents: snapshot.contents)
        _ = Waste(graph, capacities: snapshot.capacities)
        _ = SlotSavings(graph, savings: snapshot.slotSavings)
        var bytes = 0
        HeapSnapshotWriter(graph).write { bytes += $0.count }
        precondition(bytes > 500, "the export is empty")
    }

    private static func readAll(_ snapshot: HeapSnapshot) {
        let graph = snapshot.graph
        for node in 0..<NodeIndex(graph.nodeCount) {
            _ = graph.name(of: node) + graph.typeName(of: node) + graph.path(to: node).text
            _ = graph.edges(of: node).map { $0.label.kind.isNamed ? graph.names[$0.label.value] : "" }
            _ = snapshot.stacks.frames(of: graph.stack(of: node))
            _ = graph.dominatorChildren(of: node).reduce(0) { $0 + Int($1) }
        }
    }
}
