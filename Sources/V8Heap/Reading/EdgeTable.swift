// The edges of a .heapsnapshot in columns.
import HeapGraph

struct EdgeLayout: Sendable {
    let fieldCount: Int
    let type, name, target: Int
    let typeNames: [String]

    init(_ meta: SnapshotHead.Meta) throws(SnapshotFault) {
        let fields = meta.edge_fields
        func place(_ name: String) throws(SnapshotFault) -> Int {
            guard let place = fields.firstIndex(of: name) else { throw SnapshotFault("its edges have no \(name)") }
            return place
        }
        guard fields.count <= NodeLayout.mostFields else {
            throw SnapshotFault("its edges have \(fields.count) fields")
        }
        fieldCount = fields.count
        type = try place("type")
        name = try place("name_or_index")
        target = try place("to_node")
        guard case .names(let names)? = meta.edge_types.first(where: \.isList) else {
            throw SnapshotFault("it does not say what types of edges there are")
        }
        typeNames = names
    }

    var shape: TupleShape { TupleShape(fieldCount: fieldCount, digitFields: [type]) }
}

/// Columns in the order of the file: a node's edges stand together, in the order of the nodes.
struct EdgeTable: ~Copyable {
    /// Source numbers of nodes.
    var targets: MutableColumn<UInt32>
    /// Raw values of `V8Edge`.
    var labels: MutableColumn<UInt32>

    init(count: Int) {
        targets = MutableColumn(zeroes: count)
        labels = MutableColumn(zeroes: count)
    }
}

/// Writes blocks of edges into the columns.
struct EdgeFiller: @unchecked Sendable {
    private let layout: EdgeLayout
    private let numberOfType: Column<UInt32>
    private let targets, labels: UnsafeMutablePointer<UInt32>
    private let nodeCount, nodeFieldCount, reciprocal, typeCount: UInt64

    init(_ table: borrowing EdgeTable, _ layout: EdgeLayout, _ nodes: NodeLayout, nodeCount: Int) {
        self.layout = layout
        numberOfType = Column(
            layout.typeNames.map { name in
                V8EdgeType.allCases.first { "\($0)" == name }?.rawValue ?? V8Edge.other
            })
        targets = table.targets.base
        labels = table.labels.base
        self.nodeCount = UInt64(nodeCount)
        nodeFieldCount = UInt64(nodes.fieldCount)
        reciprocal = UInt64.max / nodeFieldCount &+ 1
        typeCount = UInt64(numberOfType.count)
    }

    /// - Throws: `SnapshotFault` with the place of what is no number or leads nowhere.
    func fill(_ pair: BlockPair, _ text: UnsafeRawBufferPointer, end: Int) throws(SnapshotFault) {
        try pair.read(text, end: end, write) {
            .at($0, "an edge ends that leads to no node or has no known type")
        }
    }

    /// False if the edge means nothing.
    ///
    /// A target is a place among the numbers of all nodes: it is divided by multiplying with the reciprocal, which is
    /// exact below 2^32 (Granlund and Montgomery, 1994).
    @inline(__always)
    private func write(_ edge: Int, _ values: UnsafePointer<UInt64>) -> Bool {
        let (type, place) = (values[layout.type], values[layout.target])
        let target = nodeFieldCount == 1 ? place : place.multipliedFullWidth(by: reciprocal).high
        guard type < typeCount, place >> 32 == 0, target < nodeCount, target &* nodeFieldCount == place else {
            return false
        }
        targets[edge] = UInt32(truncatingIfNeeded: target)
        labels[edge] = V8Edge(type: numberOfType[Int(truncatingIfNeeded: type)], value: values[layout.name]).rawValue
        return true
    }
}
