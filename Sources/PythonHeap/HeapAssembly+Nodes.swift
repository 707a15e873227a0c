// Objects and frames as nodes: names, flags, what is known beside the graph.
import CAgentABI
import HeapGraph

extension HeapAssembly {
    func addObject(
        _ node: Int, _ types: [TypeIndex], _ stack: (UInt64) -> StackIndex, _ result: inout RawPythonHeap
    ) {
        let word = records.sizes.base[node]
        let address = records.addresses.base[node]
        let prefix = UInt64(records.flags.base[node] >> UInt8(HEAPTIDE_HEAP_PREFIX.rawValue) & 3) &* 16
        let index = Int(word >> 40)
        let type = index == 0 ? result.heap.type(named: "(other types)", .other) : types[index - 1]
        result.heap.addNode(
            type: type, selfSize: word & (1 << 40 - 1), name: name(of: node), identity: address,
            stack: stack(address &- prefix), flags: flags(of: node))
        let source = Int(source(node))
        if records.flags.base[node] & HeapRecords.leafFlag != 0 {
            result.contents.base[source] = records.details.base[node]
        } else {
            result.unused.base[source] = UInt32(truncatingIfNeeded: records.details.base[node] >> 32)
        }
    }

    func flags(of node: Int) -> NodeFlags {
        let sent = records.flags.base[node]
        let traits = traits(of: node)
        var flags: UInt8 = 0
        if sent & UInt8(HEAPTIDE_HEAP_TRACKED.rawValue) != 0 { flags |= NodeFlags.tracked.rawValue }
        if sent & UInt8(HEAPTIDE_HEAP_IMMORTAL.rawValue) != 0 { flags |= NodeFlags.immortal.rawValue }
        if traits & Trait.finalizer != 0 { flags |= NodeFlags.finalizer.rawValue }
        if traits & Trait.grey != 0 { flags |= NodeFlags.grey.rawValue }
        if isNamespace(node) || marks.base[node] & Mark.namespace != 0 { flags |= NodeFlags.holder.rawValue }
        return NodeFlags(rawValue: flags)
    }

    /// Modules, classes and functions are called by their names, texts by what they say if that was asked for.
    func name(of node: Int) -> NameIndex {
        if let name = nodeNames[node] { return name }
        return records.values.isEmpty ? 0 : records.values[records.addresses.base[node]] ?? 0
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
            thread: result.heap.type(named: "thread", .frame), frame: result.heap.type(named: "(frame)", .frame),
            modules: result.heap.type(named: "(modules)", .synthetic))
    }

    func addSynthetic(_ node: SyntheticNode, _ types: SyntheticTypes, _ result: inout RawPythonHeap) {
        let name: NameIndex
        let type: TypeIndex
        var flags: NodeFlags = [.synthetic, .holder]
        switch node.kind {
        case HEAPTIDE_HEAP_SYNTHETIC_THREAD.rawValue:
            (type, name) = (types.thread, result.heap.nameTable.intern("thread 0x" + String(node.number, radix: 16)))
        case HEAPTIDE_HEAP_SYNTHETIC_FRAME.rawValue:
            (type, name) = (types.frame, records.nameNumbers.number(of: node.name))
            flags.insert(.grey)
        case HEAPTIDE_HEAP_SYNTHETIC_MODULES.rawValue: (type, name) = (types.modules, 0)
        default:
            (type, name) = (types.interpreter, 0)
            flags.insert(.grey)
        }
        result.heap.addNode(type: type, selfSize: 0, name: name, identity: 0, flags: flags)
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
