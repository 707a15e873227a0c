// What can go wrong with a page: one line, and nothing left behind.
import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.enabled(if: VisitedPage.browser != nil, "needs Chromium"), .serialized) struct PageRefusalTests {
    private let directory = TemporaryDirectory()
    private let scratch = Scratch()

    private func web(_ arguments: [String]) throws -> Outcome {
        try Command.run(["web", "-o", "out"] + arguments, in: directory, environment: scratch.environment, limit: 120)
    }

    @Test func pageThatDoesNotLoad() throws {
        // A port that nobody may listen at.
        let outcome = try web(["http://127.0.0.1:9"])
        #expect(outcome.status == 1)
        #expect(outcome.complaint?.contains("http://127.0.0.1:9 does not load: net::ERR_") == true, "\(outcome.errors)")
        #expect(directory.names.isEmpty)
        #expect(scratch.isTidy())
    }

    @Test(arguments: [
        (
            "module.exports = {\n  action: () => { throw new Error('no button'); },\n};",
            "a.js fails in action: Error: no button (at "
        ),
        ("module.exports = {\n  action: page => page.click('#none'),\n};", "no element #none"),
        ("function action( {", "a.js fails: SyntaxError"),
        ("const fs = require('fs');", "no require('fs')"),
        ("let x = 1;", "has no function action"),
    ])
    func scenarioThatFails(_ text: String, _ complaint: String) throws {
        _ = directory.write(text, to: "a.js")
        let outcome = try web([VisitedPage.page("clean"), "--scenario", "a.js"])
        #expect(outcome.status == 1)
        #expect(outcome.complaint?.contains(complaint) == true, "\(outcome.errors)")
        #expect(directory.names == ["a.js"])
    }

    @Test func scenarioThatHangs() throws {
        _ = directory.write("export const action = () => new Promise(() => {});", to: "a.js")
        let outcome = try web([VisitedPage.page("clean"), "--scenario", "a.js", "--timeout", "5"])
        #expect(outcome.status == 1)
        #expect(outcome.complaint?.contains("action of a.js does not end within 5 s") == true, "\(outcome.errors)")
        #expect(scratch.isTidy())
    }

    @Test func misuse() throws {
        for (arguments, says) in [
            ([], "name a page"), (["nowhere.html"], "nowhere.html: No such file"),
            (["about:blank", "--repeat", "3"], "--repeat needs a --scenario"),
            (["about:blank", "--timeout", "0"], "--timeout must be"),
            (["about:blank", "--window-size", "wide"], "1280x800"),
            (["about:blank", "--chromium", "/nowhere/chromium"], "/nowhere/chromium: No such file"),
            (["about:blank", "--scenario", "none.js"], "none.js: No such file"),
        ] {
            let outcome = try web(arguments)
            #expect(outcome.status == 2)
            #expect(outcome.complaint?.contains(says) == true, "\(outcome.errors)")
        }
    }

    @Test func machineWithoutChromium() throws {
        let outcome = try Command.run(["web", "about:blank"], in: directory, environment: ["PATH": directory.path])
        #expect(outcome.status == 1)
        #expect(outcome.complaint?.contains("apt-get install chromium") == true, "\(outcome.errors)")
    }

    /// The browser is killed while the page is watched: one line. Heaptide is killed: the browser goes too.
    @Test(arguments: [true, false]) func killed(_ isBrowser: Bool) throws {
        let program = try BackgroundProgram(
            [
                TestPrograms.heaptide, "web", VisitedPage.page("interval"), "--watch", "600", "-o", "kept",
            ], environment: scratch.environment)
        #expect(program.wait { $0.directory.size("kept/1-loaded.heapsnapshot") > 0 })
        if isBrowser {
            let browser = try #require(
                Descendants.of(program.pid).first { Descendants.command($0).contains("--user-data-dir=") })
            kill(-browser, SIGKILL)
            #expect(program.status() == 1)
            let says = "heaptide: Chromium ended in the middle (watching): killed, or crashed; try again\n"
            #expect(program.errors == says)
            #expect(!program.directory.names.contains("kept"))
        } else {
            program.kill(SIGKILL)
            _ = program.status()
        }
        #expect(scratch.isTidy())
    }
}
