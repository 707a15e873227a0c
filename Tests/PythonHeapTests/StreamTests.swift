import CAgentABI
import HeapGraph
import SyntheticHeap
import Testing

@testable import PythonHeap

/// What a stream says becomes what the graph says.
@Suite struct StreamTests {
    static let small = """
        (interpreter)
          <modules> modules
        (modules)
          ^['app'] app
        modules: dict 232 tracked refs=1
          ['app'] app
        app: module 72 tracked refs=1
          = names
        names: dict 360 tracked refs=1 used=3 room=8 unused=100
          ['rows'] rows
          [] hidden
          - key
        rows: list 80 tracked refs=1
          [0...] row1 - row2
        row1: app.Row 48 tracked refs=1 saves=16
          .text text
          ~<referent> row2
        row2: app.Row 48 tracked refs=1
        hidden: tuple 48
          [1] text
        key: str 60 hash=3
        text: str 51 hash=7 says=hello
        app.Row: type 1064 tracked refs=3
        """

    @Test func edgesAreWhatTheStreamSays() throws {
        let heap = try StreamHeap(Self.small)
        #expect(heap.edges(of: "modules") == ["['app'] app"])
        #expect(heap.edges(of: "app") == ["= names"])
        #expect(heap.edges(of: "names") == [".rows rows", "[] hidden", "? key"])
        #expect(heap.edges(of: "rows") == ["[0] row1", "[2] row2"])
        #expect(heap.edges(of: "row1") == [".text text", "~<referent> row2", "^<__class__> app.Row"])
        #expect(heap.edges(of: "row2") == ["^<__class__> app.Row"])
        #expect(heap.edges(of: "hidden") == ["[1] text"])
    }

    @Test func nodesAreWhatTheStreamSays() throws {
        let heap = try StreamHeap(Self.small)
        let graph = heap.graph
        #expect(graph.selfSize(of: heap["names"]) == 360)
        #expect(graph.typeName(of: heap["row1"]) == "app.Row")
        #expect(graph.name(of: heap["app"]) == "app")
        #expect(graph.name(of: heap["app.Row"]) == "app.Row")
        #expect(graph.name(of: heap["text"]) == "hello")
        #expect(graph.type(of: heap["text"]).category == .string)
        #expect(graph.flags(of: heap["rows"]) == [.tracked])
        #expect(graph.flags(of: heap["app"]) == [.tracked, .holder])
        #expect(graph.flags(of: heap["names"]) == [.tracked, .holder])
        #expect(graph.flags(of: heap["hidden"]) == [])
        #expect(graph.path(to: heap["row2"]).text == "app.rows[2]")
        #expect(graph.totalBytes == 232 + 72 + 360 + 80 + 48 * 3 + 60 + 51 + 1064)
    }

