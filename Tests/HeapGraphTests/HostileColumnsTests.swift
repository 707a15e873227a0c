// A file can say anything. Every index column, wrong in every way that would lead out of memory or around in circles.
import HeapGraph
import SyntheticHeap
import Testing

/// All columns of a graph as arrays, to be damaged.
private struct Columns {
    var types, names, stacks, first, targets, labels, dominators, extents, parentEdges, depths: [UInt32]
    var selfSizes, identities, retainedSizes: [UInt64]
    var flags: [UInt8]
    let graph: HeapGraph

    init(_ graph: HeapGraph) {
        self.graph = graph
        types = Array(graph.nodes.types)
        names = Array(graph.nodes.names)
        stacks = Array(graph.nodes.stacks)
        first = Array(graph.edges.first)
        targets = Array(graph.edges.targets)
        labels = Array(graph.edges.labels)
        dominators = Array(graph.derived.dominators)
        extents = Array(graph.derived.extents)
        parentEdges = Array(graph.derived.parentEdges)
        depths = Array(graph.derived.depths)
        selfSizes = Array(graph.nodes.selfSizes)
        identities = Array(graph.nodes.identities)
        retainedSizes = Array(graph.derived.retainedSizes)
        flags = Array(graph.nodes.flags)
    }

    func checked() throws(HeapGraphError) -> HeapGraph {
        try HeapGraph(
            nodes: NodeColumns(
                types: Column(types), selfSizes: Column(selfSizes), names: Column(names),
                identities: Column(identities), stacks: Column(stacks), flags: Column(flags)),
            edges: EdgeColumns(first: Column(first), targets: Column(targets), labels: Column(labels)),
            derived: DerivedColumns(
                dominators: Column(dominators), extents: Column(extents), retainedSizes: Column(retainedSizes),
                parentEdges: Column(parentEdges), depths: Column(depths)),
            types: graph.types, names: graph.names)
    }
}

@Suite struct HostileColumnsTests {
    private static let text = """
        root => app
        root => other
        app .CACHE cache
        cache [0] user1
        cache [1] user2
        cache [2] user3
        user1 .friend user2
        user2 .friend user1
        other .cache cache
        """

    private func columns() throws -> Columns { Columns(try HeapText(Self.text).graph) }

    @Test func columnsOfAGraphAreTaken() throws {
        let columns = try columns()
        let graph = try columns.checked()
        #expect(graph.nodeCount == 7 && graph.edgeCount == 9)
        #expect(graph.totalBytes == columns.graph.totalBytes)
    }

    private func refuses(_ damage: (inout Columns) -> Void, _ comment: Comment) throws {
        var columns = try columns()
        damage(&columns)
        #expect(throws: HeapGraphError.self, comment) { _ = try columns.checked() }
    }

    @Test func indicesOutOfTheirTable() throws {
        for node in 0..<7 {
            try refuses({ $0.types[node] = UInt32($0.graph.types.count) }, "type of \(node)")
            try refuses({ $0.names[node] = UInt32($0.graph.names.count) }, "name of \(node)")
            try refuses({ $0.extents[node] = 8 }, "extent of \(node)")
            try refuses({ $0.extents[node] = 0 }, "extent of \(node)")
            try refuses({ $0.dominators[node] = UInt32(node == 0 ? 1 : node) }, "dominator of \(node)")
        }
        for edge in 0..<9 {
            try refuses({ $0.targets[edge] = 7 }, "target of \(edge)")
            try refuses({ $0.targets[edge] = .max }, "target of \(edge)")
            try refuses({ $0.labels[edge] = EdgeLabel(.key, UInt32($0.graph.names.count)).rawValue }, "name of \(edge)")
            try refuses({ $0.labels[edge] = 8 << 26 }, "kind of \(edge)")
        }
    }

    @Test func rangesThatDoNotFit() throws {
        try refuses({ $0.first[0] = 1 }, "begins too late")
        try refuses({ $0.first[7] = 8 }, "ends too early")
        try refuses({ $0.first[7] = 10 }, "ends too late")
        try refuses({ ($0.first[3], $0.first[4]) = (9, 2) }, "goes back")
        try refuses({ $0.first[1] = .max }, "is far out")
        for node in 1..<7 { try refuses({ $0.extents[node] += 5 }, "\(node) dominates more than its dominator") }
    }

