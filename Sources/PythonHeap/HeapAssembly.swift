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
    /// The same of the types that their instances hold, 0 first for none.
    var heldTypeNodes: [UInt32] = [0]
    /// By type, 0 first for those that have none: category in the low bits, then the two below.
    var traits: [UInt8] = [0]
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

    enum Trait {
        static let category: UInt8 = 15
        static let finalizer: UInt8 = 16
        static let grey: UInt8 = 32
    }

    init(_ records: consuming HeapRecords) {
        resolved = MutableColumn(zeroes: records.targets.count)
        references = MutableColumn(zeroes: records.nodeCount)
        marks = MutableColumn(zeroes: records.nodeCount)
        self.records = records
        className = self.records.names.intern("__class__")
        qualifiedName = self.records.names.intern("__qualname__")
        traits += self.records.types.map(Self.traits)
        resolve()
        countTypes()
        nameNodes()
    }

    mutating func nameNodes() {
        for index in records.types.indices where typeNodes[index] != 0 {
            nodeNames[Int(typeNodes[index]) - 1] = records.names.intern(records.types[index].name)
        }
        for synthetic in records.synthetics where synthetic.kind == HEAPTIDE_HEAP_SYNTHETIC_MODULES.rawValue {
            for edge in edges(of: synthetic.node).reversed() where resolved.base[edge] != 0 {
                nodeNames[Int(resolved.base[edge]) - 1] = records.labels.base[edge] & EdgeLabel.maximumValue
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
            let isModules = records.sizes.base[node] == HeapRecords.syntheticSize && modules.contains(node)
            let isNamespace = isNamespace(node)
            for edge in edges(of: node) {
                guard let position = ranks.position(of: records.targets.base[edge]) else { continue }
                resolved.base[edge] = UInt32(position + 1)
                let label = UInt8(truncatingIfNeeded: records.labels.base[edge] >> HeapRecords.labelShift)
                if label & UInt8(HEAPTIDE_HEAP_EDGE_WEAK.rawValue) != 0 { continue }
                marks.base[position] |= Mark.reached
                if label & 15 == UInt8(HEAPTIDE_HEAP_EDGE_ATTRIBUTES.rawValue) {
                    marks.base[position] |= Mark.attributes | (isNamespace ? Mark.namespace : 0)
                }
                if label & 15 == UInt8(HEAPTIDE_HEAP_EDGE_INTERNAL.rawValue) && isQualifiedName(edge) {
                    nodeNames[node] = records.nameNumbers.number(of: records.targets.base[edge])
                }
                // The modules by name are no references of their own: sys.modules holds them.
                if !isModules { references.base[position] &+= 1 }
            }
        }
        records.targets = MutableColumn()
    }

    func isQualifiedName(_ edge: Int) -> Bool {
        records.labels.base[edge] & EdgeLabel.maximumValue == qualifiedName
    }

    func edges(of node: Int) -> Range<Int> {
        let end = node + 1 < records.nodeCount ? Int(records.firstEdges.base[node + 1]) : records.labels.count
        return Int(records.firstEdges.base[node])..<end
    }

    static func traits(_ type: PythonType) -> UInt8 {
        let isGrey = type.name == "frame" || type.name == "traceback"
        return type.category & Trait.category | (type.hasFinalizer ? Trait.finalizer : 0) | (isGrey ? Trait.grey : 0)
    }

    /// Traits of the node's type.
    func traits(of node: Int) -> UInt8 {
        let word = records.sizes.base[node]
        return word == HeapRecords.syntheticSize ? 0 : traits[Int(word >> 40)]
    }

    func isNamespace(_ node: Int) -> Bool {
        let category = UInt32(traits(of: node) & Trait.category)
        return category == HEAPTIDE_HEAP_CATEGORY_MODULE.rawValue || category == HEAPTIDE_HEAP_CATEGORY_TYPE.rawValue
    }

    /// Every instance of a heap type holds its type.
    mutating func countTypes() {
        heldTypeNodes += zip(records.types, typeNodes).map { $0.isHeapType ? $1 : 0 }
        for node in 0..<records.nodeCount {
            guard let target = classNode(of: node) else { continue }
            references.base[target] &+= 1
            marks.base[target] |= Mark.reached
        }
    }

    /// Index of the node's class, if the node holds it.
    func classNode(of node: Int) -> Int? {
        let word = records.sizes.base[node]
        if word == HeapRecords.syntheticSize { return nil }
        let held = heldTypeNodes[Int(word >> 40)]
        return held == 0 ? nil : Int(held) - 1
    }

    /// References that nothing in the heap accounts for. Only what the collector tracks can be judged: everything that
    /// refers to it is known then, but for C code.
    func isHeldNatively(_ node: Int) -> Bool {
        let flags = records.flags.base[node]
        let judged = UInt8(HEAPTIDE_HEAP_TRACKED.rawValue)
        let never = UInt8(HEAPTIDE_HEAP_IMMORTAL.rawValue | HEAPTIDE_HEAP_STATIC.rawValue) | HeapRecords.leafFlag
        guard flags & judged != 0, flags & never == 0 else { return false }
        return UInt32(truncatingIfNeeded: records.details.base[node]) > references.base[node]
    }
}
