// The heap for the engine: first the nodes that are made up, and what hangs below them.
import CAgentABI
import HeapGraph

extension HeapAssembly {
    /// - Complexity: O(nodes + edges).
    static func assemble(_ records: consuming HeapRecords, _ stack: (UInt64) -> StackIndex) -> RawPythonHeap {
        var assembly = HeapAssembly(records)
        assembly.resolve()
        return assembly.assemble(stack)
    }

    private mutating func assemble(_ stack: (UInt64) -> StackIndex) -> RawPythonHeap {
        let count = records.nodeCount + Int(Made.count)
        var result = RawPythonHeap(
            heap: RawHeap(nodeCapacity: count + 1, edgeCapacity: 0, names: takeNames()),
            contents: MutableColumn(zeroes: count), savings: MutableColumn(zeroes: count), rooms: takeRooms())
        addMadeNodes(&result)
        // Per thread its frames, per node its class.
        let room = result.heap.edgeCount + records.labels.count + records.nodeCount + records.synthetics.count
        result.heap.targets.reserve(room)
        result.heap.labels.reserve(room)
        var edges = EdgeWriter(
            targets: result.heap.targets.base, labels: result.heap.labels.base, count: result.heap.edgeCount)
        fill(&result, &edges, stack)
        result.setCounts(nodes: count, edges: edges.count)
        return result
    }

    private func fill(_ result: inout RawPythonHeap, _ edges: inout EdgeWriter, _ stack: (UInt64) -> StackIndex) {
        let other = result.heap.type(named: "(other types)", .other)
        let types = [other] + records.types.map { result.heap.type(named: $0.name, TypeCategory($0)) }
        let synthetic = syntheticTypes(&result)
        let translation = EdgeTranslation()
        let classLabel = EdgeLabel(.internal, className, strength: .shortcut).rawValue
        let firstEdges = result.heap.firstEdges.base
        var nextSynthetic = 0
        types.withUnsafeBufferPointer { types in
            for node in 0..<records.nodeCount {
                firstEdges[node &+ Int(Made.count)] = EdgeIndex(truncatingIfNeeded: edges.count)
                if records.sizes.base[node] == HeapRecords.syntheticSize {
                    setSynthetic(records.synthetics[nextSynthetic], synthetic, &result)
                    addFrames(ofThread: nextSynthetic, &edges)
                    nextSynthetic += 1
                } else {
                    setObject(node, types.baseAddress!, stack, &result)
                }
                addEdges(of: node, translation, classLabel, &edges)
            }
        }
    }

    private mutating func takeNames() -> NameInterner {
        var names = NameInterner()
        swap(&names, &records.names)
        return names
    }

    private mutating func takeRooms() -> MutableColumn<CollectionRoom> {
        var rooms = MutableColumn<CollectionRoom>()
        swap(&rooms, &records.rooms)
        return rooms
    }

    /// Types of what the interpreter puts into the dicts of its own types.
    private var descriptorTypes: Set<Int> {
        let names: Set = ["wrapper_descriptor", "method_descriptor", "getset_descriptor", "member_descriptor"]
        return Set(records.types.indices.filter { names.contains(records.types[$0].name) }.map { $0 + 1 })
    }

    /// Whether something of these types is what a node refers to first. From 3.12 on the dicts of the interpreter's own
    /// types are held by the interpreter's state, and not by the types.
    private func holds(_ node: Int, _ types: Set<Int>) -> Bool {
        edges(of: node).prefix(8).contains { edge in
            guard resolved.base[edge] != 0 else { return false }
            let word = records.sizes.base[Int(resolved.base[edge]) - 1]
            return word != HeapRecords.syntheticSize && types.contains(Int(word >> 40))
        }
    }

    private func addMadeNodes(_ result: inout RawPythonHeap) {
        let root = result.heap.type(named: "(root)", .synthetic)
        result.heap.addNode(type: root, selfSize: 0, flags: [.synthetic, .holder])
        result.heap.addEdge(EdgeLabel(.root), to: Made.native)
        result.heap.addEdge(EdgeLabel(.root), to: Made.interned)
        for synthetic in records.synthetics { addRoots(of: synthetic, &result) }
        let native = result.heap.type(named: "(held by C code)", .synthetic)
        result.heap.addNode(type: native, selfSize: 0, flags: [.synthetic, .holder, .grey])
        let descriptors = descriptorTypes
        for node in 0..<records.nodeCount where isHeldNatively(node) {
            result.heap.addEdge(EdgeLabel(.unnamed), to: source(node))
            if holds(node, descriptors) { tallies.base[node] |= Tally.library }
        }
        let interned = result.heap.type(named: "(interned and immortal)", .synthetic)
        result.heap.addNode(type: interned, selfSize: 0, flags: [.synthetic, .holder, .grey, .runtime])
        for node in 0..<records.nodeCount where isLoose(node) {
            result.heap.addEdge(EdgeLabel(.unnamed), to: source(node))
        }
    }

    /// Nothing in the heap frees it: an interned name that nothing leads to, or a part of an image. Static types hold
    /// dicts and descriptors that refer back to them, and only to them.
    @inline(__always)
    private func isLoose(_ node: Int) -> Bool {
        let flags = records.flags.base[node]
        if records.sizes.base[node] == HeapRecords.syntheticSize { return false }
        let isReached = tallies.base[node] & Tally.reached != 0
        if flags & UInt8(HEAPTIDE_HEAP_TRACKED.rawValue) != 0 {
            return !isReached && flags & UInt8(HEAPTIDE_HEAP_IMMORTAL.rawValue) != 0
        }
        if !isReached || flags & UInt8(HEAPTIDE_HEAP_STATIC.rawValue) != 0 { return true }
        return UInt32(traits(of: node) & Trait.category) == HEAPTIDE_HEAP_CATEGORY_TYPE.rawValue
    }

    private func addRoots(of synthetic: SyntheticNode, _ result: inout RawPythonHeap) {
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