    @Test func pathsThatDoNotEnd() throws {
        for node in 1..<7 {
            try refuses({ $0.parentEdges[node] = .max }, "no parent of \(node)")
            try refuses({ $0.parentEdges[node] = 9 }, "parent of \(node) out of the table")
            try refuses({ $0.depths[node] += 1 }, "depth of \(node)")
        }
        try refuses({ $0.parentEdges[0] = 0 }, "the root has a parent")
        try refuses({ $0.depths[0] = 1 }, "the root is deep")
        try refuses(
            { columns in
                let friends = columns.targets.indices.filter {
                    columns.graph.names[EdgeLabel(rawValue: columns.labels[$0]).value] == "friend"
                }
                for edge in friends { columns.parentEdges[Int(columns.targets[edge])] = UInt32(edge) }
            }, "two friends are each other's parents")
    }

    @Test func columnsOfDifferentLengths() throws {
        try refuses({ $0.types.removeLast() }, "types")
        try refuses({ $0.selfSizes.removeLast() }, "sizes")
        try refuses({ $0.names.append(0) }, "names")
        try refuses({ $0.identities.removeLast() }, "identities")
        try refuses({ $0.stacks.removeLast() }, "stacks")
        try refuses({ $0.flags.removeLast() }, "flags")
        try refuses({ $0.first.removeLast() }, "first edges")
        try refuses({ $0.labels.removeLast() }, "labels")
        try refuses({ $0.targets.removeLast() }, "targets")
        try refuses({ $0.dominators.removeLast() }, "dominators")
        try refuses({ $0.extents.removeLast() }, "extents")
        try refuses({ $0.retainedSizes.removeLast() }, "retained sizes")
        try refuses({ $0.parentEdges.removeLast() }, "parents")
        try refuses({ $0.depths.removeLast() }, "depths")
        try refuses({ $0 = Self.emptied($0) }, "nothing at all")
    }

    private static func emptied(_ columns: Columns) -> Columns {
        var columns = columns
        for path: WritableKeyPath<Columns, [UInt32]> in [
            \.types, \.names, \.stacks, \.first, \.targets, \.labels, \.dominators, \.extents, \.parentEdges, \.depths,
        ] { columns[keyPath: path] = [] }
        columns.selfSizes = []
        columns.identities = []
        columns.retainedSizes = []
        columns.flags = []
        return columns
    }

    @Test func tablesThatDoNotFit() throws {
        let bytes = Column<UInt8>(Array("abc".utf8))
        #expect(throws: Never.self) { try NameTable(bytes: bytes, offsets: Column([0, 0, 2, 3])) }
        for offsets: [UInt32] in [[], [0], [0, 1, 3], [0, 0, 4], [0, 0, 2], [1, 1, 3], [0, 0, 3, 2, 3]] {
            #expect(throws: HeapGraphError.self) { try NameTable(bytes: bytes, offsets: Column(offsets)) }
        }
        #expect(throws: HeapGraphError.self) {
            try TypeTable(names: Column([3]), categories: Column([0]), nameCount: 3)
        }
        #expect(throws: HeapGraphError.self) {
            try TypeTable(names: Column([0]), categories: Column([200]), nameCount: 3)
        }
        #expect(throws: HeapGraphError.self) {
            try SparseColumn(nodes: Column([1, 1]), values: Column([0, 0]), nodeCount: 3)
        }
        #expect(throws: HeapGraphError.self) { try SparseColumn(nodes: Column([3]), values: Column([0]), nodeCount: 3) }
    }

    /// What a producer delivers is checked too.
    @Test func heapsThatDoNotFit() throws {
        func refuses(_ damage: (inout RawHeap) -> Void) {
            #expect(throws: HeapGraphError.self) {
                var heap = RawHeap()
                let type = heap.type(named: "T", .object)
                for node in 0..<UInt32(3) {
                    heap.addNode(type: type, selfSize: 1)
                    heap.addEdge(EdgeLabel(.element, 0), to: (node + 1) % 3)
                }
                damage(&heap)
                _ = try HeapGraph.build(heap)
            }
        }
        refuses { $0.targets[1] = 3 }
        refuses { $0.types[2] = 1 }
        refuses { $0.names[2] = 100 }
        refuses { $0.labels[0] = EdgeLabel(.property, 100).rawValue }
        refuses { $0.labels[0] = 9 << 26 }
        refuses { $0.firstEdges[1] = 9 }
        refuses { $0.firstEdges[0] = 1 }
        refuses { $0.selfSizes.append(1) }
        refuses { $0.labels.append(1) }
        refuses { $0 = RawHeap() }
    }
}
