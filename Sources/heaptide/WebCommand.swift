// heaptide web: says what a page in Chromium keeps of what it did and took back.
import ArgumentParser
import Foundation
import Glibc
import PageRecorder
import Reports

struct WebCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "web",
        abstract: "Say what a page in Chromium keeps of what it did and took back.",
        discussion: """
            Opens the page in a Chromium of its own without a window. With a scenario, a \
            file with functions action and back (docs/web.md), it acts and goes back again \
            and again; without one it watches the page while nobody touches it. Three heap \
            snapshots tell what was made and stays: detached elements, listeners, timers, \
            observers, closures, collections that grow.

            URL is an address or a file.

            EXAMPLES
              heaptide web http://localhost:8080
              heaptide web index.html --watch 20
              heaptide web http://localhost:8080 --scenario dialog.js
              heaptide web --scenario dialog.js --repeat 10 -o dialog
              heaptide web index.html --scenario dialog.js --json | jq '.leaks[0]'
            """
    )

    @Argument(
        help: ArgumentHelp(
            "The page: http://…, file://…, or a file (default: url() of the scenario).", valueName: "URL"))
    var url: String?

    @Option(help: ArgumentHelp("JavaScript with functions action and back.", valueName: "FILE"))
    var scenario: String?

    @Option(
        name: .customLong("repeat"), help: ArgumentHelp("Rounds of acting and going back (default: 3).", valueName: "N")
    )
    var rounds: Int?

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Where the snapshots go (default: PAGE.PID.web).", valueName: "FOLDER"))
    var output: String?

    @Option(help: ArgumentHelp("Without a scenario: seconds between snapshots (default: 5).", valueName: "SECONDS"))
    var watch: Double?

    @Option(help: ArgumentHelp("How long the page is left alone after each step.", valueName: "SECONDS"))
    var settle = 0.5

    @Option(help: ArgumentHelp("How long loading or one step may take.", valueName: "SECONDS"))
    var timeout = 60.0

    @Option(help: ArgumentHelp("The browser (default: chromium or chromium-headless-shell).", valueName: "PATH"))
    var chromium: String?

    @Option(help: ArgumentHelp("The page's width and height in pixels.", valueName: "WxH"))
    var windowSize = "1280x800"

    @Flag(help: "One JSON object (docs/json.md).")
    var json = false

    func run() throws {
        try checkNumbers()
        guard url != nil || scenario != nil else { throw Problem.usage("name a page, or a scenario that has url()") }
        var plan = VisitPlan(folder: "")
        plan.url = try url.map(Self.address)
        do {
            plan.scenario = try scenario.map { path throws(PageError) in try PageScenario(path: path) }
        } catch {
            throw Problem.usage("\(error)")
        }
        (plan.rounds, plan.timeout, plan.settle, plan.watch) = (rounds, timeout, settle, watch ?? plan.watch)
        try WebRun(command: self, plan: plan, size: try size()).run()
    }

    private func checkNumbers() throws(Problem) {
        if let rounds, !(1...1000).contains(rounds) { throw .usage("--repeat must be from 1 to 1000") }
        if rounds != nil && scenario == nil {
            throw .usage("--repeat needs a --scenario; without one there is --watch")
        }
        if watch != nil && scenario != nil { throw .usage("--watch does not go with --scenario; there is --settle") }
        for (name, value, most) in [
            ("watch", watch ?? 5, 86400.0), ("settle", settle, 3600), ("timeout", timeout, 3600),
        ]
        where !(value > 0 && value <= most) {
            throw .usage("--\(name) must be more than 0 and at most \(Int(most))")
        }
    }

    private func size() throws(Problem) -> (width: Int, height: Int) {
        let numbers = windowSize.split(separator: "x").compactMap { Int($0) }
        guard numbers.count == 2, numbers.allSatisfy({ (1...10_000).contains($0) }) else {
            throw .usage("--window-size is written as 1280x800")
        }
        return (numbers[0], numbers[1])
    }

    /// A file's name becomes its URL.
    private static func address(_ text: String) throws(Problem) -> String {
        for scheme in ["http://", "https://", "file://", "data:"] where text.hasPrefix(scheme) { return text }
        if text == "about:blank" { return text }
        var status = stat()
        guard stat(text, &status) == 0 else {
            let hint = text.contains("/") && text.hasSuffix(".html") ? "" : "; an address begins with http://"
            throw .usage("\(text): \(String(cString: strerror(errno)))\(hint)")
        }
        if status.st_mode & S_IFMT != S_IFREG { throw .usage("\(text) is no file; name the page in it") }
        return URL(fileURLWithPath: text).absoluteString
    }
}
