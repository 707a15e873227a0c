// Heaps for the tests of views, whose every figure is known.
import HeapFile
import HeapGraph
import Reports
import SyntheticHeap

enum MadeHeaps {
    static var all: [(name: String, heap: HeapReport)] {
        get throws {
            [
                ("leaking", try leaking()), ("shared", try shared()), ("even", try even()), ("hostile", try hostile()),
                ("root", try root()),
            ]
        }
    }

    /// A cache of sessions that nobody empties; beside it texts that are there twice, a list with much room, a tree whose
    /// nodes know their parent, and a pair of objects that is garbage. All that a snapshot can know is known.
    static func leaking(users: Int = 1204, pid: Int32 = 4711) throws -> HeapReport {
        var text = """
            root => app
            app: module 100 holder
            names: dict 1000 holder
            app = names
            names .CACHE cache
            cache: dict 400 tracked @2
            cache ['users'] users
            users: dict 40000 tracked @2
            names .queue queue
            queue: list 8000 tracked @1
            names .tree node0
            names .title title0
            title0: str 60 @1
            names .subtitle title1
            title1: str 60 @1
            names .limit limit
            limit: int 28
            lost0: app.Watcher 48 tracked finalizer @1
            lost1: app.Handler 64 tracked @1
            lost0 .handler lost1
            lost1 .watcher lost0

            """
        text += (0..<users).map(session).joined()
        text += (0..<3).map(node).joined()
        let heap = try HeapText(text)
        return HeapReport(snapshot(heap, facts(pid), users: users), file: "app.heap")
    }

    private static func session(_ number: Int) -> String {
        """
        users [] session\(number)
        session\(number): app.Session 56 tracked @3
        session\(number) = fields\(number)
        fields\(number): dict 184 tracked @3
        fields\(number) .body body\(number)
        body\(number): bytes 2048 @5

        """
    }

    /// Each has its attributes in itself, and is the parent of the next.
    private static func node(_ number: Int) -> String {
        """
        node\(number): app.Node 72 tracked @1
        node\(number) .children children\(number)
        children\(number): list 88 tracked @1
        children\(number) [0] node\(number + 1)
        node\(number + 1): app.Node 72 tracked @1
        node\(number + 1) .parent node\(number)

        """
    }

    private static func facts(_ pid: Int32) -> SnapshotFacts {
        var facts = SnapshotFacts()
        facts.language = "python"
        facts.version = "3.12.1"
        facts.pid = pid
        facts.command = ["python3", "app.py", "--serve"]
        facts.taken = "2026-01-02T03:04:05Z"
        facts.pauseSeconds = 0.0123
        facts.walkSeconds = 1.5
        facts.opaqueObjects = 2
        return facts
    }

    private static func snapshot(_ heap: HeapText, _ facts: SnapshotFacts, users: Int) -> HeapSnapshot {
        let bodies = (0..<users).map { (heap["body\($0)"], UInt64($0 % 100)) }
        let sessions = (0..<users).map { (heap["session\($0)"], UInt64(120)) }
        let titles = [(heap["title0"], UInt64(7777)), (heap["title1"], UInt64(7777))]
        let capacities = [
            (heap["users"], Capacity(used: 3000, capacity: 5000, wastedBytes: 16_000)),
            (heap["queue"], Capacity(used: 0, capacity: 1000, wastedBytes: 8000)),
        ]
        return HeapSnapshot(
            facts: facts, graph: heap.graph, stacks: stacks(), contents: sparse(bodies + titles, heap),
            capacities: sparse(capacities, heap), slotSavings: sparse(sessions, heap))
    }

    /// 1: app.py:3; 2: app.py:12; 3: load in app.py:88; 5: json's decoder, called by 4, a line of the same load.
    private static func stacks() -> AllocationStacks {
        var builder = AllocationStackBuilder()
        func frame(_ function: String, _ file: String, _ line: UInt32) -> AllocationFrame {
            AllocationFrame(function: function, file: file, line: line)
        }
        _ = builder.stack(frame("<module>", "/srv/app.py", 3), calledBy: 0)
        let module = builder.stack(frame("<module>", "/srv/app.py", 12), calledBy: 0)
        _ = builder.stack(frame("load", "/srv/app.py", 88), calledBy: module)
        let reading = builder.stack(frame("load", "/srv/app.py", 91), calledBy: module)
        _ = builder.stack(frame("raw_decode", "/usr/lib/python3.12/json/decoder.py", 353), calledBy: reading)
        return builder.finish()
    }

    private static func sparse<Value>(_ pairs: [(NodeIndex, Value)], _ heap: HeapText) -> SparseColumn<Value> {
        let sorted = pairs.sorted { $0.0 < $1.0 }
        return try! SparseColumn(
            nodes: Column(sorted.map(\.0)), values: Column(sorted.map(\.1)), nodeCount: heap.graph.nodeCount)
    }
}

// MARK: - Heaps of which only the graph is known

extension MadeHeaps {
    /// Two containers hold the same objects, so that only the group of them is a suspect; a weak reference and a shortcut
    /// lead to one of them.
    static func shared() throws -> HeapReport {
        let users = (0..<60).map { number in
            "list [\(number)] user\(number)\nindex [] user\(number)\nuser\(number): User 100\n"
        }
        let heap = try HeapText(
            """
            root => app
            app: module 10 holder
            names: dict 10 holder
            app = names
            names .registry registry
            registry: Registry 50
            registry .list list
            registry ~.last user7
            registry ^.first user7
            names .index index
            index: dict 700
            list: list 600

            """ + users.joined())
        var facts = SnapshotFacts()
        facts.language = "javascript"
        return HeapReport(plain(heap, facts), file: "app shared.heap")
    }

    /// Twenty modules of the same size: nothing is suspicious, nothing else is known.
    static func even() throws -> HeapReport {
        let modules = (0..<20).map { "root => m\($0)\nm\($0): module 1000 holder\nm\($0) .value value\($0)\n" }
        let values = (0..<20).map { "value\($0): int 28\n" }
        return HeapReport(plain(try HeapText((modules + values).joined()), SnapshotFacts()), file: "even.heap")
    }

    /// Names that would move a terminal's cursor, and a path that fits no line.
    static func hostile() throws -> HeapReport {
        let long = String(repeating: "very", count: 30)
        let links = (0..<100).map { "link\($0) .\(long)\($0) link\($0 + 1)\nlink\($0): a.\(long).Link\($0) 10\n" }
        let heap = try HeapText(
            """
            root => app\u{1B}[2J
            app\u{1B}[2J: mo\u{7}dule 10 holder
            app\u{1B}[2J .a\u{1B}[31mb link0
            link100: e\u{9B}vil 5000

            """ + links.joined())
        var facts = SnapshotFacts()
        facts.command = ["py\u{1B}thon", "a\u{7}.py"]
        facts.version = "3\u{1B}"
        facts.taken = "now\u{1B}"
        return HeapReport(plain(heap, facts), file: "it's\u{1B}.heap")
    }

    /// Nothing but the root.
    static func root() throws -> HeapReport {
        HeapReport(plain(try HeapText(""), SnapshotFacts()), file: "root.heap")
    }

    private static func plain(_ heap: HeapText, _ facts: SnapshotFacts) -> HeapSnapshot {
        HeapSnapshot(
            facts: facts, graph: heap.graph, stacks: .empty, contents: sparse([], heap), capacities: sparse([], heap),
            slotSavings: sparse([], heap))
    }
}
