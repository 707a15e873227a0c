import Foundation
import HeapGraph
import SyntheticHeap
import Testing
import V8Heap

@Suite struct WriterTests {
    /// A small Python heap with one of each.
    private func graph() throws -> HeapGraph {
        var heap = RawHeap()
        heap.add("(root)", .synthetic, "", .synthetic)
        for target: UInt32 in [1, 7] { heap.addEdge(EdgeLabel(.root), to: target) }
        heap.add("module", .module, "app")
        heap.addEdge(EdgeLabel(.attributes), to: 2)
        heap.add("dict", .collection)
        heap.link(.property, "SESSION", to: 3)
        heap.link(.key, "two words", to: 4)
        heap.addEdge(EdgeLabel(.key), to: 5)
        heap.add("Session", .object)
        heap.addEdge(EdgeLabel(.element, 7), to: 4)
        heap.link(.internal, "__class__", strength: .shortcut, to: 6)
        heap.addEdge(EdgeLabel(.unnamed, strength: .weak), to: 3)
        heap.add("str", .string, "say \"hé\"\n\u{1F40D}")
        heap.add("str", .string)
        heap.addEdge(EdgeLabel(.unnamed), to: 4)
        heap.add("type", .type, "Session")
        heap.add("thread", .synthetic, "MainThread", .synthetic)
        heap.link(.variable, "session", to: 3)
        heap.add("function", .function, "load")
        return try HeapGraph.build(heap).graph
    }

    @Test func namesAndTypes() throws {
        let nodes = try WrittenHeap(graph()).nodes
        let shown = Set(nodes.map { "\($0.type) \($0.name)" })
        #expect(
            shown == [
                "synthetic (root)", "object module app", "object dict", "object Session", "object type Session",
                "string say \"hé\"\n\u{1F40D}", "string str", "native thread MainThread", "closure load",
                "synthetic (unreachable)",
            ])
        let edges = nodes.flatMap { node in
            node.edges.map { "\(node.name): \($0.type) \($0.name) \(nodes[$0.target].name)" }
        }
        let expected = [
            "(root): element 0 module app", "(root): element 1 thread MainThread", "(root): element 2 (unreachable)",
            "module app: internal __dict__ dict", "dict: property SESSION Session",
            "dict: property two words say \"hé\"\n\u{1F40D}", "dict: internal … str",
            "Session: element 7 say \"hé\"\n\u{1F40D}", "Session: internal __class__ type Session",
            "Session: weak … Session", "str: hidden 0 say \"hé\"\n\u{1F40D}",
            "thread MainThread: context session Session", "(unreachable): hidden 0 load",
        ]
        #expect(edges.sorted() == expected.sorted())
    }

    /// All of it is ASCII, so that no reader can get the encoding wrong.
    @Test func onlyASCII() throws {
        #expect(try WrittenHeap(graph()).text.allSatisfy { $0 < 0x7F && ($0 >= 0x20 || $0 == 0x0A) })
    }

    @Test(arguments: 0..<4) func randomHeaps(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for _ in 0..<50 {
            let graph = try HeapGraph.build(RawHeap.random(&random, count: 1 + random.draw(40))).graph
            let nodes = try WrittenHeap(graph).nodes
            #expect(nodes.map(\.selfSize) == Array(graph.nodes.selfSizes))
            for node in 1..<max(1, graph.nodeCount) {
                #expect(nodes[node].edges.map(\.target) == graph.edges(of: NodeIndex(node)).map { Int($0.target) })
            }
            let kept = graph.edges(of: 0).filter { [.strong, .promoted].contains($0.label.strength) && $0.target != 0 }
            #expect(Set(nodes[0].edges.map(\.target)) == Set(kept.map { Int($0.target) }))
            #expect(nodes[0].edges.count == Set(kept.map(\.target)).count)
            #expect(Set(nodes.map(\.id)).count == nodes.count)
            #expect(nodes.allSatisfy { $0.id % 2 == 1 && $0.id < 1 << 32 } && nodes[0].id == 1)
            #expect(nodes.allSatisfy { !["array", "hidden"].contains($0.type) })
            #expect(nodes[0].edges.allSatisfy { $0.type != "shortcut" })
        }
    }

    /// An object has the same id in two snapshots, wherever its address is.
    @Test func idsAreKept() throws {
        let addresses: [UInt64] = [0, 0x5555_5560_1230, 0x7FFF_F7A0_0040, 0x7FFF_F7A0_0050, 0x7FFF_F7A0_0040]
        func ids(_ order: [Int]) throws -> [UInt64: UInt64] {
            var heap = RawHeap()
            let type = heap.type(named: "T", .object)
            for index in order { heap.addNode(type: type, selfSize: 1, identity: addresses[index]) }
            let graph = try HeapGraph.build(heap).graph
            return Dictionary(
                zip(graph.nodes.identities, try WrittenHeap(graph).nodes.map(\.id)),
                uniquingKeysWith: { first, _ in first })
        }
        let (first, second) = (try ids([0, 1, 2, 3, 4]), try ids([0, 3, 2, 1]))
        for address in addresses[1...3] { #expect(first[address] == second[address]) }
    }

    /// V8's own numbers stay what they are.
    @Test func idsOfV8() throws {
        var heap = RawHeap()
        let type = heap.type(named: "T", .object)
        for id: UInt64 in [1, 3, 5, 70_001] { heap.addNode(type: type, selfSize: 1, identity: id) }
        let written = try WrittenHeap(HeapGraph.build(heap).graph).nodes.map(\.id)
        #expect(Set(written).isSuperset(of: [1, 3, 5, 70_001]))
    }

    @Test func numbersOfEveryLength() throws {
        var sizes: [UInt64] = [0, 9, .max >> 1]
        for power in 1...18 {
            let ten = (0..<power).reduce(UInt64(1)) { value, _ in value * 10 }
            sizes += [ten - 1, ten, ten + 1]
        }
        var heap = RawHeap()
        let type = heap.type(named: "T", .object)
        for size in sizes { heap.addNode(type: type, selfSize: size) }
        let nodes = try WrittenHeap(HeapGraph.build(heap).graph).nodes
        #expect(Set(nodes.map(\.selfSize)) == Set(sizes))
    }

    @Test func aSinkMayRefuse() throws {
        struct Full: Error {}
        let graph = try graph()
        #expect(throws: Full.self) {
            try HeapSnapshotWriter(graph).write { _ throws(Full) in throw Full() }
        }
    }
}

extension RawHeap {
    fileprivate mutating func add(
        _ type: String, _ category: TypeCategory, _ own: String = "", _ flags: NodeFlags = []
    ) {
        let name = nameTable.intern(own)
        addNode(type: self.type(named: type, category), selfSize: 16, name: name, flags: flags)
    }

    fileprivate mutating func link(
        _ kind: EdgeKind, _ name: String, strength: EdgeStrength = .strong, to target: UInt32
    ) {
        let name = nameTable.intern(name)
        addEdge(EdgeLabel(kind, name, strength: strength), to: target)
    }
}
