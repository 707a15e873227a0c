// Snapshots drawn at random, with something in every section.
import HeapFile
import HeapGraph
import SyntheticHeap

enum RandomSnapshot {
    /// Up to `nodes` objects, all kinds of edges, unreached parts, names that are not ASCII.
    static func draw(_ random: inout SplitMix, nodes: Int = 40) throws -> HeapSnapshot {
        let stacks = stacks(&random)
        let count = 1 + random.draw(nodes)
        let graph = try HeapGraph.build(RawHeap.random(&random, count: count, stacks: stacks.count)).graph
        return HeapSnapshot(
            facts: facts(&random), graph: graph, stacks: stacks,
            contents: try sparse(&random, graph) { $0.next() },
            capacities: try sparse(&random, graph) {
                Capacity(used: $0.next() >> 40, capacity: $0.next() >> 32, wastedBytes: $0.next() >> 50)
            },
            slotSavings: try sparse(&random, graph) { UInt64($0.draw(1000)) },
            places: try sparse(&random, graph) {
                SourcePlace(file: UInt32($0.draw(graph.names.count)), line: UInt32($0.draw(9)))
            })
    }

    private static func stacks(_ random: inout SplitMix) -> AllocationStacks {
        var builder = AllocationStackBuilder()
        for _ in 0..<random.draw(10) {
            let frames = (0..<random.draw(4)).map { _ in
                AllocationFrame(
                    function: "f\(random.draw(5))", file: "ä\(random.draw(3)).py", line: UInt32(random.draw(9)))
            }
            _ = builder.stack(frames)
        }
        return builder.finish()
    }

    private static func facts(_ random: inout SplitMix) -> SnapshotFacts {
        var facts = SnapshotFacts()
        facts.language = random.draw(2) == 0 ? "python" : "javascript"
        facts.command = (0..<random.draw(4)).map { "argument \($0) \"é\" /" }
        facts.pid = Int32(random.draw(1 << 20))
        facts.pauseSeconds = random.draw(2) == 0 ? nil : Double(random.draw(1000)) / 1024
        facts.hasValues = random.draw(2) == 0
        facts.opaqueObjects = random.draw(100)
        facts.recording = random.draw(2) == 0 ? nil : "app.heaptide"
        return facts
    }

    private static func sparse<Value>(
        _ random: inout SplitMix, _ graph: HeapGraph, _ value: (inout SplitMix) -> Value
    ) throws -> SparseColumn<Value> {
        let nodes = (0..<NodeIndex(graph.nodeCount)).filter { _ in random.draw(3) == 0 }
        let values = nodes.map { _ in value(&random) }
        return try SparseColumn(nodes: Column(nodes), values: Column(values), nodeCount: graph.nodeCount)
    }
}

/// Whether two snapshots hold the same, byte for byte.
func areEqual(_ left: HeapSnapshot, _ right: HeapSnapshot) -> Bool {
    left.facts == right.facts && zip(bytes(left), bytes(right)).allSatisfy { $0 == $1 }
}

private func bytes(_ snapshot: HeapSnapshot) -> [[UInt8]] {
    let (nodes, edges, derived) = (snapshot.graph.nodes, snapshot.graph.edges, snapshot.graph.derived)
    let (types, names, stacks) = (snapshot.graph.types, snapshot.graph.names, snapshot.stacks)
    let columns: [UnsafeRawBufferPointer] = [
        nodes.types.bytes, nodes.selfSizes.bytes, nodes.names.bytes, nodes.identities.bytes, nodes.stacks.bytes,
        nodes.flags.bytes, edges.first.bytes, edges.targets.bytes, edges.labels.bytes, derived.dominators.bytes,
        derived.extents.bytes, derived.retainedSizes.bytes, derived.parentEdges.bytes, derived.depths.bytes,
        types.names.bytes, types.categories.bytes, names.bytes.bytes, names.offsets.bytes, stacks.callers.bytes,
        stacks.functions.bytes, stacks.files.bytes, stacks.lines.bytes, stacks.names.bytes.bytes,
        stacks.names.offsets.bytes, snapshot.contents.nodes.bytes, snapshot.contents.values.bytes,
        snapshot.capacities.nodes.bytes, snapshot.capacities.values.bytes, snapshot.slotSavings.nodes.bytes,
        snapshot.slotSavings.values.bytes, snapshot.places.nodes.bytes, snapshot.places.values.bytes,
    ]
    return withExtendedLifetime(snapshot) { columns.map { Array($0) } }
}
