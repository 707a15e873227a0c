import HeapGraph
import SyntheticHeap
import Testing

@Suite struct CycleTests {
    private func cycles(_ text: String) throws -> (heap: HeapText, groups: [CycleGroup]) {
        let heap = try HeapText(text)
        var search = CycleSearch()
        search.onlyTracked = false
        return (heap, search.cycles(in: heap.graph))
    }

    @Test func childrenThatKnowTheirParent() throws {
        let (heap, groups) = try cycles(
            """
            root => app
            app .tree node1
            node1 = fields1
            fields1: dict
            fields1 .children list1
            list1 [0] node2
            list1 [1] node3
            node2 = fields2
            node3 = fields3
            fields2: dict
            fields3: dict
            fields2 .parent node1
            fields3 .parent node1
            node3 .value value
            """)
        #expect(groups.count == 1)
        #expect(groups[0].types == ["dict", "list", "node"])
        #expect(groups[0].count == 1 && groups[0].objectCount == 7)
        #expect(groups[0].retainedBytes == 80)
        #expect(groups[0].weakEdge?.text == "node.parent")
        #expect(groups[0].example == heap["node1"])
        #expect(groups[0].finalizerCount == 0 && groups[0].garbageCount == 0)
    }

    @Test func likeCyclesAreOneGroup() throws {
        let pairs = (0..<20).map { "app [\($0)] a\($0)\na\($0) .b b\($0)\nb\($0) .a a\($0)" }.joined(separator: "\n")
        let (_, groups) = try cycles("root => app\napp .self selfish\nselfish .me selfish\n" + pairs)
        #expect(groups.map(\.types) == [["a", "b"], ["selfish"]])
        #expect(groups.map(\.count) == [20, 1])
        #expect(groups.map(\.objectCount) == [40, 1])
        #expect(groups.map { $0.weakEdge?.text } == ["b.a", "selfish.me"])
    }

    @Test func theReferenceThatClosesMost() throws {
        let pairs = (0..<4).map { "app [\($0)] a\($0)\na\($0) .b b\($0)\nb\($0) .\($0 == 1 ? "zeta" : "alpha") a\($0)" }
        let (_, groups) = try cycles("root => app\n" + pairs.joined(separator: "\n"))
        #expect(groups.map { $0.weakEdge?.text } == ["b.alpha"])
    }

    /// That an instance has a dict of attributes is nothing to make weak.
    @Test func aCycleThroughAttributesAlone() throws {
        let (_, groups) = try cycles("root => app\napp .fields fields\nfields .owner thing\nthing = fields")
        #expect(groups.map(\.objectCount) == [2] && groups[0].weakEdge == nil)
    }

    @Test func garbageAndFinalizers() throws {
        let (_, groups) = try cycles(
            "root => app\na: a 10 finalizer\na .b b\nb .a a\nb .value value\napp .c c\nc .d d\nd .c c")
        #expect(groups.map(\.garbageCount) == [1, 0])
        #expect(groups.map(\.finalizerCount) == [1, 0])
        #expect(groups[0].retainedBytes == 30)
    }

    @Test func whatIsNoCycle() throws {
        #expect(try cycles("root => app\napp .a a\na .b b\na .c c\nb .d d\nc .d d").groups.isEmpty)
        #expect(try cycles("root => app\napp .a a\na .b b\nb ~.a a").groups.isEmpty, "one of them is weak")
        #expect(try cycles("root => app\napp .a a\na .b b\nb ^.a a").groups.isEmpty, "one of them is a shortcut")
        #expect(try cycles("root => app\napp .a a\na: type 10\na .b b\nb .a a").groups.isEmpty, "a class")
        #expect(try cycles("root => app\napp .a a\na: a 10 holder\na .b b\nb .a a").groups.isEmpty, "a namespace")
    }

    @Test func onlyWhatTheCollectorLooksAt() throws {
        let heap = try HeapText("root => app\na: a 10 tracked\napp .a a\na .b b\nb .a a\na .a a")
        let groups = CycleSearch().cycles(in: heap.graph)
        #expect(groups.map(\.types) == [["a"]], "itself, and not through b")
    }

    /// Components of random graphs, compared with what reaches what.
    @Test(arguments: 0..<4) func againstReachability(seed: UInt64) throws {
        var random = SplitMix(seed: 100 + seed)
        for _ in 0..<300 {
            let plain = PlainHeap(random: &random)
            let graph = try HeapGraph.build(plain.raw()).graph
            var search = CycleSearch()
            search.onlyTracked = false
            let groups = search.cycles(in: graph)
            // Strength may have changed from strong to shortcut between an orphan and what lives: never in a cycle.
            let strong = plain.edges.filter { $0.label.strength == .strong }
            let inCycle = (0..<plain.count).filter { node in
                let next = Set(strong.filter { $0.source == node }.map(\.target))
                return PlainHeap.reached(from: next, strong).contains(node)
            }
            #expect(groups.reduce(0) { $0 + $1.objectCount } == inCycle.count, "\(plain)")
            let components = Set(
                inCycle.map { node in
                    inCycle.filter {
                        PlainHeap.reached(from: [node], strong).contains($0)
                            && PlainHeap.reached(from: [$0], strong).contains(node)
                    }
                })
            #expect(groups.reduce(0) { $0 + $1.count } == components.count, "\(plain)")
        }
    }

    @Test func aCycleOfAMillion() throws {
        var heap = RawHeap()
        let (count, type) = (UInt32(1_000_000), heap.type(named: "Link", .object))
        let next = EdgeLabel(.property, heap.nameTable.intern("next"))
        heap.addNode(type: heap.type(named: "(root)", .synthetic), selfSize: 0, flags: .synthetic)
        heap.addEdge(EdgeLabel(.root), to: 1)
        for node in 1...count {
            heap.addNode(type: type, selfSize: 1, flags: .tracked)
            heap.addEdge(next, to: node == count ? 1 : node + 1)
        }
        let groups = CycleSearch().cycles(in: try HeapGraph.build(heap).graph)
        #expect(groups.map(\.objectCount) == [1_000_000])
        #expect(groups.first?.weakEdge?.text == "Link.next")
        #expect(groups.first?.retainedBytes == 1_000_000)
    }
}
