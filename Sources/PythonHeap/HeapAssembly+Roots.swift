// The heap for the engine: first the nodes that are made up, and what hangs below them.
import CAgentABI
import HeapGraph

extension HeapAssembly {
    static func assemble(_ records: consuming HeapRecords, _ stack: (UInt64) -> StackIndex) -> RawPythonHeap {
        var assembly = HeapAssembly(records)
        return assembly.assemble(stack)
    }

    private mutating func assemble(_ stack: (UInt64) -> StackIndex) -> RawPythonHeap {
        let count = records.nodeCount + Int(Made.count)
        var result = RawPythonHeap(
            heap: RawHeap(
                nodeCapacity: count, edgeCapacity: records.labels.count + records.nodeCount, names: takeNames()),
            contents: MutableColumn(zeroes: count), unused: MutableColumn(zeroes: count))
        addMadeNodes(&result)
        let types = records.types.map { result.heap.type(named: $0.name, TypeCategory($0)) }
        let synthetic = syntheticTypes(&result)
        var nextSynthetic = 0
        for node in 0..<records.nodeCount {
            if records.sizes.base[node] == HeapRecords.syntheticSize {
                addSynthetic(records.synthetics[nextSynthetic], synthetic, &result)
                addFrames(ofThread: nextSynthetic, &result)
                nextSynthetic += 1
            } else {
                addObject(node, types, stack, &result)
            }
            addEdges(of: node, &result)
        }
        return result
    }

    mutating func takeNames() -> NameInterner {
        var names = NameInterner()
        swap(&names, &records.names)
        return names
    }

    func source(_ node: Int) -> UInt32 { UInt32(truncatingIfNeeded: node) + Made.count }

    func addMadeNodes(_ result: inout RawPythonHeap) {
        let root = result.heap.type(named: "(root)", .synthetic)
        result.heap.addNode(type: root, selfSize: 0, flags: [.synthetic, .holder])
        result.heap.addEdge(EdgeLabel(.root), to: Made.native)
        result.heap.addEdge(EdgeLabel(.root), to: Made.interned)
        for synthetic in records.synthetics { addRoots(of: synthetic, &result) }
        let native = result.heap.type(named: "(held by C code)", .synthetic)
        result.heap.addNode(type: native, selfSize: 0, flags: [.synthetic, .holder, .grey])
        for node in 0..<records.nodeCount where isHeldNatively(node) {
            result.heap.addEdge(EdgeLabel(.unnamed), to: source(node))
        }
        let interned = result.heap.type(named: "(interned and immortal)", .synthetic)
        result.heap.addNode(type: interned, selfSize: 0, flags: [.synthetic, .holder, .grey])
        for node in 0..<records.nodeCount where isLoose(node) {
            result.heap.addEdge(EdgeLabel(.unnamed), to: source(node))
        }
    }

    /// Nothing in the heap frees it: an interned name that nothing leads to, or a part of an image. Static types hold
    /// dicts and descriptors that refer back to them, and only to them.
    func isLoose(_ node: Int) -> Bool {
        let flags = records.flags.base[node]
        guard records.sizes.base[node] != HeapRecords.syntheticSize, flags & UInt8(HEAPTIDE_HEAP_TRACKED.rawValue) == 0
        else { return false }
        let isType = UInt32(traits(of: node) & Trait.category) == HEAPTIDE_HEAP_CATEGORY_TYPE.rawValue
        return marks.base[node] & Mark.reached == 0 || isType || flags & UInt8(HEAPTIDE_HEAP_STATIC.rawValue) != 0
    }

    func addRoots(of synthetic: SyntheticNode, _ result: inout RawPythonHeap) {
        switch synthetic.kind {
        case HEAPTIDE_HEAP_SYNTHETIC_MODULES.rawValue:
            for edge in edges(of: synthetic.node) where resolved.base[edge] != 0 {
                result.heap.addEdge(EdgeLabel(.root), to: source(Int(resolved.base[edge]) - 1))
            }
        case HEAPTIDE_HEAP_SYNTHETIC_FRAME.rawValue: break
        default: result.heap.addEdge(EdgeLabel(.root), to: source(synthetic.node))
        }
    }
}
