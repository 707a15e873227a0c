// A .heapsnapshot's text to columns, on all cores.
import HeapFile
import HeapGraph

/// What a file says, before anything is made of it.
struct SnapshotTables: ~Copyable {
    let head: SnapshotHead
    /// Names of the types that V8 does not have, by kind (`V8Kinds.otherNames`).
    let otherTypeNames: [String]
    var nodes: NodeTable
    var edges: EdgeTable
    var strings: StringTable
    let locations: LocationTable

    var nodeCount: Int { nodes.kinds.count }
    var edgeCount: Int { edges.targets.count }

    /// - Throws: `SnapshotFault` if a part is missing, is no array of tuples, or does not have what the head counts.
    static func read(
        _ text: SnapshotText, _ head: SnapshotHead, _ sections: SnapshotSections
    ) throws(SnapshotFault) -> SnapshotTables {
        let (nodeLayout, edgeLayout) = (try NodeLayout(head.meta), try EdgeLayout(head.meta))
        let nodeBlocks = try NumberBlocks(
            text.bytes, section("nodes", sections), fieldCount: nodeLayout.fieldCount, name: "nodes")
        let edgeBlocks = try NumberBlocks(
            text.bytes, section("edges", sections), fieldCount: edgeLayout.fieldCount, name: "edges")
        let stringRange = try section("strings", sections)
        try check(head, nodeBlocks.tupleCount, edgeBlocks.tupleCount, byteCount: text.bytes.count)
        var nodes = NodeTable(count: nodeBlocks.tupleCount, nodeLayout)
        let edges = EdgeTable(count: edgeBlocks.tupleCount)
        let nodeFiller = NodeFiller(nodes, nodeLayout)
        let edgeFiller = EdgeFiller(edges, edgeLayout, nodeLayout, nodeCount: nodeBlocks.tupleCount)
        let strings = Box<StringTable>()
        let nodePairs = BlockPair.pairs(nodeBlocks.blocks, nodeLayout.shape)
        let edgePairs = BlockPair.pairs(edgeBlocks.blocks, edgeLayout.shape)
        let jobs = [Job.strings] + nodePairs.map(Job.nodes) + edgePairs.map(Job.edges)
        let faults = Parallel.map(jobs, cost: { $0.cost(strings: stringRange.count) }) { job -> SnapshotFault? in
            do throws(SnapshotFault) {
                switch job {
                case .strings: strings.put(try StringTable(text.bytes, stringRange))
                case .nodes(let pair): try nodeFiller.fill(pair, text.bytes, end: nodeBlocks.end)
                case .edges(let pair): try edgeFiller.fill(pair, text.bytes, end: edgeBlocks.end)
                }
            } catch {
                return error
            }
            text.forget(job.range(strings: stringRange))
            return nil
        }
        for case let fault? in faults { throw fault }
        try nodes.sumUp(edgeCount: edges.targets.count)
        var tables = SnapshotTables(
            head: head, otherTypeNames: nodeLayout.kinds.otherNames, nodes: nodes, edges: edges,
            strings: strings.take(),
            locations: try LocationTable(text.bytes, head, sections))
        tables.exchangeRoot(head.rootNumber)
        if let moved = tables.strings.movedFirst { tables.rename(to: moved) }
        return tables
    }

    /// Calls by `number` what is called by the file's first string.
    private func rename(to number: UInt32) {
        let names = nodes.names.base
        for node in 0..<nodeCount where names[node] == 0 { names[node] = number }
        let labels = edges.labels.base
        for index in 0..<edgeCount {
            let edge = V8Edge(rawValue: labels[index])
            if edge.value == 0 && !edge.isIndexed {
                labels[index] = V8Edge(type: edge.type, value: UInt64(number)).rawValue
            }
        }
    }

    /// Whether there is what the head counts; of one that does not, whether what there is can be opened.
    private static func check(
        _ head: SnapshotHead, _ nodeCount: Int, _ edgeCount: Int, byteCount: Int
    ) throws(SnapshotFault) {
        guard head.hasCounts else {
            try head.check(nodeCount: nodeCount, edgeCount: edgeCount)
            return try head.checkRoom(
                nodeCount: nodeCount, edgeCount: edgeCount, byteCount: byteCount, freeMemory: FreeMemory.bytes)
        }
        guard nodeCount == head.node_count, edgeCount == head.edge_count else {
            throw SnapshotFault(
                "its head counts \(head.node_count) nodes and \(head.edge_count) edges, and there are "
                    + "\(nodeCount) and \(edgeCount)")
        }
    }

    private static func section(_ name: String, _ sections: SnapshotSections) throws(SnapshotFault) -> Range<Int> {
        guard let range = sections[name] else { throw SnapshotFault("it has no \"\(name)\"") }
        return range
    }

    private enum Job: Sendable {
        case strings
        case nodes(BlockPair)
        case edges(BlockPair)

        func range(strings: Range<Int>) -> Range<Int> {
            switch self {
            case .strings: strings
            case .nodes(let pair), .edges(let pair): pair.range
            }
        }

        /// The strings are one piece, so they come first.
        func cost(strings: Int) -> Int {
            if case .strings = self { strings + 1 << 40 } else { range(strings: 0..<0).count }
        }
    }
}
