import HeapGraph
import Reports
import SyntheticHeap
import Testing

/// How objects and types are called on the command line.
@Suite struct HeapIdentifierTests {
    @Test func objects() throws {
        let heap = try MadeHeaps.leaking(users: 5)
        let cache = try #require(heap.node(called: "0x3"))
        #expect(heap.graph.path(to: cache).text == "app.CACHE")
        #expect(heap.node(called: "0X3") == cache && heap.node(called: "3") == cache)
        #expect(heap.node(called: "@3") == cache)
        #expect(heap.node(called: "#\(cache)") == cache)
        #expect(heap.node(called: "#0") == 0)
    }

    @Test(arguments: ["", "#", "0x", "@", "#99999", "0xffff", "0", "-3", "0xfffffffffffffffff", "#4294967295", "cache"])
    func noObjects(_ text: String) throws {
        #expect(try MadeHeaps.leaking(users: 5).node(called: text) == nil)
    }

    @Test func types() throws {
        let heap = try MadeHeaps.leaking(users: 5)
        #expect(heap.types(called: "app.Session").count == 1)
        #expect(heap.types(called: "Session") == heap.types(called: "app.Session"))
        #expect(heap.types(called: "ession").isEmpty && heap.types(called: "").isEmpty)
        #expect(heap.types(like: "ESS") == ["app.Session"])
    }
}
