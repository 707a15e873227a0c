import Foundation
import HeapGraph
import Reports
import SyntheticHeap
import Testing

/// The figures of views against arithmetic, by their JSON.
@Suite struct HeapFigureTests {
    private static let sessionBytes = 56 + 184 + 2048

    private func object(_ view: some HeapView) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: view.json) as? [String: Any])
    }

    private func rows(_ view: some HeapView, _ key: String) throws -> [[String: Any]] {
        try #require(try object(view)[key] as? [[String: Any]])
    }

    @Test func theLeakIsTheFirstSuspect() throws {
        let heap = try MadeHeaps.leaking(users: 200)
        let first = try #require(try rows(SuspectsView(heap), "suspects").first)
        #expect(first["path_text"] as? String == "app.CACHE['users']")
        #expect(first["count"] as? Int == 1)
        #expect(first["retained_bytes"] as? Int == 400 + 40_000 + 200 * Self.sessionBytes)
        let below = try #require(first["below"] as? [[String: Any]])
        #expect(below.map { $0["type"] as? String } == ["app.Session"])
        #expect(below[0]["count"] as? Int == 200)
        #expect(below[0]["retained_bytes"] as? Int == 200 * Self.sessionBytes)
        let sites = try #require(first["allocated_at"] as? [[String: Any]])
        #expect(sites.map { $0["line"] as? Int } == [353, 88, 12])
        #expect(sites.map { $0["bytes"] as? Int } == [200 * 2048, 200 * (56 + 184), 40_400])
        #expect((sites[0]["caller"] as? [String: Any])?["line"] as? Int == 91)
        #expect(sites[1]["caller"] is NSNull)
        let path = try #require(first["path"] as? [[String: String]])
        #expect(path.map { $0["edge"] } == ["→", ".__dict__", ".CACHE", "['users']"])
        #expect(path.map { $0["type"] } == ["module", "dict", "dict", "dict"])
    }

    @Test func theHistogramAddsUp() throws {
        let heap = try MadeHeaps.leaking(users: 50)
        let view = HistogramView(heap)
        let types = try rows(view, "types")
        let total = try #require(try object(view)["total_bytes"] as? Int)
        #expect(types.reduce(0) { $0 + ($1["shallow_bytes"] as? Int ?? 0) } == total)
        #expect(abs(types.reduce(0) { $0 + ($1["share"] as? Double ?? 0) } - 1) < 1e-9)
        let session = try #require(types.first { $0["type"] as? String == "app.Session" })
        #expect(session["count"] as? Int == 50 && session["shallow_bytes"] as? Int == 50 * 56)
        #expect(session["retained_bytes"] as? Int == 50 * Self.sessionBytes)
    }

    @Test func sitesAddUp() throws {
        let heap = try MadeHeaps.leaking(users: 50)
        let view = try object(SiteHistogramView(heap))
        let all = try rows(SiteHistogramView(heap), "rows")
        #expect(all.reduce(0) { $0 + ($1["shallow_bytes"] as? Int ?? 0) } == view["total_bytes"] as? Int)
        let known = all.filter { !($0["file"] is NSNull) }
        #expect(known.reduce(0) { $0 + ($1["shallow_bytes"] as? Int ?? 0) } == view["recorded_bytes"] as? Int)
        #expect(all[0]["type"] as? String == "bytes" && all[0]["line"] as? Int == 353)
    }

    @Test func findingsOfTheSummary() throws {
        let summary = try object(HeapSummaryView(try MadeHeaps.leaking(users: 200)))
        func part(_ name: String) -> [Int?] {
            let part = summary[name] as? [String: Any]
            return [part?["count"] as? Int, part?["bytes"] as? Int]
        }
        #expect(part("garbage") == [2, 48 + 64])
        #expect(part("duplicates") == [100 + 1, 100 * 2048 + 60])
        #expect(part("waste") == [2, 24_000])
        #expect(part("slots") == [200, 200 * 120])
        let even = try object(HeapSummaryView(try MadeHeaps.even()))
        #expect(even["duplicates"] is NSNull && even["waste"] is NSNull && even["slots"] is NSNull)
        #expect(even["pause_seconds"] is NSNull)
    }

    @Test func theTreeOfDominatorsIsComplete() throws {
        var extent = DominatorsView.Extent()
        extent.breadth = 1
        extent.depth = 4
        let heap = try MadeHeaps.leaking(users: 20)
        let root = try #require(try object(DominatorsView(heap, extent: extent))["root"] as? [String: Any])
        var nodes = [root]
        while let node = nodes.popLast() {
            let children = try #require(node["children"] as? [[String: Any]])
            let others = try #require(node["other_bytes"] as? Int)
            let below = children.reduce(others) { $0 + ($1["retained_bytes"] as? Int ?? 0) }
            #expect(node["retained_bytes"] as? Int == below + (node["shallow_bytes"] as? Int ?? 0))
            #expect(children.count <= 1)
            nodes += children
        }
    }

    @Test func otherReferrers() throws {
        let heap = try MadeHeaps.shared()
        let user = try #require(heap.graph.referrers(of: 1).first.map { _ in heap.node(called: "@13") } ?? nil)
        #expect(heap.graph.typeName(of: user) == "User")
        let path = try object(PathView(heap, to: user))
        #expect(path["other_referrer_count"] as? Int == 1)
        let referrers = try rows(ObjectView(heap, user), "referrers")
        #expect(referrers.map { $0["path_text"] as? String }.contains("app.index[…]"))
    }

    @Test func cyclesNameTheReferenceToMakeWeak() throws {
        let groups = try rows(CyclesView(try MadeHeaps.leaking(users: 5)), "groups")
        let tree = try #require(groups.first { ($0["types"] as? [String]) == ["app.Node", "list"] })
        #expect(tree["weak_edge"] as? String == "app.Node.parent")
        let lost = try #require(groups.first { ($0["types"] as? [String]) == ["app.Handler", "app.Watcher"] })
        #expect(lost["garbage_count"] as? Int == 1 && lost["finalizer_count"] as? Int == 1)
    }
}