    @Test func whatIsKnownBeside() throws {
        let heap = try StreamHeap(Self.small)
        #expect(heap.value("text", in: heap.heap.contents) == 7)
        #expect(heap.value("key", in: heap.heap.contents) == 3)
        #expect(heap.heap.contents.nodes.count == 2)
        #expect(heap.value("names", in: heap.heap.capacities) == Capacity(used: 3, capacity: 8, wastedBytes: 100))
        #expect(heap.heap.capacities.nodes.count == 1)
        #expect(heap.value("row1", in: heap.heap.slotSavings) == 16)
        #expect(heap.heap.slotSavings.nodes.count == 1)
        #expect(
            heap.heap.facts
                == WalkFacts(
                    minor: 11, version: "3.11", pid: 1, taken: 1_700_000_000, walkSeconds: 0.005, objects: 10,
                    opaqueObjects: 0)
        )
    }

    /// What may be a reference is one if it accounts for what nothing else does.
    @Test func wordsOfStacks() throws {
        var stream = StreamWriter()
        stream.begin()
        stream.type(8, "list", category: UInt64(HEAPTIDE_HEAP_CATEGORY_COLLECTION.rawValue))
        stream.synthetic(HEAPTIDE_HEAP_SYNTHETIC_THREAD, number: 7)
        stream.synthetic(HEAPTIDE_HEAP_SYNTHETIC_FRAME, number: 12)
        for target in [0x1000, 0x2000, 0x3000] as [UInt64] {
            stream.edge(target, UInt64(HEAPTIDE_HEAP_EDGE_POSSIBLE.rawValue))
        }
        let tracked = UInt64(HEAPTIDE_HEAP_TRACKED.rawValue)
        stream.object(0x1000, type: 1, bytes: 56, flags: tracked, references: 1)
        stream.object(0x2000, type: 1, bytes: 56, flags: tracked, references: 1)
        stream.edge(0x2000, UInt64(HEAPTIDE_HEAP_EDGE_ELEMENT.rawValue), 0)
        stream.end()
        let graph = try StreamHeap.read(stream.words).graph
        let frame = try #require(graph.nodes(ofTypeNamed: "(frame)").first)
        let held = graph.edges(of: frame).map { graph.identity(of: $0.target) }
        #expect(held == [0x1000])
    }

    /// However the words arrive.
    @Test(arguments: [1, 2, 3, 5, 7, 64])
    func arrivesInPieces(_ piece: Int) throws {
        let whole = try StreamHeap(Self.small)
        let parts = try StreamHeap(StreamText(Self.small), piece: piece)
        #expect(whole.graph.edges.targets.elementsEqual(parts.graph.edges.targets))
        #expect(whole.graph.edges.labels.elementsEqual(parts.graph.edges.labels))
        #expect(whole.graph.nodes.identities.elementsEqual(parts.graph.nodes.identities))
    }

    @Test func textsOfAllWidths() throws {
        var stream = StreamWriter()
        stream.begin()
        stream.type(8, "größe", category: UInt64(HEAPTIDE_HEAP_CATEGORY_STRING.rawValue))
        for (index, (text, width)) in [("größe", 1), ("日本", 2), ("\u{1F40D}!", 4), ("größe 日", 0)].enumerated() {
            stream.leaf(0x1000 + UInt64(index) * 64, type: 1, bytes: 50)
            stream.value(0x1000 + UInt64(index) * 64, text, width: width)
        }
        stream.end()
        let graph = try StreamHeap.read(stream.words).graph
        let names = (0..<4).compactMap { graph.node(withIdentity: 0x1000 + $0 * 64) }.map { graph.name(of: $0) }
        #expect(names == ["größe", "日本", "\u{1F40D}!", "größe 日"])
        #expect(graph.nodes(ofTypeNamed: "größe").count == 4)
    }

    /// A stack belongs to the block, which begins before the object.
    @Test func stacksAreFoundByBlock() throws {
        let text = StreamText("a: list 56 tracked prefix=1 refs=1\nb: object 64 prefix=2\nc: tuple 48")
        let known = Dictionary(
            uniqueKeysWithValues: [("a", 16), ("b", 32), ("c", 0)].map { name, prefix in
                (text.addresses[name]! - UInt64(prefix), StreamHeap.number(name))
            })
        let heap = try StreamHeap(text, stack: { known[$0] ?? 0 })
        for name in ["a", "b", "c"] { #expect(heap.graph.stack(of: heap[name]) == StreamHeap.number(name)) }
    }
}

extension StreamHeap {
    fileprivate static func number(_ name: String) -> StackIndex { StackIndex(name.unicodeScalars.first!.value) }
}

