import HeapGraph
import SyntheticHeap
import Testing

@Suite struct PathTests {
    private static let application = """
        app: module 72 holder
        names: dict 100 holder
        root => app
        app = names
        names .CACHE cache
        cache: dict
        cache ['users'] users
        users: list
        users [3] user
        user = fields
        fields: dict
        fields .name name
        """

    private func text(_ node: String, in heap: String) throws -> String {
        let heap = try HeapText(heap)
        return heap.graph.path(to: heap[node]).text
    }

    @Test func attributesKeysAndItems() throws {
        #expect(try text("name", in: Self.application) == "app.CACHE['users'][3].name")
        #expect(try text("users", in: Self.application) == "app.CACHE['users']")
        #expect(try text("fields", in: Self.application) == "app.CACHE['users'][3]")
        #expect(try text("app", in: Self.application) == "module app")
        #expect(try text("root", in: Self.application) == "root")
    }

    @Test func threadsFramesAndClosures() throws {
        let heap = """
            main: thread 0 holder synthetic
            load: frame 400 holder grey
            root => main
            main <frame> load
            load {rows} rows
            rows [7] row
            load {handler} handler
            handler: function
            handler {cache} cache
            handler <__code__> code
            handler <map> map
            """
        #expect(try text("row", in: heap) == "thread main → load() local rows[7]")
        #expect(try text("cache", in: heap) == "thread main → load() local handler local cache")
        #expect(try text("code", in: heap) == "thread main → load() local handler.__code__")
        #expect(try text("map", in: heap) == "thread main → load() local handler.<map>")
        #expect(try text("main", in: heap) == "thread main")
    }

    @Test func whatHasNoName() throws {
        let heap = """
            root => app
            app: module 1 holder
            app .table table
            table [] value
            value ? thing
            thing: Thing
            thing .x-y odd
            odd .π pie
            """
        #expect(try text("value", in: heap) == "app.table[…]")
        #expect(try text("thing", in: heap) == "app.table[…] → Thing")
        #expect(try text("odd", in: heap) == "app.table[…] → Thing['x-y']")
        #expect(try text("pie", in: heap) == "app.table[…] → Thing['x-y'].π")
    }

    @Test func namesThatWouldBreakALine() throws {
        var heap = RawHeap()
        let type = heap.type(named: "T", .object)
        let long = String(repeating: "long", count: 100)
        for name in ["a'b\n\u{1B}[31m\u{202E}c", long] {
            let target = UInt32(heap.nodeCount + 1)
            let key = heap.nameTable.intern(name)
            heap.addNode(type: type, selfSize: 1)
            heap.addEdge(EdgeLabel(.key, key), to: target)
        }
        heap.addNode(type: type, selfSize: 1)
        let graph = try HeapGraph.build(heap).graph
        let first = #"['a\'b\u{a}\u{1b}[31m\u{202e}c']"#
        #expect(graph.path(to: 1).text == first)
        #expect(graph.path(to: 2).text == first + "['\(long.prefix(60))…']")
    }

    @Test func aLongChainIsShort() throws {
        let links = (0..<1000).map { "link\($0) .next link\($0 + 1)" }.joined(separator: "\n")
        let heap = try HeapText("root => app\napp .chain link0\n\(links)\nlink1000 .value end")
        #expect(heap.graph.path(to: heap["end"]).text == "app.chain(.next)×1000.value")
        #expect(heap.graph.path(to: heap["link2"]).text == "app.chain.next.next")
        #expect(heap.graph.path(to: heap["end"]).steps.count == 1003)
    }

    @Test func aWindingWayIsShort() throws {
        let steps = (0..<1000).map { "n\($0) .a\($0) n\($0 + 1)" }.joined(separator: "\n")
        let heap = try HeapText("root => n0\n\(steps)")
        let text = heap.graph.path(to: heap["n1000"]).text
        #expect(text.hasPrefix("n.a0.a1.a2") && text.hasSuffix(".a998.a999") && text.contains(" … "))
        #expect(text.count < 400)
    }

    @Test func namesArePreferredToItems() throws {
        let heap = """
            root => app
            app .list list
            app .holder holder
            list [0] thing
            holder .thing thing
            """
        #expect(try text("thing", in: heap) == "app.holder.thing")
    }

    @Test func aShorterPathIsPreferredToANamedOne() throws {
        let heap = """
            root => app
            app .a a
            app [0] thing
            a .thing thing
            """
        #expect(try text("thing", in: heap) == "app[0]")
    }

    @Test func attributesTakeNoStep() throws {
        let heap = """
            root => app
            app = names
            names .a a
            a = more
            more .thing thing
            app [0] x
            x [1] thing
            """
        #expect(try text("thing", in: heap) == "app.a.thing")
    }

    @Test func framesAreALastResort() throws {
        let heap = """
            main: thread 0 holder synthetic
            load: frame 400 holder grey
            root => main
            root => app
            main <frame> load
            load {rows} rows
            load {own} own
            app .a a
            a .b b
            b .rows rows
            """
        #expect(try text("rows", in: heap) == "app.a.b.rows")
        #expect(try text("own", in: heap) == "thread main → load() local own")
    }

    /// Of two ways behind a grey edge the shorter one counts, however late it begins; y, which waited too and was reached
    /// by a better way, is between them.
    @Test func theShortestOfTheGreyWays() throws {
        let heap = """
            root ? x
            root ? y
            root .a a
            a .y y
            a .b b
            b .c c
            c ? z
            x .p p1
            p1 .p p2
            p2 .p p3
            p3 .p p4
            p4 .p p5
            p5 .p thing
            z .q thing
            """
        #expect(try text("thing", in: heap) == "a.b.c → z.q")
        #expect(try text("y", in: heap) == "a.y")
    }

