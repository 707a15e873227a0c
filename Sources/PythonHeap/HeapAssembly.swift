// Puts roots above the objects: modules by name, threads with their frames, and what the counted references do not
// account for.
import CAgentABI
import HeapGraph

/// Source numbers: the root, the made-up nodes below it, then the nodes of the stream in their order.
struct HeapAssembly: ~Copyable {
    var records: HeapRecords
    /// Index of the target among the nodes of the stream and one, 0 = it is no object.
    var resolved: MutableColumn<UInt32>
    /// What the references to a node add up to: see `Tally`.
    var tallies: MutableColumn<UInt32>
    /// Names of modules, classes and functions, 0 = none.
    var nodeNames: MutableColumn<NameIndex>
    var className: NameIndex = 0
    /// By type, 0 first for those that have none: category in the low bits, then the two below.
    var traits: MutableColumn<UInt8>
    /// Node of the type's own object and one, by type, 0 first; 0 = it has none, or its instances do not hold it.
    var heldTypeNodes: MutableColumn<UInt32>

    enum Made {
        static let root: UInt32 = 0
        static let native: UInt32 = 1
        static let interned: UInt32 = 2
        static let count: UInt32 = 3
    }

    /// A count of references, and four marks above it.
    enum Tally {
        static let count: UInt32 = 1 << 28 - 1
        /// It came with the interpreter.
        static let library: UInt32 = 1 << 28
        /// A dict that holds attributes: its keys are their names.
        static let attributes: UInt32 = 1 << 29
        /// A module's or a class's dict.
        static let namespace: UInt32 = 1 << 30
        /// Something leads to it.
        static let reached: UInt32 = 1 << 31

        /// One reference more.
        @inline(__always)
        static func added(_ tally: UInt32) -> UInt32 { (tally & count == count ? tally : tally &+ 1) | reached }
    }

    enum Trait {
        static let category: UInt8 = 15
        static let finalizer: UInt8 = 16
        static let grey: UInt8 = 32
    }

    init(_ records: consuming HeapRecords) {
        resolved = MutableColumn(zeroes: records.targets.count)
        tallies = MutableColumn(zeroes: records.nodeCount)
        nodeNames = MutableColumn(zeroes: records.nodeCount)
        traits = MutableColumn(zeroes: records.types.count + 1)
        heldTypeNodes = MutableColumn(zeroes: records.types.count + 1)
        self.records = records
        className = self.records.names.intern("__class__")
        for index in self.records.types.indices { traits[index + 1] = Self.traits(self.records.types[index]) }
    }

    static func traits(_ type: PythonType) -> UInt8 {
        let isGrey = type.name == "frame" || type.name == "traceback"
        return type.category & Trait.category | (type.hasFinalizer ? Trait.finalizer : 0) | (isGrey ? Trait.grey : 0)
    }

    func source(_ node: Int) -> UInt32 { UInt32(truncatingIfNeeded: node) + Made.count }

    @inline(__always)
    func edges(of node: Int) -> Range<Int> {
        let end = node + 1 < records.nodeCount ? Int(records.firstEdges.base[node + 1]) : records.labels.count
        return Int(records.firstEdges.base[node])..<end
    }

    /// Traits of the node's type.
    @inline(__always)
    func traits(of node: Int) -> UInt8 {
        let word = records.sizes.base[node]
        return word == HeapRecords.syntheticSize ? 0 : traits.base[Int(word >> 40)]
    }

    @inline(__always)
    func isNamespace(_ node: Int) -> Bool {
        let category = UInt32(traits(of: node) & Trait.category)
        return category == HEAPTIDE_HEAP_CATEGORY_MODULE.rawValue || category == HEAPTIDE_HEAP_CATEGORY_TYPE.rawValue
    }

    /// Index of the node's class, if the node holds it.
    @inline(__always)
    func classNode(of node: Int) -> Int? {
        let word = records.sizes.base[node]
        if word == HeapRecords.syntheticSize { return nil }
        let held = heldTypeNodes.base[Int(word >> 40)]
        return held == 0 ? nil : Int(held) - 1
    }

    /// References that nothing in the heap accounts for. Only what the collector tracks can be judged: everything that
    /// refers to it is known then, but for C code.
    @inline(__always)
    func isHeldNatively(_ node: Int) -> Bool {
        let flags = records.flags.base[node]
        let judged = UInt8(HEAPTIDE_HEAP_TRACKED.rawValue)
        let never = UInt8(HEAPTIDE_HEAP_IMMORTAL.rawValue | HEAPTIDE_HEAP_STATIC.rawValue) | HeapRecords.leafFlag
        guard flags & judged != 0, flags & never == 0 else { return false }
        return UInt32(truncatingIfNeeded: records.details.base[node]) > tallies.base[node] & Tally.count
    }
}
