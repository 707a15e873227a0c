// The tables of a file to a heap for the engine, and from there to a snapshot.
import HeapFile
import HeapGraph

/// A heap that is ready to be built, and what is known beside it.
struct AssembledSnapshot: ~Copyable {
    var heap: RawHeap
    let places: [(source: UInt32, value: SourcePlace)]
}

enum SnapshotAssembly {
    /// - Throws: `SnapshotFault` if a name is none of the strings.
    /// - Complexity: O(nodes + edges); 20 bytes a node beside the tables.
    static func assemble(
        _ tables: consuming SnapshotTables, _ traces: TraceTree
    ) throws(SnapshotFault) -> AssembledSnapshot {
        let nameKinds = NameKinds(tables.strings)
        guard largest(tables.nodes.names) < nameKinds.count else {
            throw SnapshotFault("a node's name is not in \"strings\"")
        }
        let view = SnapshotView(tables, nameKinds)
        let contexts = Contexts(view, tables.strings)
        let ephemerons = EphemeronTables(view, tables.strings)
        let otherTypeNames = tables.otherTypeNames
        let places = Places.find(view, tables.locations)
        let nodes = tables.nodes
        let edges = tables.edges
        let strings = Box(tables.strings)
        let (owned, flags, classes) = (Box<MutableColumn<UInt8>>(), Box<MutableColumn<UInt8>>(), Box<ClassTypes>())
        let maps = MapTables(view, nodes.selfSizes)
        let sizes = SelfSizes(base: nodes.selfSizes.base)
        _ = Parallel.map(Pass.allCases, cost: { _ in view.edgeCount * 8 }) { pass in
            switch pass {
            case .owned: owned.put(PageOwnership.find(view))
            case .sizes:
                ShallowSizes.reassign(view, sizes.base)
                flags.put(NodeMarks.find(view, contexts))
            case .classes:
                let detached = Detachedness.find(view, nodes.detachedness)
                classes.put(
                    ClassTypes(
                        view, strings.take(), otherTypeNames: otherTypeNames, detached: detached,
                        contexts: contexts.names))
            }
        }
        let ownership = owned.take()
        try EdgeLabels.write(view, ephemerons, contexts, ownership, maps)
        return AssembledSnapshot(heap: heap(nodes, edges, classes.take(), flags.take(), traces), places: places)
    }

    private enum Pass: CaseIterable { case owned, sizes, classes }

    private struct SelfSizes: @unchecked Sendable { let base: UnsafeMutablePointer<UInt64> }

    private static func largest(_ column: borrowing MutableColumn<UInt32>) -> Int {
        let base = column.base
        var largest: UInt32 = 0
        for index in 0..<column.count { largest = max(largest, base[index]) }
        return Int(largest)
    }

    private static func heap(
        _ nodes: consuming NodeTable, _ edges: consuming EdgeTable, _ classes: consuming ClassTypes,
        _ flags: consuming MutableColumn<UInt8>, _ traces: TraceTree
    ) -> RawHeap {
        let hasStacks = traces.stacks.count > 1
        let stacks = MutableColumn<StackIndex>(zeroes: hasStacks ? nodes.traceNodes.count : 0)
        for node in 0..<stacks.count { stacks.base[node] = traces.stack(of: nodes.traceNodes.base[node]) }
        var heap = RawHeap()
        heap.types = classes.types
        heap.names = classes.names
        heap.nameTable = classes.nameTable
        heap.typeTable = classes.typeTable
        heap.flags = flags
        heap.stacks = stacks
        heap.selfSizes = nodes.selfSizes
        heap.identities = nodes.ids
        heap.firstEdges = nodes.firstEdges
        heap.targets = edges.targets
        heap.labels = edges.labels
        return heap
    }

    /// - Parameter onPhase: is told what begins.
    static func build(
        _ assembled: consuming AssembledSnapshot, _ facts: SnapshotFacts, _ stacks: AllocationStacks,
        _ onPhase: (String) -> Void
    ) throws(SnapshotFault) -> HeapSnapshot {
        do {
            let places = assembled.places
            let (graph, placesInOrder) = try HeapGraph.build(assembled.heap, onPhase: { onPhase($0.rawValue) }) {
                SparseColumn(places, numbering: $0)
            }
            let empty = Column<NodeIndex>([])
            return HeapSnapshot(
                facts: facts, graph: graph, stacks: stacks, contents: try StringContents.find(graph),
                capacities: try SparseColumn(nodes: empty, values: Column([]), nodeCount: graph.nodeCount),
                slotSavings: try SparseColumn(nodes: empty, values: Column([]), nodeCount: graph.nodeCount),
                places: placesInOrder)
        } catch {
            throw SnapshotFault("\(error)")
        }
    }
}

/// What strings say, for finding those that say the same.
enum StringContents {
    /// V8 cuts longer ones, so what they say is not known.
    private static let mostBytes = 1024

    /// Flat strings with bytes of their own. V8 writes every text once, so a text's number stands for it.
    static func find(_ graph: HeapGraph) throws(HeapGraphError) -> SparseColumn<UInt64> {
        let isString = (0..<graph.types.count).map { graph.names[graph.types[TypeIndex($0)].name] == "(string)" }
        // Columns that grew would be there twice when memory is scarcest.
        var nodes = MutableColumn<NodeIndex>(sparse: graph.nodeCount)
        var values = MutableColumn<UInt64>(sparse: graph.nodeCount)
        for node in 0..<NodeIndex(graph.nodeCount) where isString[Int(graph.nodes.types[node])] {
            let name = graph.nodes.names[node]
            guard graph.selfSize(of: node) > 0, graph.names.utf8(name).count < mostBytes else { continue }
            nodes.append(node)
            values.append(UInt64(name))
        }
        return try SparseColumn(nodes: nodes.frozen(), values: values.frozen(), nodeCount: graph.nodeCount)
    }
}

/// Carries what cannot be copied from one thread to the next.
final class Box<Value: ~Copyable>: @unchecked Sendable {
    private var value: Value?

    init() { value = nil }
    init(_ value: consuming Value) { self.value = consume value }

    func put(_ value: consuming Value) { self.value = consume value }

    /// What is in it, which is then gone.
    func take() -> Value {
        var taken: Value?
        swap(&taken, &value)
        return taken!
    }
}
