import HeapGraph
import SyntheticHeap
import Testing

@Suite struct SuspectTests {
    private static let module = """
        app: module 10 holder
        names: dict 10 holder
        root => app
        app = names

        """

    private func suspects(_ heap: HeapText) -> [Suspect] { SuspectSearch().suspects(in: heap.graph) }

    @Test func oneCache() throws {
        let items = (0..<50).map { "cache [\($0)] user\($0)" }.joined(separator: "\n")
        let heap = try HeapText(Self.module + "names .CACHE cache\nnames .small small\n" + items)
        let found = suspects(heap)
        #expect(found.count == 1)
        #expect(found[0].nodes == [heap["cache"]] && found[0].accumulationPoint == heap["cache"])
        #expect(found[0].retainedBytes == 510)
        #expect(abs(found[0].share - 510.0 / 540) < 1e-9)
        #expect(found[0].path.text == "app.CACHE")
        #expect(found[0].fingerprint == heap.graph.path(to: heap["cache"]).fingerprint)
    }

    /// The suspect is the top object, the point is where it branches.
    @Test func theWayDownIsFollowed() throws {
        let items = (0..<50).map { "entries [\($0)] user\($0)" }.joined(separator: "\n")
        let heap = try HeapText(
            Self.module + "names .service service\nservice .cache cache\nservice .more more\ncache .e entries\n" + items
        )
        let found = suspects(heap)
        #expect(found.map(\.nodes) == [[heap["service"]]])
        #expect(found[0].path.text == "app.service.cache.e")
    }

    @Test func theWayDownEndsBeforeADrop() throws {
        let heap = try HeapText(
            Self.module + "names .pair pair\npair .left left\npair .right right\nleft: Blob 500\nright: Blob 400")
        #expect(suspects(heap).map(\.path.text) == ["app.pair"])
    }

    @Test func aChainAccumulatesAtItsHead() throws {
        let links = (0..<3000).map { "link\($0) .next link\($0 + 1)" }.joined(separator: "\n")
        let heap = try HeapText(Self.module + "names .chain chain\nchain .head link0\n" + links)
        #expect(suspects(heap).map(\.path.text) == ["app.chain.head"])
    }

    /// Two containers hold the same objects, so that neither dominates them.
    @Test func aGroupWithTwoHolders() throws {
        let items = (0..<60).map { "list [\($0)] user\($0)\nindex [] user\($0)" }.joined(separator: "\n")
        let heap = try HeapText(
            Self.module + "names .registry registry\nregistry .list list\nnames .index index\n" + items)
        let found = suspects(heap)
        #expect(found.count == 1)
        #expect(found[0].count == 60 && found[0].retainedBytes == 600)
        #expect(heap.graph.names[heap.graph.types[found[0].type].name] == "user")
        #expect(found[0].path.text == "app.index", "the shorter of the two")
    }

    /// Nine of ten hang below one node: it is where they accumulate. Seven of ten: it is what is above.
    @Test(arguments: [(90, "app.a"), (70, "app")]) func mostOfAGroup(share: Int, point: String) throws {
        let items = (0..<100).map { index in
            let holder = index < share ? "a" : "b"
            return "\(holder) [\(index)] user\(index)\n\(holder)x .k\(index) user\(index)"
        }
        let roots = "names .a a\nnames .b b\nnames .x x\nx .ax ax\nx .bx bx\n"
        let heap = try HeapText(Self.module + roots + items.joined(separator: "\n"))
        #expect(suspects(heap).first { $0.count == 100 }?.path.text == point)
    }

    /// Most of the objects hang below one node, but little of the memory.
    @Test func fewBytesOfMostObjects() throws {
        let items = (0..<100).map { index in
            let (holder, size) = index < 90 ? ("a", 1) : ("b", 100)
            return "\(holder) [\(index)] user\(index)\n\(holder)x .k\(index) user\(index)\nuser\(index): user \(size)"
        }
        let roots = "names .a a\nnames .b b\nnames .x x\nx .ax ax\nx .bx bx\n"
        let heap = try HeapText(Self.module + roots + items.joined(separator: "\n"))
        #expect(suspects(heap).map(\.path.text) == ["app"])
        #expect(suspects(heap).map(\.count) == [100])
    }

    @Test func manyStacks() throws {
        let items = (0..<5000).map { "root .a\($0) user\($0)\nuser\($0): user 10 @\($0 + 1)" }
        let heap = try HeapText(items.joined(separator: "\n"))
        let rows = AllocationHistogram(heap.graph).rows.filter { $0.stack > 0 }
        #expect(rows.count == 5000 && rows.allSatisfy { $0.count == 1 && $0.shallowBytes == 10 })
        #expect(rows.map(\.stack) == Array(1...5000))
        #expect(heap.graph.topStacks(of: [0..<5001], limit: 9000).count == 5001)
    }

    @Test func theThresholdDecides() throws {
        let heap = try HeapText(Self.module + "names .a a\nnames .b b\na: Blob 100\nb: Bulb 880")
        #expect(suspects(heap).map(\.nodes) == [[heap["b"]]])
        var search = SuspectSearch()
        search.threshold = 0.09
        #expect(search.suspects(in: heap.graph).map(\.nodes) == [[heap["b"]], [heap["a"]]])
        search.threshold = 0.9
        #expect(search.suspects(in: heap.graph).isEmpty)
    }

    @Test func whatAllocatedIt() throws {
        let heap = try HeapText(
            Self.module + """
                cache: dict 10 @4
                names .cache cache
                cache [0] a
                cache [1] b
                cache [2] c
                a: user 30 @5
                b: user 40 @5
                c: user 60 @6
                other: user 10 @7
                names .other other
                """)
        let stacks = suspects(heap)[0].stacks
        #expect(stacks.map(\.stack) == [5, 6, 4])
        #expect(stacks.map(\.count) == [2, 1, 1])
        #expect(stacks.map(\.bytes) == [70, 60, 10])
        var search = SuspectSearch()
        search.mostStacks = 1
        #expect(search.suspects(in: heap.graph)[0].stacks == [stacks[0]])
        let rows = AllocationHistogram(heap.graph).rows.filter { $0.stack > 0 }
        #expect(rows.map(\.stack) == [5, 6, 4, 7])
        #expect(rows.map(\.count) == [2, 1, 1, 1])
        #expect(rows.map(\.shallowBytes) == [70, 60, 10, 10])
    }

    /// On a heap with everything in it: the shares are of what there is, and no object is suspected twice.
    @Test func theSyntheticHeap() throws {
        let graph = try HeapGraph.build(SyntheticHeap(nodeCount: 60_000).makeRaw()).graph
        var search = SuspectSearch()
        search.threshold = 0.02
        let found = search.suspects(in: graph)
        #expect(found.count > 3 && found.contains { $0.count > 1 } && found.contains { $0.count == 1 })
        let all = found.flatMap(\.nodes)
        #expect(Set(all).count == all.count)
        for suspect in found {
            #expect(suspect.share > 0.02 && suspect.share < 1)
            #expect(suspect.stacks.reduce(0) { $0 + $1.bytes } <= suspect.retainedBytes)
            #expect(suspect.nodes.allSatisfy { graph.nodes.types[$0] == suspect.type })
        }
    }

    @Test func anEmptyHeap() throws {
        #expect(suspects(try HeapText("root: thread 0")).isEmpty)
    }
}
