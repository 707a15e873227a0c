// Objects and frames as nodes: names, flags, what is known beside the graph.
import CAgentABI
import HeapGraph

extension HeapAssembly {
    /// Fills all columns of a node at its place.
    @inline(__always)
    func setObject(
        _ node: Int, _ types: UnsafePointer<TypeIndex>, _ stack: (UInt64) -> StackIndex, _ result: inout RawPythonHeap
    ) {
        let place = node &+ Int(Made.count)
        let word = records.sizes.base[node]
        let address = records.addresses.base[node]
        let sent = records.flags.base[node]
        let prefix = UInt64(sent >> UInt8(HEAPTIDE_HEAP_PREFIX.rawValue) & 3) &* 16
        result.heap.types.base[place] = types[Int(word >> 40)]
        result.heap.selfSizes.base[place] = word & (1 << 40 &- 1)
        result.heap.names.base[place] = name(of: node)
        result.heap.identities.base[place] = address
        result.heap.stacks.base[place] = stack(address &- prefix)
        result.heap.flags.base[place] = flags(of: node)
        if sent & HeapRecords.leafFlag != 0 {
            result.contents.base[place] = records.details.base[node]
        } else if records.details.base[node] >> 32 != 0 {
            result.savings.base[place] = UInt32(truncatingIfNeeded: records.details.base[node] >> 32)
        }
    }

    @inline(__always)
    func flags(of node: Int) -> UInt8 {
        let sent = records.flags.base[node]
        let traits = traits(of: node)
        var flags: UInt8 = 0
        if sent & UInt8(HEAPTIDE_HEAP_TRACKED.rawValue) != 0 { flags |= NodeFlags.tracked.rawValue }
        if sent & UInt8(HEAPTIDE_HEAP_IMMORTAL.rawValue) != 0 { flags |= NodeFlags.immortal.rawValue }
        let isLibrary = sent & UInt8(HEAPTIDE_HEAP_LIBRARY.rawValue) != 0 || tallies.base[node] & Tally.library != 0
        if isLibrary { flags |= NodeFlags.runtime.rawValue }
        if traits & Trait.finalizer != 0 { flags |= NodeFlags.finalizer.rawValue }
        if traits & Trait.grey != 0 { flags |= NodeFlags.grey.rawValue }
        if tallies.base[node] & Tally.namespace != 0 || isNamespace(node) { flags |= NodeFlags.holder.rawValue }
        return flags
    }

    /// Modules, classes and functions are called by their names, texts by what they say if that was asked for.
    @inline(__always)
    func name(of node: Int) -> NameIndex {
        let name = nodeNames.base[node]
        if name != 0 || records.values.isEmpty { return name }
        return records.values[records.addresses.base[node]] ?? 0
    }

    struct SyntheticTypes {
        var interpreter: TypeIndex
        var thread: TypeIndex
        var frame: TypeIndex
        var modules: TypeIndex
    }

    func syntheticTypes(_ result: inout RawPythonHeap) -> SyntheticTypes {
        SyntheticTypes(
            interpreter: result.heap.type(named: "(interpreter)", .synthetic),
            thread: result.heap.type(named: "thread", .synthetic), frame: result.heap.type(named: "(frame)", .frame),
            modules: result.heap.type(named: "(modules)", .synthetic))
    }

    func setSynthetic(_ node: SyntheticNode, _ types: SyntheticTypes, _ result: inout RawPythonHeap) {
        var name: NameIndex = 0
        var type = types.interpreter
        var flags: NodeFlags = [.synthetic, .holder]
        switch node.kind {
        case HEAPTIDE_HEAP_SYNTHETIC_THREAD.rawValue: (type, name) = (types.thread, threadName(node, &result))
        case HEAPTIDE_HEAP_SYNTHETIC_FRAME.rawValue:
            (type, name) = (types.frame, frameName(node, &result))
            flags.insert(.grey)
        case HEAPTIDE_HEAP_SYNTHETIC_MODULES.rawValue: type = types.modules
        default: flags.formUnion([.grey, .runtime])
        }
        let place = node.node + Int(Made.count)
        result.heap.types.base[place] = type
        result.heap.selfSizes.base[place] = 0
        result.heap.names.base[place] = name
        result.heap.identities.base[place] = 0
        result.heap.stacks.base[place] = 0
        result.heap.flags.base[place] = flags.rawValue
    }

    /// As `threading` knows it, else its number.
    private func threadName(_ node: SyntheticNode, _ result: inout RawPythonHeap) -> NameIndex {
        let known = records.nameNumbers.number(of: node.name)
        return known != 0 ? known : result.heap.nameTable.intern("0x" + String(node.number, radix: 16))
    }

    /// `app.py:88 in load`.
    private func frameName(_ node: SyntheticNode, _ result: inout RawPythonHeap) -> NameIndex {
        let function = records.nameNumbers.number(of: node.name)
        let file = result.heap.nameTable.text(records.nameNumbers.number(of: node.file))
        guard !file.isEmpty else { return function }
        let short = file.split(separator: "/").last.map(String.init) ?? file
        return result.heap.nameTable.intern("\(short):\(node.number) in \(result.heap.nameTable.text(function))")
    }
}

extension TypeCategory {
    /// The category that a walk told of a type.
    init(_ type: PythonType) {
        switch heaptide_heap_category(UInt32(type.category)) {
        case HEAPTIDE_HEAP_CATEGORY_STRING: self = .string
        case HEAPTIDE_HEAP_CATEGORY_NUMBER: self = .number
        case HEAPTIDE_HEAP_CATEGORY_COLLECTION: self = .collection
        case HEAPTIDE_HEAP_CATEGORY_CODE: self = .function
        case HEAPTIDE_HEAP_CATEGORY_TYPE: self = .type
        case HEAPTIDE_HEAP_CATEGORY_MODULE: self = .module
        case HEAPTIDE_HEAP_CATEGORY_FRAME: self = .frame
        case HEAPTIDE_HEAP_CATEGORY_INSTANCE: self = .object
        case HEAPTIDE_HEAP_CATEGORY_NATIVE: self = .native
        default: self = .other
        }
    }
}