/// What is put above the objects.
@Suite struct StreamRootTests {
    @Test func threadsAndFrames() throws {
        let heap = try StreamHeap(
            """
            (thread 31)
              <exception> error
            (frame work 12)
              {row} row
            (frame main 40)
              {rows} rows
            (thread 32)
            (frame wait 7)
            error: ValueError 64 tracked refs=1
            rows: list 64 tracked refs=1
              [0] row
            row: dict 64 tracked refs=2
            """)
        let threads = heap.graph.nodes(ofTypeNamed: "thread")
        #expect(threads.map { heap.graph.name(of: $0) } == ["0x1f", "0x20"])
        #expect(heap.edges(of: "thread") == ["? (frame)", "? (frame)", "<exception> error"])
        let frames = heap.graph.nodes(ofTypeNamed: "(frame)")
        #expect(Set(frames.map { heap.graph.name(of: $0) }) == ["work", "main", "wait"])
        #expect(frames.allSatisfy { heap.graph.flags(of: $0) == [.synthetic, .holder, .grey] })
        #expect(
            heap.graph.path(to: heap["row"]).text.contains("{row}")
                || heap.graph.path(to: heap["row"]).text.contains("row"))
    }

    /// What has more references than were found is held by C code, if the collector knows it.
    @Test func heldByC() throws {
        let heap = try StreamHeap(
            """
            (modules)
              ^['app'] app
            modules: dict 232 tracked refs=1
              ['app'] app
            app: module 72 tracked refs=1
              [0] held
              [1] kept
            held: list 56 tracked refs=2
            kept: list 56 tracked refs=1
            loose: list 56 tracked refs=1
            dead: list 56 tracked refs=1
              [0] dead
            unknown: tuple 56 refs=9
            eternal: dict 64 tracked immortal refs=9
            fixed: type 0 static refs=9
            """)
        #expect(Set(heap.edges(of: "(held by C code)")) == ["? modules", "? held", "? loose"])
        #expect(Set(heap.edges(of: "(interned and immortal)")) == ["? unknown", "? fixed", "? eternal"])
        #expect(heap.graph.flags(of: heap["dead"]).contains(.garbage))
        #expect(heap.graph.flags(of: heap["eternal"]).contains(.immortal))
    }

    /// An instance holds its class, which is therefore not held by C code.
    @Test func classesAreHeldByTheirInstances() throws {
        let heap = try StreamHeap("a: app.Row 48 refs=0\nb: app.Row 48 refs=0\napp.Row: type 1064 tracked refs=2")
        #expect(heap.edges(of: "(held by C code)") == [])
        #expect(heap.edges(of: "a") == ["^<__class__> app.Row"])
    }

    /// Keys of a dict that holds attributes are their names; of others they are keys.
    @Test func attributesAreProperties() throws {
        let heap = try StreamHeap(
            """
            a: app.Row 48 tracked
              = names
            names: dict 104
              ['x'] b
            b: dict 104
              ['x'] a
            app.Row: type 1064
              = members
            members: dict 232
              ['run'] run
            run: function 136
              <__qualname__> text
            text: str 60
            """)
        #expect(heap.edges(of: "names") == [".x b"])
        #expect(heap.edges(of: "b") == ["['x'] a"])
        #expect(heap.edges(of: "members") == [".run run"])
        #expect(heap.graph.flags(of: heap["members"]).contains(.holder))
        #expect(!heap.graph.flags(of: heap["names"]).contains(.holder))
    }

    /// What is no object of the stream is left out; of two objects at one address, the later counts.
    @Test func referencesToNothing() throws {
        var stream = StreamWriter()
        stream.begin()
        stream.type(8, "list", category: 3)
        stream.object(0x1000, type: 1, bytes: 56)
        stream.edge(0xDEAD_BEEF_0000, UInt64(HEAPTIDE_HEAP_EDGE_ELEMENT.rawValue), 0)
        stream.edge(0x2000, UInt64(HEAPTIDE_HEAP_EDGE_ELEMENT.rawValue), 1)
        stream.object(0x2000, type: 1, bytes: 1)
        stream.object(0x2000, type: 1, bytes: 2)
        stream.opaque(0x2000)
        stream.end()
        let heap = try StreamHeap.read(stream.words)
        let node = try #require(heap.graph.node(withIdentity: 0x1000))
        #expect(heap.graph.edges(of: node).map { heap.graph.selfSize(of: $0.target) } == [2])
        #expect(heap.facts.opaqueObjects == 1)
    }
}
