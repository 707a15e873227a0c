// Edges in the graph's words: how they are called, and which of them count, after DevTools' computeIsEssentialEdge.
import HeapFile
import HeapGraph

struct EdgeLabels: @unchecked Sendable {
    private let view: SnapshotView
    /// One byte a node, see `Contexts`.
    private let contexts: UnsafePointer<UInt8>
    /// One byte a node, see `PageOwnership`.
    private let owned: UnsafePointer<UInt8>
    /// One byte a node, see `MapTables`.
    private let maps: UnsafePointer<UInt8>
    /// For every pair in a WeakMap the table that holds it: by name of its edges.
    private let tables: EphemeronTables

    private static let blockSize = 1 << 16

    /// Replaces the file's labels.
    ///
    /// - Throws: `SnapshotFault` if an edge's name is none of the strings.
    /// - Complexity: O(edges), on all cores.
    static func write(
        _ view: SnapshotView, _ ephemerons: EphemeronTables, _ contexts: borrowing Contexts,
        _ owned: borrowing MutableColumn<UInt8>, _ maps: borrowing MapTables
    ) throws(SnapshotFault) {
        let labels = EdgeLabels(
            view: view, contexts: UnsafePointer(contexts.kinds.base), owned: UnsafePointer(owned.base),
            maps: UnsafePointer(maps.sizes.base), tables: ephemerons)
        let blocks = stride(from: 0, to: view.nodeCount, by: blockSize).map {
            $0..<min($0 + blockSize, view.nodeCount)
        }
        let areWhole = Parallel.map(blocks, cost: { $0.count * 64 }) { labels.write($0) }
        guard areWhole.allSatisfy({ $0 }) else { throw SnapshotFault("an edge's name is not in \"strings\"") }
    }

    /// False if a name is missing.
    private func write(_ nodes: Range<Int>) -> Bool {
        var isWhole = true
        for node in nodes {
            let isSynthetic = view.kinds[node] == V8Kind.synthetic
            var key: MapKey?
            for index in view.edges(of: node) {
                let (edge, target) = (view.edge(index), Int(view.targets[index]))
                if !edge.isIndexed && Int(edge.value) >= view.stringCount {
                    isWhole = false
                    continue
                }
                var label = isSynthetic ? rootLabel(node, edge, target) : label(node, edge, target)
                if maps[node] != 0 { label = entryLabel(label, edge, target, size: maps[node], &key) }
                view.labels[index] = EdgeLabel(label.kind, label.value, strength: strength(node, edge, target)).rawValue
            }
        }
        return isWhole
    }

    @inline(__always)
    private func strength(_ node: Int, _ edge: V8Edge, _ target: Int) -> EdgeStrength {
        if edge.is(.weak) { return .weak }
        if node == 0 { return .strong }
        if edge.is(.shortcut) || owned[node] < owned[target] { return .shortcut }
        if edge.is(.internal), view.nameKind(edge) == NameKind.ephemeron.rawValue {
            return tables.table(ofEdgeNamed: edge.value) == view.ids[node] ? .shortcut : .strong
        }
        return .strong
    }

    private typealias Label = (kind: EdgeKind, value: UInt32)

    /// Roots of all kinds: what they stand for, and objects that they hold.
    private func rootLabel(_ node: Int, _ edge: V8Edge, _ target: Int) -> Label {
        if edge.is(.internal), view.nameKind(edge) == NameKind.console.rawValue { return (.key, edge.value) }
        let isRoot = node == 0 || view.kinds[target] == V8Kind.synthetic
        return isRoot || contexts[target] == Contexts.module ? (.root, 0) : (.unnamed, 0)
    }

    @inline(__always)
    private func label(_ node: Int, _ edge: V8Edge, _ target: Int) -> Label {
        switch V8EdgeType(rawValue: edge.type) {
        case .context: (.variable, edge.value)
        case .element: (.element, edge.value)
        case .property, .shortcut: (.property, edge.value)
        case .internal: internalLabel(node, edge, target)
        case .hidden: (.unnamed, 0)
        case .weak: view.nameKind(edge) == NameKind.digits.rawValue ? (.unnamed, 0) : (.internal, edge.value)
        case nil: (.unnamed, 0)
        }
    }

    /// A Map's key of text, and its slot.
    private struct MapKey {
        let slot: UInt32
        let name: UInt32
    }

    /// A value's edge is called as its key, which comes right before it; all others as they were.
    private func entryLabel(_ label: Label, _ edge: V8Edge, _ target: Int, size: UInt8, _ key: inout MapKey?) -> Label {
        guard edge.is(.internal), view.nameKind(edge) == NameKind.digits.rawValue else { return label }
        let slot = view.numbers[Int(edge.value)]
        switch MapTables.slot(slot, size: size) {
        case .key:
            key = view.kinds[target] == V8Kind.string ? MapKey(slot: slot, name: view.names[target]) : nil
            return label
        case .value:
            guard let key, key.slot + 1 == slot else { return label }
            return (.key, key.name)
        case .other: return label
        }
    }

    @inline(__always)
    private func internalLabel(_ node: Int, _ edge: V8Edge, _ target: Int) -> Label {
        let kind = view.nameKind(edge)
        switch NameKind(rawValue: kind) {
        case .digits where view.kinds[node] != V8Kind.array: return (.unnamed, 0)
        case .digits: return view.is(node, .mapDescriptors) ? (.element, view.numbers[Int(edge.value)]) : (.key, 0)
        case .ephemeron: return (.key, edge.value)
        case .contextEdge, .previousEdge:
            if contexts[target] == Contexts.module { return (.root, 0) }
            return contexts[target] == Contexts.function ? (.attributes, edge.value) : (.internal, edge.value)
        case .tableEdge, .elementsEdge, .propertiesEdge: return (.attributes, edge.value)
        default: return (.internal, edge.value)
        }
    }
}

/// Which table holds the pair that an edge's name tells of: `3 / part of key (… @5) -> value (… @7) pair in WeakMap
/// (table @9)`.
struct EphemeronTables: Sendable {
    private let tables: [UInt32: UInt64]

    init(_ view: SnapshotView, _ strings: borrowing StringTable) {
        var tables: [UInt32: UInt64] = [:]
        for number in 0..<view.stringCount where view.nameKinds[number] == NameKind.ephemeron.rawValue {
            let name = strings.utf8(UInt32(number)).dropLast()
            let digits = name[((name.lastIndex(of: UInt8(ascii: "@")) ?? -1) + 1)...]
            tables[UInt32(number)] = UInt64(String(decoding: digits, as: UTF8.self))
        }
        self.tables = tables
    }

    func table(ofEdgeNamed name: UInt32) -> UInt64? { tables[name] }
}
