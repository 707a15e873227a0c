// Puts roots above the objects: modules by name, threads with their frames, and what the counted references do not
// account for.
import CAgentABI
import HeapGraph

/// Source numbers: the root, the made-up nodes below it, then the nodes of the stream in their order.
struct HeapAssembly: ~Copyable {
    var records: HeapRecords
    /// Index of the target among the nodes of the stream and one, 0 = it is no object.
    var resolved: MutableColumn<UInt32>
    /// Counted references to each node.
    var references: MutableColumn<UInt32>
    var marks: MutableColumn<UInt8>
    /// Names of modules, classes and functions.
    var nodeNames: [Int: NameIndex] = [:]
    var className: NameIndex = 0
    var qualifiedName: NameIndex = 0
    /// Node of the type's own object and one, by type; 0 = it has none.
    var typeNodes: [UInt32] = []

    enum Made {
        static let root: UInt32 = 0
        static let native: UInt32 = 1
        static let interned: UInt32 = 2
        static let count: UInt32 = 3
    }
    enum Mark {
        /// A dict that holds attributes: its keys are their names.
        static let attributes: UInt8 = 1
        /// A module's or a class's dict.
        static let namespace: UInt8 = 2
        /// Something leads to it.
        static let reached: UInt8 = 4
    }

    init(_ records: consuming HeapRecords) {
        resolved = MutableColumn(zeroes: records.targets.count)
        references = MutableColumn(zeroes: records.nodeCount)
        marks = MutableColumn(zeroes: records.nodeCount)
        self.records = records
        className = self.records.names.intern("__class__")
        qualifiedName = self.records.names.intern("__qualname__")
        resolve()
        countTypes()
        nameNodes()
    }

    mutating func nameNodes() {
        for index in records.types.indices where typeNodes[index] != 0 {
            nodeNames[Int(typeNodes[index]) - 1] = records.names.intern(records.types[index].name)
        }
        for synthetic in records.synthetics where synthetic.kind == HEAPTIDE_HEAP_SYNTHETIC_MODULES.rawValue {
            for edge in edges(of: synthetic.node).reversed() where resolved[edge] != 0 {
                nodeNames[Int(resolved[edge]) - 1] = records.labels[edge] & EdgeLabel.maximumValue
            }
        }
    }

    // MARK: Who refers to whom

    mutating func resolve() {
        let ranks = AddressRanks(records.addresses)
        typeNodes = records.types.map { UInt32((ranks.position(of: $0.address) ?? -1) + 1) }
        let modules = Set(
            records.synthetics.lazy.filter { $0.kind == HEAPTIDE_HEAP_SYNTHETIC_MODULES.rawValue }.map(\.node))
        for node in 0..<records.nodeCount {
            let isModules = records.sizes[node] == HeapRecords.syntheticSize && modules.contains(node)
            let isNamespace = isNamespace(node)
            for edge in edges(of: node) {
                guard let position = ranks.position(of: records.targets[edge]) else { continue }
                resolved[edge] = UInt32(position + 1)
                let label = UInt8(truncatingIfNeeded: records.labels[edge] >> HeapRecords.labelShift)
                if label & UInt8(HEAPTIDE_HEAP_EDGE_WEAK.rawValue) != 0 { continue }
                marks[position] |= Mark.reached
                if label & 15 == UInt8(HEAPTIDE_HEAP_EDGE_ATTRIBUTES.rawValue) {
                    marks[position] |= Mark.attributes | (isNamespace ? Mark.namespace : 0)
                }
                if label & 15 == UInt8(HEAPTIDE_HEAP_EDGE_INTERNAL.rawValue) && isQualifiedName(edge) {
                    nodeNames[node] = records.nameNumbers.number(of: records.targets[edge])
                }
                // The modules by name are no references of their own: sys.modules holds them.
                if !isModules { references[position] &+= 1 }
            }
        }
        records.targets = MutableColumn()
    }

    func isQualifiedName(_ edge: Int) -> Bool {
        records.labels[edge] & EdgeLabel.maximumValue == qualifiedName
    }

    func edges(of node: Int) -> Range<Int> {
        let end = node + 1 < records.nodeCount ? Int(records.firstEdges[node + 1]) : records.labels.count
        return Int(records.firstEdges[node])..<end
    }

    func type(of node: Int) -> PythonType? {
        let word = records.sizes[node]
        if word == HeapRecords.syntheticSize { return nil }
        let index = Int(word >> 40)
        return index == 0 ? nil : records.types[index - 1]
    }

    func typeIndex(of node: Int) -> Int { Int(records.sizes[node] >> 40) }

    func category(of node: Int) -> UInt32 { type(of: node).map { UInt32($0.category) } ?? 0 }

    func isNamespace(_ node: Int) -> Bool {
        let category = category(of: node)
        return category == HEAPTIDE_HEAP_CATEGORY_MODULE.rawValue || category == HEAPTIDE_HEAP_CATEGORY_TYPE.rawValue
    }

    /// Every instance of a heap type holds its type.
    mutating func countTypes() {
        for node in 0..<records.nodeCount {
            guard let target = classNode(of: node) else { continue }
            references[target] &+= 1
            marks[target] |= Mark.reached
        }
    }

    /// Index of the node's class, if the node holds it.
    func classNode(of node: Int) -> Int? {
        if records.sizes[node] == HeapRecords.syntheticSize { return nil }
        let index = typeIndex(of: node)
        guard index > 0, records.types[index - 1].isHeapType, typeNodes[index - 1] != 0 else { return nil }
        return Int(typeNodes[index - 1]) - 1
    }

    /// References that nothing in the heap accounts for. Only what the collector tracks can be judged: everything that
    /// refers to it is known then, but for C code.
    func isHeldNatively(_ node: Int) -> Bool {
        let flags = records.flags[node]
        let judged = UInt8(HEAPTIDE_HEAP_TRACKED.rawValue)
        let never = UInt8(HEAPTIDE_HEAP_IMMORTAL.rawValue | HEAPTIDE_HEAP_STATIC.rawValue) | HeapRecords.leafFlag
        guard flags & judged != 0, flags & never == 0 else { return false }
        return UInt32(truncatingIfNeeded: records.details[node]) > references[node]
    }
}
