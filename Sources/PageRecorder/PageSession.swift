// One page of a Chromium: going somewhere, running functions in it, looking at its memory. Used by one thread.
import DevTools
import Foundation
import Glibc
import NodeRecorder
import Synchronization

final class PageSession {
    let connection: DevToolsConnection
    private let session: String
    private let seconds: Double
    private let watch: Watch

    /// Hears what the browser says unasked, so that a page that died is noticed at once and not after a time limit.
    private final class Watch: Sendable {
        let hasCrashed = Atomic<Bool>(false)
        let isOver = Atomic<Bool>(false)

        func run(_ connection: DevToolsConnection) {
            while connection.isOpen && !isOver.load(ordering: .acquiring) {
                guard let event = connection.events.next(seconds: 0.2) else { continue }
                if event.method == "Target.targetCrashed" || event.method == "Inspector.targetCrashed" {
                    hasCrashed.store(true, ordering: .releasing)
                    connection.close()
                } else if event.method == "Page.javascriptDialogOpening" {
                    _ = try? connection.call(
                        "Page.handleJavaScriptDialog", ["accept": true], session: event.session)
                }
            }
        }
    }

    /// - Parameter seconds: how long an answer may take.
    init(_ connection: DevToolsConnection, seconds: Double) throws(PageError) {
        self.connection = connection
        self.seconds = seconds
        watch = Watch()
        do {
            try connection.call("Target.setDiscoverTargets", ["discover": true])
            let target = try connection.call("Target.createTarget", ["url": "about:blank"])["targetId"] ?? .null
            let answer = try connection.call("Target.attachToTarget", ["targetId": target, "flatten": true])
            session = answer["sessionId"]?.string ?? ""
            for domain in ["Page", "Inspector", "HeapProfiler"] {
                try connection.call("\(domain).enable", session: session)
            }
        } catch {
            throw PageError(error)
        }
        let thread = Thread { [watch, connection] in watch.run(connection) }
        thread.start()
    }

    deinit { watch.isOver.store(true, ordering: .releasing) }

    /// - Parameter from: nil asks the page, else the browser.
    func call(_ method: String, _ parameters: JSON = [:], ofBrowser: Bool = false) throws(PageError) -> JSON {
        do {
            return try connection.call(
                method, parameters, session: ofBrowser ? nil : session, seconds: seconds)
        } catch {
            throw explained(error)
        }
    }

    private func explained(_ error: DevToolsError) -> PageError {
        if watch.hasCrashed.load(ordering: .acquiring) {
            return PageError("the page crashed: out of memory, or its process was killed")
        }
        if error.isEnd { return PageError("Chromium ended in the middle: killed, or crashed") }
        let isLate = error.description.contains(" did not answer ")
        return PageError(isLate ? "\(error); allow more with --timeout" : error.description)
    }

    // MARK: Going somewhere

    /// Opens `url` and waits until it is loaded.
    func open(_ url: String) throws(PageError) {
        let answer = try call("Page.navigate", ["url": .string(url)])
        if let error = answer["errorText"]?.string, !error.isEmpty {
            throw PageError("\(url) does not load: \(error)")
        }
        try waitUntilLoaded(url)
    }

    /// Waits until the document of the moment is loaded.
    func waitUntilLoaded(_ what: String) throws(PageError) {
        let end = Date.timeIntervalSinceReferenceDate + seconds
        while Date.timeIntervalSinceReferenceDate < end {
            // While a page goes and another comes there is nobody to ask.
            let state = try? value("document.readyState")
            if watch.hasCrashed.load(ordering: .acquiring) || !connection.isOpen { _ = try call("Page.enable") }
            if state?.string == "complete" { return }
            usleep(20_000)
        }
        throw PageError("\(what) is not loaded within \(Int(seconds)) s; allow more with --timeout")
    }

    /// What an expression is in the page.
    func value(_ expression: String) throws(PageError) -> JSON {
        try call("Runtime.evaluate", ["expression": .string(expression), "returnByValue": true])["result"]?["value"]
            ?? .null
    }

    // MARK: Memory

    /// Collects what can be collected, twice: the first finds what only dead nodes held.
    func collectGarbage() throws(PageError) {
        for _ in 0..<2 { _ = try call("HeapProfiler.collectGarbage") }
    }

    func takeSnapshot(to path: String) throws(PageError) -> DownloadedSnapshot {
        do {
            return try DownloadedSnapshot.take(connection, session: session, to: path)
        } catch {
            throw explained(error)
        }
    }

    func sample(_ step: String, at time: Double) throws(PageError) -> PageSample {
        let heap = try call("Runtime.getHeapUsage")
        let counters = try call("Memory.getDOMCounters")
        return PageSample(
            seconds: time, step: step, heapBytes: heap["usedSize"]?.int ?? 0,
            heapTotalBytes: heap["totalSize"]?.int ?? 0, embedderBytes: heap["embedderHeapUsedSize"]?.int,
            nodes: counters["nodes"]?.int ?? 0, documents: counters["documents"]?.int ?? 0,
            listeners: counters["jsEventListeners"]?.int ?? 0, residentBytes: residentBytes())
    }

    /// RSS of all processes that run pages; nil if the browser does not say which they are.
    private func residentBytes() -> Int? {
        guard let processes = try? call("SystemInfo.getProcessInfo", ofBrowser: true)["processInfo"]?.elements else {
            return nil
        }
        let pids = processes.filter { $0["type"]?.string == "renderer" }.compactMap { $0["id"]?.int }
        let pages = pids.compactMap { pid -> Int? in
            let text = (try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8)) ?? ""
            return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        }
        return pages.isEmpty ? nil : pages.reduce(0, +) * Int(getpagesize())
    }
}
