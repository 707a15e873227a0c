import DevTools
import Foundation
import Glibc
import TestSupport
import Testing

/// A real Chromium: one connection, a session for each page.
@Suite(.enabled(if: Command.find("chromium") != nil)) struct ChromiumTests {
    @Test func pagesAreSessions() throws {
        let profile = TemporaryDirectory()
        let chromium = try BackgroundProgram([
            try #require(Command.find("chromium")), "--headless", "--no-sandbox", "--disable-gpu",
            "--remote-debugging-port=0", "--user-data-dir=\(profile.path)", "about:blank",
        ])
        #expect(chromium.wait { _ in profile.text("DevToolsActivePort").contains("/") })
        let lines = profile.text("DevToolsActivePort").split(separator: "\n")
        let address = DevToolsAddress(port: try #require(Int(lines[0])), path: String(lines[1]))
        let connection = try DevToolsConnection(address, peer: "Chromium")
        try connection.call(
            "Target.setAutoAttach", ["autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true])
        let page = try connection.call("Target.createTarget", ["url": "data:text/html,<p>one"])["targetId"]?.string
        var session: String?
        while session == nil, let event = connection.events.next(seconds: 20) {
            guard event.method == "Target.attachedToTarget" else { continue }
            if event.parameters["targetInfo"]?["targetId"]?.string == page {
                session = event.parameters["sessionId"]?.string
            }
        }
        var text: String?
        for _ in 0..<500 where text != "one" {
            usleep(20_000)
            let answer = try connection.call(
                "Runtime.evaluate", ["expression": "document.body?.innerText"], session: session ?? "none")
            text = answer["result"]?["value"]?.string
        }
        #expect(text == "one")
        #expect(throws: DevToolsError.self) { try connection.call("Runtime.evaluate", session: "nobody") }
        _ = try? connection.call("Browser.close")
        _ = chromium.status()
    }
}
