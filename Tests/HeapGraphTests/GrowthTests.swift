import HeapGraph
import SyntheticHeap
import Testing

@Suite struct GrowthTests {
    private static let module = """
        app: module 10 holder
        names: dict 10 holder
        root => app
        app = names
        names .CACHE cache
        names .stable stable
        stable [0] one
        stable [1] two

        """

    private func graphs(_ sizes: [Int], _ line: (Int) -> String) throws -> [HeapGraph] {
        try sizes.map { size in
            try HeapText(Self.module + (0..<size).map(line).joined(separator: "\n")).graph
        }
    }

    @Test func aListThatGrows() throws {
        let growth = Growth(try graphs([3, 5, 9]) { "cache [\($0)] user\($0)\nuser\($0) .name name\($0)" })
        #expect(growth.places.map(\.pathText) == ["app.CACHE"], "and not what hangs below each user")
        let place = growth.places[0]
        #expect(place.counts == [3, 5, 9] && place.addedCount == 6)
        #expect(place.bytes == [70, 110, 190] && place.addedBytes == 120)
        #expect(growth.share(of: place) == 1)
        #expect(place.fingerprint.count == 16)
    }

    /// The names of keys and of very many properties are different in every graph.
    @Test func keysAreAnyKeys() throws {
        let keys = Growth(try graphs([3, 5]) { "cache ['k\($0 * 7 % 11)'] user\($0)" })
        #expect(keys.places.map(\.pathText) == ["app.CACHE"])
        let properties = Growth(try graphs([2000, 3000]) { "cache .p\($0) user\($0)" })
        #expect(properties.places.map(\.pathText) == ["app.CACHE"])
        #expect(properties.places[0].counts == [2000, 3000])
    }

    /// What grows in every value of a table is one place.
    @Test(arguments: [(3, "['k"), (1200, ".p")]) func growthBelowAnyKey(keys: Int, label: String) throws {
        let growth = Growth(
            try graphs([2, 3]) { item in
                (0..<keys).map { key in
                    let end = label.hasPrefix("[") ? "']" : ""
                    return "cache \(label)\(key)\(end) user\(key)\nuser\(key) .log list\(key)\n"
                        + "list\(key) [\(item)] item\(key * 10 + item)"
                }.joined(separator: "\n")
            })
        #expect(growth.places.map(\.pathText) == ["app.CACHE[…].log"])
        #expect(growth.places.first?.addedCount == keys)
    }

    @Test func aChainThatGrows() throws {
        let growth = Growth(try graphs([10, 20, 30]) { "\($0 == 0 ? "cache" : "link\($0)") .next link\($0 + 1)" })
        #expect(growth.places.map(\.pathText) == ["app.CACHE.next"])
        #expect(growth.places[0].counts == [9, 19, 29])
    }

    @Test func aVariableOfAFrame() throws {
        let frame =
            "main: thread 0 holder\nwork: frame 100 holder grey\nroot => main\nmain <frame> work\nwork {rows} rows\n"
        let graphs = try [4, 6].map { size in
            try HeapText(frame + (0..<size).map { "rows [\($0)] row\($0)" }.joined(separator: "\n")).graph
        }
        #expect(Growth(graphs).places.map(\.pathText) == ["thread main → work() local rows"])
        let heap = try HeapText(frame + "rows [0] row")
        #expect(heap.graph.path(to: heap["rows"]).text == "thread main → work() local rows")
    }

    @Test func whatDoesNotGrowEveryTime() throws {
        #expect(Growth(try graphs([3, 5, 5]) { "cache [\($0)] user\($0)" }).places.isEmpty)
        #expect(Growth(try graphs([5, 4, 9]) { "cache [\($0)] user\($0)" }).places.isEmpty)
        #expect(Growth(try graphs([9, 9]) { "cache [\($0)] user\($0)" }).places.isEmpty)
        #expect(Growth(try graphs([9, 3]) { "cache [\($0)] user\($0)" }).places.isEmpty)
        #expect(Growth(try graphs([1, 4, 7]) { "cache [\($0)] user\($0)" }, leastCount: 3).places.count == 1)
        #expect(Growth(try graphs([1, 4, 7]) { "cache [\($0)] user\($0)" }, leastCount: 4).places.isEmpty)
    }

