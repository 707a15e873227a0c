// The labs' page in headless Chromium, entered by its link.
import Foundation
import Labs
import TestSupport
import Testing

@Suite(.serialized) struct ServedPageTests {
    private struct Seen: Decodable {
        struct View: Decodable {
            var holding: Int
            var failing: Int
            var verdict: String
            var notice: String
            var headings: [String]
            var curves: Int
            var pictures: [Int]
            var overflow: Int
        }
        var labs: Int
        var address: String
        var cookie: String
        var first: View
        var copies: View
        var explanation_before: Bool
        var explanation_after: Bool
        var changed: View
        var stopped: View
        var narrow: View
        var reloaded: Int
        var editors: [String]
        var problems: [String]
    }

    @Test(.enabled(if: Command.find("chromium") != nil, "needs Debian's chromium")) func learner() throws {
        let served = try ServedLabs()
        let outcome = try TestPrograms.run(
            [
                TestPrograms.python.path, TestPrograms.targets + "/served_labs.py", Command.find("chromium") ?? "",
                "http://127.0.0.1:\(served.port)/?token=\(served.token)",
            ], limit: 150)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let seen = try JSONDecoder().decode(Seen.self, from: Data(outcome.output.utf8))
        #expect(seen.problems == [])
        #expect(seen.labs == LabCatalogue.all.count && seen.reloaded == seen.labs)
        #expect(seen.editors == ["program.js", "page.html"])
        #expect(seen.address == "", "the link stays in the address")
        #expect(seen.cookie == "", "a script can read the cookie")
        checkRuns(seen)
    }

    private func checkRuns(_ seen: Seen) {
        let first = LabCatalogue.all[0]
        #expect(seen.first.holding == first.rules.count + 1 && seen.first.failing == 0, "\(seen.first.verdict)")
        #expect(seen.first.notice.contains("redict"))
        #expect(seen.first.curves >= 2)
        for part in ["What was measured", "Memory over time", "Before and after", "To think about", "Explanation"] {
            #expect(seen.first.headings.contains(part))
        }
        #expect(seen.copies.failing == 0 && seen.copies.holding == 5, "\(seen.copies.verdict)")
        #expect(!seen.copies.pictures.isEmpty && seen.copies.pictures.allSatisfy { $0 > 300 })
        #expect(!seen.explanation_before && seen.explanation_after)
        #expect(seen.changed.failing == 5 && seen.changed.holding == 0, "\(seen.changed.verdict)")
        #expect(seen.stopped.notice == "Stopped.")
        #expect(seen.stopped.holding == 0)
        for view in [seen.first, seen.copies, seen.changed, seen.stopped, seen.narrow] { #expect(view.overflow <= 0) }
    }

    /// Every file of UI/labs is in the executable as it is.
    @Test func filesAreEmbedded() throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let folder = TestPrograms.root + "/UI/labs"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count > 8)
        for name in names {
            let answer = try served.ask("GET", "/assets/\(name)", cookie: cookie)
            #expect(answer.status == 200 && answer.body == FileManager.default.contents(atPath: "\(folder)/\(name)"))
        }
    }
}
