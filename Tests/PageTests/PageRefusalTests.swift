// What can go wrong with a page: one line, and nothing left behind.
import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.enabled(if: VisitedPage.browser != nil, "needs Chromium"), .serialized) struct PageRefusalTests {
    private let directory = TemporaryDirectory()

    private func web(_ arguments: [String]) throws -> Outcome {
        try Command.run(["web", "-o", "out"] + arguments, in: directory, limit: 120)
    }

    @Test func pageThatDoesNotLoad() throws {
        // A port that nobody may listen at.
        let outcome = try web(["http://127.0.0.1:9"])
        #expect(outcome.status == 1)
        #expect(outcome.complaint?.contains("http://127.0.0.1:9 does not load: net::ERR_") == true, "\(outcome.errors)")
        #expect(directory.names.isEmpty)
        #expect(try VisitedPage.isTidy())
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
        #expect(outcome.complaint?.contains("did not answer") == true, "\(outcome.errors)")
        #expect(try VisitedPage.isTidy())
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
        let program = try BackgroundProgram([
            TestPrograms.heaptide, "web", VisitedPage.page("interval"), "--watch", "600", "-o", "kept",
        ])
        #expect(program.wait { $0.directory.size("kept/1-loaded.heapsnapshot") > 0 })
        if isBrowser {
            let browser = try #require(Self.child(of: program.pid))
            kill(-browser, SIGKILL)
            #expect(program.status() == 1)
            #expect(program.errors == "heaptide: Chromium ended in the middle: killed, or crashed\n")
            #expect(!program.directory.names.contains("kept"))
        } else {
            program.kill(SIGKILL)
            _ = program.status()
        }
        #expect(try VisitedPage.isTidy())
    }

    /// The child with a profile in its command line.
    private static func child(of pid: Int32) -> Int32? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.first { child in
            func text(_ name: String) -> String {
                String(
                    decoding: FileManager.default.contents(atPath: "/proc/\(child)/\(name)") ?? Data(), as: UTF8.self)
            }
            return text("cmdline").contains("--user-data-dir=") && text("status").contains("\nPPid:\t\(pid)\n")
        }
    }
}
