// Pages and people that do what not every page does: other documents, dialogs, windows, ends in the middle.
import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.enabled(if: VisitedPage.browser != nil, "needs Chromium"), .serialized) struct PageTroubleTests {
    private let directory = TemporaryDirectory()
    private let scratch = Scratch()

    private static func scenario(_ name: String) -> String { "\(TestPrograms.targets)/page_paths/\(name)_scenario.js" }

    private func visit(_ page: String, _ options: [String] = []) throws -> (outcome: Outcome, answer: [String: Any]) {
        let server = try PageServer("page_paths")
        let outcome = try Command.run(
            ["web", server.url + page, "--json", "-o", "out"] + options, in: directory,
            environment: scratch.environment, limit: 120)
        let answer = try? JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return (outcome, answer ?? [:])
    }

    @Test func setupRunsOnceAndTypingArrives() throws {
        let (outcome, answer) = try visit("/form.html", ["--scenario", Self.scenario("form")])
        let leak = try #require((answer["leaks"] as? [[String: Any]])?.first, "\(outcome.errors)")
        #expect((leak["path_text"] as? String)?.hasPrefix("form.js → typed[") == true)
        #expect(leak["count"] as? Int == 3)
        let samples = try #require(answer["samples"] as? [[String: Any]])
        #expect(Set(samples.compactMap { $0["step"] as? String }) == ["load", "setup", "action", "back"])
    }

    /// A page that takes 1.5 s to come, so that the next function must wait for it.
    @Test func otherDocumentsAreFollowed() throws {
        _ = directory.write(
            "module.exports = {action: page => page.click('#go'), back: page => page.click('#home')};", to: "a.js")
        let (outcome, answer) = try visit("/first.html", ["--scenario", "a.js", "--repeat", "2"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect((answer["leaks"] as? [Any])?.count == 0, "\(outcome.output)")
        #expect((answer["notes"] as? [String])?.contains { $0.contains("loaded anew") } == true)
    }

    @Test(arguments: ["dialogs", "popup"]) func nothingWaitsForAnAnswer(_ name: String) throws {
        let (outcome, answer) = try visit("/\(name).html", ["--scenario", Self.scenario(name), "--timeout", "20"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect((answer["snapshots"] as? [Any])?.count == 3)
        #expect(outcome.seconds < 60)
        #expect(scratch.isTidy())
    }

    @Test(arguments: [
        ("/hang", "does not answer within 3 s"), ("/none.html", "answers with status 404"),
    ]) func pageThatIsNotThere(_ page: String, _ complaint: String) throws {
        let (outcome, _) = try visit(page, ["--timeout", "3"])
        #expect(outcome.status == 1)
        #expect(outcome.complaint?.contains(complaint) == true, "\(outcome.errors)")
        #expect(directory.names.isEmpty)
    }

    @Test func fileThatIsNotThere() throws {
        let outcome = try Command.run(
            ["web", "file:///nowhere/a.html", "-o", "out"], in: directory, environment: scratch.environment, limit: 60)
        #expect(outcome.status == 1)
        #expect(outcome.complaint?.contains("there is no such file") == true, "\(outcome.errors)")
    }

    /// A page whose script never ends, before it is loaded and in an action.
    @Test func endlessLoops() throws {
        let page = directory.write("<!doctype html><script>for (;;);</script>", to: "loop.html")
        let loads = try Command.run(
            ["web", page, "--timeout", "3", "-o", "out"], in: directory, environment: scratch.environment, limit: 60)
        #expect(loads.status == 1 && loads.seconds < 20)
        #expect(loads.complaint?.contains("loop.html is not loaded within 3 s") == true, "\(loads.errors)")
        _ = directory.write("module.exports = {action: () => { for (;;); }};", to: "a.js")
        let acts = try Command.run(
            ["web", VisitedPage.page("clean"), "--scenario", "a.js", "--timeout", "3", "-o", "out"], in: directory,
            environment: scratch.environment, limit: 60)
        #expect(acts.status == 1 && acts.seconds < 30)
        #expect(acts.complaint?.contains("action of a.js does not end within 3 s") == true, "\(acts.errors)")
        #expect(directory.names == ["a.js", "loop.html"])
        #expect(scratch.isTidy())
    }

    @Test func processOfThePageDies() throws {
        let program = try BackgroundProgram(
            [
                TestPrograms.heaptide, "web", VisitedPage.page("interval"), "--watch", "600", "-o", "kept",
            ], environment: scratch.environment)
        #expect(program.wait { $0.directory.size("kept/1-loaded.heapsnapshot") > 0 })
        let renderers = Descendants.of(program.pid).filter { Descendants.command($0).contains("--type=renderer") }
        #expect(!renderers.isEmpty)
        for renderer in renderers { kill(renderer, SIGKILL) }
        #expect(program.status() == 1)
        #expect(program.errors.hasPrefix("heaptide: the page crashed (watching): "), "\(program.errors)")
        #expect(!program.directory.names.contains("kept"))
        #expect(scratch.isTidy())
    }

    /// While the page is watched, and while it does not come.
    @Test(arguments: [(SIGINT, true), (SIGTERM, true), (SIGINT, false)])
    func interrupted(_ signal: Int32, _ isLoaded: Bool) throws {
        let server = try PageServer("page_leaks")
        let page = isLoaded ? "/interval.html" : "/hang"
        let program = try BackgroundProgram(
            [
                TestPrograms.heaptide, "web", server.url + page, "--watch", "600", "-o", "kept",
            ], environment: scratch.environment)
        let name = isLoaded ? "kept/1-loaded.heapsnapshot" : "kept"
        #expect(program.wait { $0.directory.size(name) > 0 })
        if !isLoaded { #expect(program.wait { !Descendants.of($0.pid).isEmpty }) }
        program.kill(signal)
        #expect(program.status() == 128 + signal)
        #expect(program.errors == "heaptide: interrupted; browser and snapshots are gone\n")
        // At once, and not a moment later.
        #expect(scratch.leftBehind.isEmpty)
        #expect(!program.directory.names.contains("kept"))
    }
}
