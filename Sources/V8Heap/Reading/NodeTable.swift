// The nodes of a .heapsnapshot in columns, as they stand there.
import HeapGraph

/// What the numbers of a node mean, by their place in the tuple.
struct NodeLayout: Sendable {
    let fieldCount: Int
    let type, name, id, selfSize, edgeCount: Int
    /// -1 = not there.
    let traceNode, detachedness: Int
    /// What the types are, by their number in the file.
    let kinds: V8Kinds

    static let mostFields = 32

    init(_ meta: SnapshotHead.Meta) throws(SnapshotFault) {
        let fields = meta.node_fields
        func place(_ name: String) throws(SnapshotFault) -> Int {
            guard let place = fields.firstIndex(of: name) else { throw SnapshotFault("its nodes have no \(name)") }
            return place
        }
        guard fields.count <= Self.mostFields else { throw SnapshotFault("its nodes have \(fields.count) fields") }
        fieldCount = fields.count
        type = try place("type")
        name = try place("name")
        id = try place("id")
        selfSize = try place("self_size")
        edgeCount = try place("edge_count")
        traceNode = fields.firstIndex(of: "trace_node_id") ?? -1
        detachedness = fields.firstIndex(of: "detachedness") ?? -1
        guard case .names(let names)? = meta.node_types.first(where: \.isList) else {
            throw SnapshotFault("it does not say what types of nodes there are")
        }
        kinds = V8Kinds(typeNames: names)
    }

    var shape: TupleShape { TupleShape(fieldCount: fieldCount, digitFields: [type, traceNode, detachedness]) }
}

extension SnapshotHead.TypeNames {
    var isList: Bool { if case .names = self { true } else { false } }
}

/// Columns by source number.
struct NodeTable: ~Copyable {
    /// Raw values of `V8Kind`.
    var kinds: MutableColumn<UInt8>
    /// Numbers of strings.
    var names: MutableColumn<UInt32>
    var ids: MutableColumn<UInt64>
    var selfSizes: MutableColumn<UInt64>
    /// How many edges a node has; `sumUp` turns it into the first of them.
    var firstEdges: MutableColumn<EdgeIndex>
    /// Where the node was allocated; empty if the file does not say.
    var traceNodes: MutableColumn<UInt32>
    /// 0 = not known, 1 = attached, 2 = detached; empty if the file does not say.
    var detachedness: MutableColumn<UInt8>

    init(count: Int, _ layout: NodeLayout) {
        kinds = MutableColumn(zeroes: count)
        names = MutableColumn(zeroes: count)
        ids = MutableColumn(zeroes: count)
        selfSizes = MutableColumn(zeroes: count)
        firstEdges = MutableColumn(zeroes: count + 1)
        traceNodes = MutableColumn(zeroes: layout.traceNode >= 0 ? count : 0)
        detachedness = MutableColumn(zeroes: layout.detachedness >= 0 ? count : 0)
    }

    /// Makes ranges of edges of the counts.
    ///
    /// - Throws: `SnapshotFault` if there are more or fewer than `edgeCount`.
    mutating func sumUp(edgeCount: Int) throws(SnapshotFault) {
        let base = firstEdges.base
        var sum: UInt64 = 0
        for node in 0..<kinds.count {
            let count = base[node]
            base[node] = EdgeIndex(truncatingIfNeeded: sum)
            sum &+= UInt64(count)
        }
        guard sum == UInt64(edgeCount) else {
            throw SnapshotFault("its nodes have \(sum) edges, and there are \(edgeCount)")
        }
        base[kinds.count] = EdgeIndex(truncatingIfNeeded: edgeCount)
    }
}

/// Writes blocks of nodes into the columns, each block its own rows.
struct NodeFiller: @unchecked Sendable {
    private let layout: NodeLayout
    private let kindOfType: Column<UInt8>
    private let kinds, detachedness: UnsafeMutablePointer<UInt8>
    private let names, edgeCounts, traceNodes: UnsafeMutablePointer<UInt32>
    private let ids, selfSizes: UnsafeMutablePointer<UInt64>
    private let typeCount: UInt64

    /// - Parameter table: outlives the filler.
    init(_ table: borrowing NodeTable, _ layout: NodeLayout) {
        self.layout = layout
        kindOfType = Column(layout.kinds.kinds.map(\.rawValue))
        kinds = table.kinds.base
        detachedness = table.detachedness.base
        names = table.names.base
        edgeCounts = table.firstEdges.base
        traceNodes = table.traceNodes.base
        ids = table.ids.base
        selfSizes = table.selfSizes.base
        typeCount = UInt64(kindOfType.count)
    }

    /// - Throws: `SnapshotFault` with the place of what is no number or means nothing.
    func fill(_ pair: BlockPair, _ text: UnsafeRawBufferPointer, end: Int) throws(SnapshotFault) {
        try pair.read(text, end: end, write) {
            .at($0, "a node ends that V8 does not write: its type, name or size")
        }
    }

    /// False if the node means nothing.
    @inline(__always)
    private func write(_ node: Int, _ values: UnsafePointer<UInt64>) -> Bool {
        let (type, edgeCount) = (values[layout.type], values[layout.edgeCount])
        guard type < typeCount, (edgeCount | values[layout.name]) >> 32 == 0, values[layout.selfSize] >> 62 == 0
        else { return false }
        kinds[node] = kindOfType[Int(truncatingIfNeeded: type)]
        names[node] = UInt32(truncatingIfNeeded: values[layout.name])
        ids[node] = values[layout.id]
        selfSizes[node] = values[layout.selfSize]
        edgeCounts[node] = UInt32(truncatingIfNeeded: edgeCount)
        // Zeroes are there already; a page of nothing else takes no memory.
        if layout.traceNode >= 0, case let trace = values[layout.traceNode], trace != 0 {
            traceNodes[node] = UInt32(clamping: trace)
        }
        if layout.detachedness >= 0 {
            detachedness[node] = UInt8(truncatingIfNeeded: min(values[layout.detachedness], 3))
        }
        return true
    }
}

extension NumberReader {
    /// - Throws: `SnapshotFault` if something was no number.
    func check(_ text: UnsafeRawBufferPointer) throws(SnapshotFault) {
        guard let wrong else { return }
        throw .at(UnsafeRawPointer(wrong) - text.baseAddress!, "there is no whole number where one should be")
    }

    func offset(_ text: UnsafeRawBufferPointer) -> Int { UnsafeRawPointer(place) - text.baseAddress! }
}