    /// A module that gains variables does not hide a list in it that grows.
    @Test func namespacesHideNothing() throws {
        let growth = Growth(try graphs([2, 4]) { "cache [\($0)] user\($0)\nnames .v\($0) thing\($0)" })
        #expect(Set(growth.places.map(\.pathText)) == ["app", "app.CACHE"])
    }

    /// An instance's dict is a part of it: that more instances have one is no growth.
    @Test func attributesAreNoObjects() throws {
        let users = (0..<5).map { "cache [\($0)] user\($0)\n" }.joined()
        #expect(Growth(try graphs([1, 3, 5]) { "\($0 == 0 ? users : "")user\($0) = dict\($0)" }).places.isEmpty)
    }

    @Test func growthInANewPlace() throws {
        let growth = Growth(try graphs([0, 1, 2]) { "cache .list list\nlist [\($0)] user\($0)" })
        #expect(growth.places.map(\.pathText) == ["app.CACHE.list"])
        #expect(growth.places[0].counts == [0, 1, 2])
    }

    @Test func typesThatChanged() throws {
        let before = try HeapText(
            "root => app\napp .a user1\napp .b user2\napp .c node\nuser1: user 30\nuser2: user 20\nuser1 .x user3")
        let after = try HeapText("root => app\napp .a user1\napp .d leaf\nuser1: user 30\nleaf: leaf 5\nuser1 .y leaf2")
        let diff = HeapDiff(before: before.graph, after: after.graph, comparesIdentities: false)
        let rows = Dictionary(uniqueKeysWithValues: diff.rows.map { ($0.type, $0) })
        func numbers(_ figures: HeapDiff.Figures?) -> [Int]? {
            figures.map { [$0.count, Int($0.shallowBytes), Int($0.retainedBytes)] }
        }
        #expect(numbers(rows["user"]?.before) == [3, 60, 60])
        #expect(numbers(rows["user"]?.after) == [1, 30, 40])
        #expect(rows["user"]?.addedRetainedBytes == -20)
        #expect(rows["user"]?.addedCount == -2 && rows["user"]?.addedShallowBytes == -30)
        #expect(numbers(rows["node"]?.after) == [0, 0, 0] && numbers(rows["leaf"]?.before) == [0, 0, 0])
        #expect(diff.rows.first?.type == "leaf" && diff.rows.last?.type == "user")
        #expect(rows["user"]?.added == nil)
    }

    /// An address that was given to an object of another type is not the same object.
    @Test func objectsThatAreNewAndGone() throws {
        func graph(_ objects: [(type: String, identity: UInt64)]) throws -> HeapGraph {
            var heap = RawHeap()
            let root = heap.type(named: "(root)", .synthetic)
            heap.addNode(type: root, selfSize: 0)
            for index in objects.indices { heap.addEdge(EdgeLabel(.root), to: UInt32(index + 1)) }
            for object in objects {
                let type = heap.type(named: object.type, .object)
                heap.addNode(type: type, selfSize: 8, identity: object.identity)
            }
            return try HeapGraph.build(heap).graph
        }
        let before = try graph([("A", 1), ("A", 2), ("B", 3), ("A", 0)])
        let after = try graph([("B", 9), ("A", 2), ("A", 3), ("A", 4), ("A", 0), ("A", 0)])
        let diff = HeapDiff(before: before, after: after, comparesIdentities: true)
        let rows = Dictionary(uniqueKeysWithValues: diff.rows.map { ($0.type, $0) })
        #expect(rows["A"]?.added == 2 && rows["A"]?.removed == 1)
        #expect(rows["B"]?.added == 1 && rows["B"]?.removed == 1)
        #expect(rows["A"]?.addedCount == 2)
    }
}
