// Nine pages that leak, each its own way, and one that does not, in a real Chromium.
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: VisitedPage.browser != nil, "needs Chromium"), .serialized) struct PageLeakTests {
    struct Leak: CustomTestStringConvertible, Sendable {
        var page: String
        var kind: String
        var path: String
        var detachedNodes = 0
        var testDescription: String { page }
    }

    static let leaks = [
        Leak(
            page: "detached", kind: "detached_nodes", path: "detached.js → closedDialogs[0]", detachedNodes: 3 * 201),
        Leak(page: "listener", kind: "listener", path: "window → listener of 'resize' → function in listener.js:5"),
        Leak(page: "observer", kind: "observer", path: "<body> → MutationObserver → function in observer.js:5"),
        Leak(page: "closure", kind: "closure", path: "closure.js → undoActions[0]"),
        Leak(page: "console", kind: "console", path: "console"),
    ]

    /// A list's first new item has another index in every run.
    private func general(_ path: String) -> String { path.replacing(/\[\d+\]/, with: "[…]") }

    @Test(arguments: leaks) func isFirst(_ leak: Leak) throws {
        let visits = try (0..<2).map { _ in try VisitedPage(leak.page, ["--scenario", VisitedPage.scenario]) }
        for visit in visits {
            let first = try #require(visit.leaks.first, "\(visit.outcome.output)")
            #expect(first["kind"] as? String == leak.kind)
            #expect(general(first["path_text"] as? String ?? "") == general(leak.path))
            #expect(first["count"] as? Int == 3)
            #expect(first["detached_nodes"] as? Int == leak.detachedNodes)
            #expect(visit.leaks.count == 1)
        }
        #expect(visits[0].leaks.first?["fingerprint"] as? String == visits[1].leaks.first?["fingerprint"] as? String)
    }

    /// Nothing in them is new: a list of numbers that gets longer, a text, a state that is replaced by a larger copy.
    @Test(arguments: [("numbers", "numbers.js → measured"), ("text", "text.js → log"), ("copies", "copies.js → state")])
    func growsByItself(_ page: String, _ path: String) throws {
        let visit = try VisitedPage(page, ["--scenario", VisitedPage.scenario, "--repeat", "4"])
        let first = try #require(visit.leaks.first, "\(visit.outcome.output)")
        #expect(visit.leaks.count == 1)
        #expect(first["kind"] as? String == "growth")
        #expect(first["path_text"] as? String == path)
        #expect(first["count"] as? Int == 0)
        // 4 rounds of 4,000 bytes at the least; a list has room for more than it holds.
        let added = try #require(first["added_bytes"] as? Int), all = try #require(first["retained_bytes"] as? Int)
        #expect((16_000..<64_000).contains(added) && all > added, "\(added) of \(all)")
    }

    @Test func intervalIsSeenByWatching() throws {
        let visit = try VisitedPage("interval", ["--watch", "1"])
        let first = try #require(visit.leaks.first, "\(visit.outcome.output)")
        #expect(first["kind"] as? String == "collection")
        #expect(general(first["path_text"] as? String ?? "") == "interval.js → samples[…]")
        // Every array has a thousand slots and as many texts.
        let bytes = try #require(first["retained_bytes"] as? Int), count = try #require(first["count"] as? Int)
        #expect(count > 2 && bytes > count * 1000 * 8)
    }

    @Test func cleanPageLeavesNothing() throws {
        let visit = try VisitedPage("clean", ["--scenario", VisitedPage.scenario, "--repeat", "5"])
        #expect(visit.leaks.isEmpty, "\(visit.outcome.output)")
        let text = try Command.run(
            ["web", VisitedPage.page("clean"), "--scenario", VisitedPage.scenario, "-o", visit.directory / "text"],
            limit: 120)
        #expect(text.status == 0 && text.output.hasPrefix("Nothing stays after 3 rounds"), "\(text.errors)")
    }

    /// Counters are the browser's: what it says while dialogs are open and after they were closed.
    @Test func samplesAreTaken() throws {
        let visit = try VisitedPage("detached", ["--scenario", VisitedPage.scenario])
        let samples = try #require(visit.answer["samples"] as? [[String: Any]])
        let steps = Set(samples.compactMap { $0["step"] as? String })
        #expect(steps == ["load", "action", "back"])
        let nodes = samples.compactMap { $0["nodes"] as? Int }
        // Four dialogs of 201 nodes; what the browser had made while it loaded may go meanwhile.
        #expect(nodes.count == samples.count && nodes.max()! >= nodes.min()! + 4 * 190, "\(nodes)")
        #expect(samples.allSatisfy { ($0["heap_bytes"] as? Int ?? 0) > 100_000 })
        #expect(samples.allSatisfy { ($0["resident_bytes"] as? Int ?? 0) > 10_000_000 })
    }

    @Test func snapshotsCanBeOpened() throws {
        let visit = try VisitedPage("closure", ["--scenario", VisitedPage.scenario])
        let names = ["1-before", "2-acted", "3-after"].map { "out/\($0).heapsnapshot" }
        #expect((visit.answer["snapshots"] as? [[String: Any]])?.compactMap { $0["file"] as? String } == names)
        let diff = try Command.run(["diff", names[0], names[2]], in: visit.directory, limit: 60)
        #expect(diff.status == 0 && diff.output.contains("closure.js → undoActions"), "\(diff.errors)")
        let id = try #require(visit.leaks.first?["id"] as? String)
        let path = try Command.run(["heap", names[2], "path", id], in: visit.directory, limit: 60)
        #expect(path.status == 0 && path.output.hasPrefix("closure.js → undoActions["), "\(path.errors)")
    }
}
