// From what a heap walk has sent to a graph, and what is known beside it.
import CAgentABI
package import HeapGraph

/// A Python heap as a graph.
package struct PythonHeap: Sendable {
    package let graph: HeapGraph
    /// Hashes of what strings and numbers say.
    package let contents: SparseColumn<UInt64>
    /// Of lists, dicts, sets, deques and bytearrays: those with unused room, and those with nothing in them.
    package let capacities: SparseColumn<Capacity>
    /// Bytes that instances would shrink by with `__slots__`.
    package let slotSavings: SparseColumn<UInt64>
    package let facts: WalkFacts
}

/// What the walk says of itself.
package struct WalkFacts: Sendable, Equatable {
    /// CPython 3.minor.
    package var minor = 0
    /// "3.12.1"; "3.12" if the walk says no more.
    package var version = ""
    package var pid: Int32 = 0
    /// Seconds since 1970.
    package var taken: UInt64 = 0
    package var walkSeconds = 0.0
    package var objects = 0
    /// Objects whose references could not all be read.
    package var opaqueObjects = 0
}

/// A heap before it is built, with columns by source number.
struct RawPythonHeap: ~Copyable {
    var heap: RawHeap
    /// 0 = none.
    var contents: MutableColumn<UInt64>
    /// 0 = none.
    var savings: MutableColumn<UInt32>
    /// In the order of their nodes in the stream.
    var rooms: MutableColumn<CollectionRoom>

    /// Declares all columns filled.
    mutating func setCounts(nodes: Int, edges: Int) {
        heap.types.setCount(nodes)
        heap.selfSizes.setCount(nodes)
        heap.names.setCount(nodes)
        heap.identities.setCount(nodes)
        heap.stacks.setCount(nodes)
        heap.flags.setCount(nodes)
        heap.firstEdges.setCount(nodes)
        heap.targets.setCount(edges)
        heap.labels.setCount(edges)
    }

    consuming func build(
        _ facts: WalkFacts, _ onPhase: (BuildPhase) -> Void
    ) throws(HeapStreamError) -> PythonHeap {
        let built: (graph: HeapGraph, numbering: Column<NodeIndex>)
        do {
            built = try HeapGraph.build(heap, onPhase: onPhase)
        } catch {
            throw HeapStreamError("the heap walk does not fit together: \(error)")
        }
        let count = built.graph.nodeCount
        let slotSavings = Self.reordered(savings, built.numbering, count)
        let contentHashes = Self.reordered(contents, built.numbering, count)
        return PythonHeap(
            graph: built.graph, contents: try Self.sparse(contentHashes) { _, hash in hash },
            capacities: Self.capacities(rooms, built.numbering, built.graph),
            slotSavings: try Self.sparse(slotSavings) { node, saved in
                min(UInt64(saved), built.graph.retainedSize(of: node))
            }, facts: facts)
    }

    /// No more is unused than there is.
    private static func capacities(
        _ rooms: borrowing MutableColumn<CollectionRoom>, _ numbering: Column<NodeIndex>, _ graph: HeapGraph
    ) -> SparseColumn<Capacity> {
        var pairs: [(source: UInt32, value: Capacity)] = []
        pairs.reserveCapacity(rooms.count)
        for index in 0..<rooms.count {
            let room = rooms[index]
            let source = room.node + HeapAssembly.Made.count
            let unused = min(UInt64(room.unusedBytes), graph.selfSize(of: numbering[source]))
            pairs.append(
                (source, Capacity(used: room.used, capacity: max(UInt64(room.room), room.used), wastedBytes: unused)))
        }
        return SparseColumn(pairs, numbering: numbering)
    }

    private static func reordered<Value: BitwiseCopyable & FixedWidthInteger>(
        _ column: borrowing MutableColumn<Value>, _ numbering: Column<NodeIndex>, _ count: Int
    ) -> MutableColumn<Value> {
        var result = MutableColumn<Value>(zeroes: count)
        for source in 0..<column.count where column[source] != 0 { result[Int(numbering[source])] = column[source] }
        return result
    }

    /// What is not 0.
    private static func sparse<Raw: BitwiseCopyable & FixedWidthInteger, Value: BitwiseCopyable>(
        _ column: borrowing MutableColumn<Raw>, _ value: (NodeIndex, Raw) -> Value
    ) throws(HeapStreamError) -> SparseColumn<Value> {
        var nodes = MutableColumn<NodeIndex>()
        var values = MutableColumn<Value>()
        for node in 0..<column.count where column[node] != 0 {
            nodes.append(NodeIndex(node))
            values.append(value(NodeIndex(node), column[node]))
        }
        do {
            return try SparseColumn(nodes: nodes.frozen(), values: values.frozen(), nodeCount: column.count)
        } catch {
            throw HeapStreamError("\(error)")
        }
    }
}

extension HeapStreamReader {
    /// Ends the reading and builds the graph.
    ///
    /// - Parameters:
    ///   - stack: what allocated the block at an address, 0 if that is not known.
    ///   - onPhase: for progress.
    /// - Throws: `HeapStreamError` if the walk did not come to its end.
    /// - Complexity: that of `HeapGraph.build`.
    package consuming func finish(
        stack: (_ block: UInt64) -> StackIndex = { _ in 0 }, onPhase: (BuildPhase) -> Void = { _ in }
    ) throws(HeapStreamError) -> PythonHeap {
        guard let begin = records.begin, let end = records.end else {
            throw HeapStreamError("the heap walk broke off; the program may have ended, or be short of memory")
        }
        let objects = records.nodeCount - records.synthetics.count
        guard end.objects == UInt64(objects), end.edges == UInt64(records.targets.count) else {
            throw HeapStreamError("the heap walk sent less than it counted; nothing was written")
        }
        let facts = WalkFacts(
            minor: begin.minor,
            version: records.runtime.split(separator: " ").first.map(String.init) ?? "3.\(begin.minor)", pid: begin.pid,
            taken: begin.seconds, walkSeconds: Double(end.nanoseconds) / 1e9,
            objects: objects, opaqueObjects: records.opaqueObjects)
        return try HeapAssembly.assemble(records, stack).build(facts, onPhase)
    }
}
