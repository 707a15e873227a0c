// The labs' pages in a real Chromium: what each claims holds, a changed page makes a claim fail, and nothing is left.
import Foundation
import Labs
import Reports
import TestSupport
import Testing

enum LabBrowser {
    static let path = ["chromium", "chromium-headless-shell"].lazy.compactMap(Command.find).first
}

@Suite(.enabled(if: LabBrowser.path != nil, "needs Chromium"), .serialized) struct PageLabTests {
    private let directory = TemporaryDirectory()

    private func runner(_ own: [String: String] = [:]) -> LabRunner {
        var runner = LabRunner(
            heaptide: TestPrograms.heaptide, python: nil, node: TestNode.any?.path, chromium: LabBrowser.path,
            directory: directory.path)
        runner.ownTexts = own
        return runner
    }

    private func lab(_ id: String) throws -> Lab { try #require(LabCatalogue.lab(id)) }

    /// The lab's own text of a file, changed.
    private func changed(_ lab: Lab, _ name: String, _ text: String, _ other: String) throws -> [String: String] {
        let file = try #require(lab.steps.compactMap(lab.file).first { $0.name == name })
        #expect(file.text.contains(text))
        return [name: file.text.replacing(text, with: other)]
    }

    /// Browsers and profiles of heaptide's, by the name that it gives to profiles.
    private func leftBehind() throws -> [String] {
        let folders = try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory())
            .filter { $0.hasPrefix("heaptide-web-") }
        let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
            guard Int(name) != nil, let data = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
                return false
            }
            return String(decoding: data, as: UTF8.self).contains("/heaptide-web-")
        }
        return folders + processes
    }

    @Test(arguments: ["page-interval", "listeners"]) func holds(_ id: String) throws {
        let lab = try lab(id)
        let result = try runner().run(lab)
        for claim in result.claims where !claim.holds { Issue.record("\(claim.text): \(claim.evidence)") }
        #expect(result.passed && result.holds && result.skipped == nil)
        #expect(result.browser?.contains("Chrome/") == true && result.interpreter != nil)
        let visits = result.evidence.runs.filter { $0.step.visit != nil }
        for run in visits {
            #expect(run.recordings.count == 3)
            #expect(run.recordings.allSatisfy(FileManager.default.fileExists))
        }
        let text = result.text(TextStyle(isColored: false), reveals: false)
        #expect(text.contains("The pages at their snapshots") && text.contains("Chrome/"))
        #expect(try leftBehind() == [])
    }

    /// A view has a list, its items and their texts: 401 nodes. One round is a warm-up.
    @Test func nodesInNoDocument() throws {
        let result = try runner().run(try lab("listeners"))
        let counts = try ["1-before", "3-after"].map { name in
            try #require(result.observations.first { $0.name == "page: \(name): nodes in no document" }).value
        }
        #expect(counts == [.number(401), .number(6 * 401)])
        let claim = try #require(result.claims.first { $0.text.hasPrefix("in a page the elements") })
        #expect(claim.evidence.hasPrefix("2,005 nodes of 5 closed views"))
    }

    /// Stop ends the timer too: nothing throws any more, and all else is as before.
    @Test func clearedInterval() throws {
        let lab = try lab("page-interval")
        let own = try changed(lab, "program.html", "setInterval(sample, 100);", "let timer = setInterval(sample, 100);")
            .mapValues { $0.replacing("{ samples = null; }", with: "{ clearInterval(timer); samples = null; }") }
            .mapValues {
                $0.replacing("{ samples = []; }", with: "{ samples = []; timer = setInterval(sample, 100); }")
            }
        let result = try runner(own).run(lab)
        #expect(result.claims.filter { !$0.holds }.map(\.text) == ["the timer runs on, and its callback now throws"])
        #expect(try result.evidence.runs[1].number("errors") == 0)
    }

    /// No samples are taken: what the lab says of them does not hold, what it says of the mended page does.
    @Test func noInterval() throws {
        let lab = try lab("page-interval")
        let result = try runner(try changed(lab, "program.html", "setInterval(sample, 100);", "")).run(lab)
        let held = result.claims.filter(\.holds).map(\.text)
        #expect(held == ["with the timer cleared first nothing throws", "a list of fixed length does not grow"])
    }

    @Test func removedListener() throws {
        let lab = try lab("listeners")
        let own = try changed(
            lab, "page.html", "innerWidth < 600));",
            "innerWidth < 600), { signal: (this.closing = new AbortController()).signal });"
        )
        .mapValues { $0.replacing("this.list.remove();", with: "this.list.remove(); this.closing.abort();") }
        let result = try runner(own).run(lab)
        let failed = result.claims.filter { !$0.holds }
        #expect(failed.count == 3 && failed.allSatisfy { $0.text.hasPrefix("in a page") }, "\(failed)")
    }

    /// A file in place of a lab's own stands in for the one with its ending.
    @Test func ownPage() throws {
        let lab = try lab("listeners")
        #expect(lab.replaced(by: "/tmp/mine.html")?.name == "page.html")
        #expect(lab.replaced(by: "mine.js")?.name == "program.js")
        #expect(try self.lab("page-interval").replaced(by: "mine")?.name == "program.html")
    }

    @Test func withoutChromium() throws {
        var runner = runner()
        runner.chromium = nil
        let result = try runner.run(try lab("page-interval"))
        #expect(!result.passed && !result.holds && result.interpreter == nil)
        #expect(result.claims.allSatisfy { $0.skipped && !$0.holds })
        #expect(result.recordings.isEmpty)
        let line = result.line(TextStyle(isColored: false))
        let count = result.claims.count
        #expect(
            line.contains("\(count) skipped: there is no Chromium; apt-get install chromium-headless-shell"), "\(line)")
        let text = result.text(TextStyle(isColored: false), reveals: false)
        #expect(text.components(separatedBy: "apt-get").count == 2, "\(text)")
    }

    @Test func pageWithoutButtons() throws {
        let result = try runner(["program.html": "<p>empty"]).run(try lab("page-interval"))
        let claim = try #require(result.claims.first { $0.text.contains("to null") })
        #expect(!claim.holds && claim.evidence.contains("no element #stop"), "\(claim.evidence)")
    }

    /// A page that takes memory without end runs into the ceiling, where it crashes or its script gets a RangeError; one
    /// that never ends, into the time limit.
    @Test(
        arguments: [
            ("kept.push(new Uint8Array(1 << 20).fill(1))", nil), ("kept.push(new Array(10000).fill(0.5))", "crashed"),
            ("", "loaded"),
        ] as [(String, String?)]) func bounded(_ work: String, _ end: String?) throws
    {
        let lab = try lab("page-interval")
        var limited = lab
        limited.steps = Array(lab.steps.prefix(1))
        limited.steps[0].memoryLimit = 1 << 30
        var runner = runner(["program.html": "<script>const kept = []; while (true) { \(work) }</script>"])
        runner.secondsPerStep = 20
        let result = try runner.run(limited)
        let evidence = result.claims[0].evidence
        #expect(!result.claims[0].holds && (end.map(evidence.contains) ?? true), "\(evidence)")
        let resident = result.evidence.runs[0].page?.samples.compactMap(\.residentBytes).max() ?? 0
        #expect(resident < limited.steps[0].memoryLimit)
        #expect(try leftBehind() == [])
    }

    /// The time limit ends a visit in the middle, with its browser and its profile.
    @Test func timeLimit() throws {
        var lab = try lab("page-interval")
        lab.steps = Array(lab.steps.prefix(1))
        var runner = runner()
        runner.secondsPerStep = 3
        let result = try runner.run(lab)
        #expect(result.evidence.runs[0].isTimedOut && !result.passed)
        #expect(try leftBehind() == [])
    }

    @Test func stopped() throws {
        let begin = Date()
        var runner = runner()
        runner.isStopped = { Date().timeIntervalSince(begin) > 2 }
        let lab = try lab("page-interval")
        #expect(throws: LabMissing.self) { try runner.run(lab) }
        #expect(try leftBehind() == [])
    }
}