    @Test func aShortcutCountsOnlyWhereNothingElseLeads() throws {
        let heap = try HeapText(
            """
            root => app
            app .thing thing
            thing ^<__class__> known
            thing ^<__class__> local
            local .deep deep
            app .known known
            """)
        #expect(heap.graph.path(to: heap["deep"]).text == "app.thing.__class__.deep")
        #expect(heap.graph.dominator(of: heap["local"]) == heap["thing"])
        #expect(heap.graph.dominator(of: heap["known"]) == heap["app"])
        let strengths = heap.graph.edges(of: heap["thing"]).map(\.label.strength)
        #expect(strengths == [.shortcut, .promoted])
    }

    @Test func garbageHoldsNothingThatLives() throws {
        let heap = try HeapText(
            """
            root => app
            app .thing thing
            dead .thing thing
            dead .partner partner
            partner .back dead
            """)
        let unreachable = heap.graph.dominator(of: heap["dead"])
        #expect(heap.graph.typeName(of: unreachable) == "(unreachable)")
        #expect(heap.graph.dominator(of: heap["thing"]) == heap["app"])
        #expect(heap.graph.dominated(by: unreachable).count == 3)
        #expect(heap.graph.path(to: heap["thing"]).text == "app.thing")
        #expect(heap.graph.flags(of: heap["partner"]).contains(.garbage))
        #expect(!heap.graph.flags(of: heap["thing"]).contains(.garbage))
        #expect(heap.graph.path(to: heap["partner"]).text == "(unreachable) → dead.partner")
    }

    @Test func garbageThatTheProducerHung() throws {
        let heap = try HeapText(
            """
            garbage: thread 0 holder synthetic garbage
            root => app
            root => garbage
            app .thing thing
            garbage ? dead
            dead .more more
            dead .thing thing
            """)
        #expect(heap.graph.flags(of: heap["more"]).contains(.garbage))
        #expect(!heap.graph.flags(of: heap["thing"]).contains(.garbage))
    }

    @Test func whoRefersToAnObject() throws {
        let heap = try HeapText("root => app\napp .a a\napp .b b\na .x x\nb ~.x x\nb .y y")
        let referrers = heap.graph.referrers(of: heap["x"])
        #expect(referrers.map(\.source) == [heap["a"], heap["b"]])
        #expect(referrers.map(\.edge.label.strength) == [.strong, .weak])
        #expect(heap.graph.referrers(of: heap["x"], limit: 1).count == 1)
        #expect(heap.graph.referrers(of: 0).isEmpty)
    }

    @Test func fingerprintsAreOfShapes() throws {
        func fingerprint(_ heap: String) throws -> String {
            let heap = try HeapText(heap)
            return heap.graph.path(to: heap["end"]).fingerprint
        }
        let first = try fingerprint("root => app\napp .list list\nlist [3] user1\nuser1 .n user2\nuser2 .e end")
        let other = try fingerprint(
            "root => app\napp .other o\napp .list list\nlist [4] user7\nuser7 .n user8\nuser8 .n user9\nuser9 .e end")
        #expect(first == other, "another item, a longer chain")
        #expect(first.count == 16)
        let named = try fingerprint("root => app\napp .list list\nlist ['a'] user1\nuser1 .n user2\nuser2 .e end")
        #expect(named == first, "a key is like an index")
        let attribute = try fingerprint("root => app\napp .lists list\nlist [3] user1\nuser1 .n user2\nuser2 .e end")
        #expect(attribute != first)
        let type = try fingerprint("root => app\napp .list list\nlist [3] usher1\nusher1 .n user2\nuser2 .e end")
        #expect(type != first)
        let module = try fingerprint(
            "app: module holder\nroot => app\napp .list list\nlist [3] user1\nuser1 .n user2\nuser2 .e end")
        #expect(module != first)
        #expect(try fingerprint("root => app\napp .end end") == "0ded750e9ba638ae", "the same in all versions")
    }

    @Test func pathsOfAGroupMerged() throws {
        let users = (0..<10).map { "users [\($0)] user\($0)" } + (10..<15).map { "other ['k\($0)'] user\($0)" }
        let heap = try HeapText("root => app\napp .users users\napp .other other\n" + users.joined(separator: "\n"))
        let group = heap.graph.nodes(ofType: heap.graph.nodes.types[heap["user3"]])
        #expect(group.count == 15)
        let merged = MergedPaths(heap.graph, of: group)
        let texts = merged.nodes.indices.map { "\(merged.path(to: $0).text) \(merged.nodes[$0].count)" }
        #expect(Set(texts) == [" 15", "app 15", "app.users 10", "app.users[…] 10", "app.other 5", "app.other[…] 5"])
        #expect(merged.nodes[0].retainedBytes == 150)
        let app = merged.children(of: 0)[0]
        #expect(merged.children(of: app).map { merged.nodes[$0].count } == [10, 5])
    }

    /// What one of the group dominates of another counts once.
    @Test func retainedBytesOfNestedObjects() throws {
        let heap = try HeapText("root => user1\nuser1 .n user2\nuser2 .n user3\nroot .x user4")
        let merged = MergedPaths(heap.graph, of: heap.graph.nodes(ofType: heap.graph.nodes.types[heap["user1"]]))
        #expect(merged.nodes[0].retainedBytes == 40 && merged.nodes[0].count == 4)
    }
}
