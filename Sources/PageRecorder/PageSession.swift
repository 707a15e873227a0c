// One page of a Chromium: going somewhere, running functions in it, looking at its memory. Used by one thread.
import DevTools
import Foundation
import Glibc
import NodeRecorder

final class PageSession {
    let connection: DevToolsConnection
    /// What is being done, for the line that says in the middle of what a page died.
    var work = ""
    let target: String
    private let session: String
    private let seconds: Double
    let watch: PageWatch

    /// - Parameter seconds: how long an answer may take.
    init(_ connection: DevToolsConnection, seconds: Double) throws(PageError) {
        self.connection = connection
        self.seconds = seconds
        do {
            let target = try connection.call("Target.createTarget", ["url": "about:blank"])["targetId"] ?? .null
            let answer = try connection.call("Target.attachToTarget", ["targetId": target, "flatten": true])
            self.target = target.string ?? ""
            session = answer["sessionId"]?.string ?? ""
            watch = PageWatch(connection, target: self.target, session: session)
            for domain in ["Page", "Inspector", "HeapProfiler"] {
                try connection.call("\(domain).enable", session: session)
            }
            try connection.call("Target.setDiscoverTargets", ["discover": true])
        } catch {
            throw PageError(error)
        }
        watch.start()
    }

    deinit { watch.end() }

    /// - Parameters:
    ///   - ofBrowser: asks the browser, else the page.
    ///   - late: what to say if no answer comes in time.
    func call(
        _ method: String, _ parameters: JSON = [:], ofBrowser: Bool = false, seconds: Double? = nil,
        late: String? = nil
    ) throws(PageError) -> JSON {
        do {
            return try connection.call(
                method, parameters, session: ofBrowser ? nil : session, seconds: seconds ?? self.seconds)
        } catch {
            throw explained(error, late)
        }
    }

    private func explained(_ error: DevToolsError, _ late: String? = nil) -> PageError {
        let moment = work.isEmpty ? "" : " (\(work))"
        if watch.hasCrashed {
            return PageError(
                "the page crashed\(moment): out of memory, or its process was killed; try fewer rounds (--repeat) or a shorter --watch"
            )
        }
        if error.isEnd { return PageError("Chromium ended in the middle\(moment): killed, or crashed; try again") }
        guard error.description.contains(" did not answer ") else { return PageError(error.description) }
        return PageError("\(late ?? error.description); allow more with --timeout")
    }

    private var limit: String { "within \(Int(seconds.rounded(.up))) s" }

    /// What a function of a scenario is told if it does not come to an end.
    func lateText(_ what: String) -> String { "\(what) does not end \(limit)" }

    // MARK: Going somewhere

    /// Opens `url` and waits until it is loaded.
    func open(_ url: String) throws(PageError) {
        let answer = try call(
            "Page.navigate", ["url": .string(url)],
            late: "\(url) does not answer \(limit): see whether its server is well")
        if let error = answer["errorText"]?.string, !error.isEmpty {
            throw PageError("\(url) does not load: \(error)\(Self.advice(error))")
        }
        try waitUntilLoaded(url)
        let status = try? value("performance.getEntriesByType('navigation')[0]?.responseStatus")
        if let status = status?.int, status >= 400 {
            throw PageError("\(url) answers with status \(status) instead of a page; name one that is there")
        }
    }

    /// What to do about an error of Chromium's network.
    private static func advice(_ error: String) -> String {
        let known = [
            "CONNECTION_REFUSED": "nobody listens there; start its server",
            "NAME_NOT_RESOLVED": "there is no such host",
            "FILE_NOT_FOUND": "there is no such file", "ABORTED": "it is a download, or was broken off",
            "CERT_": "its certificate is not trusted; use http:// or a certificate that is",
            "EMPTY_RESPONSE": "its server hung up without a word", "UNSAFE_PORT": "Chromium opens no page at that port",
        ]
        return known.first { error.contains($0.key) }.map { " (\($0.value))" } ?? ""
    }

    /// Waits until the document of the moment is loaded, or the one that is on its way.
    func waitUntilLoaded(_ what: String) throws(PageError) {
        let end = Date.timeIntervalSinceReferenceDate + seconds
        while case let rest = end - Date.timeIntervalSinceReferenceDate, rest > 0 {
            // While a page goes and another comes there is nobody to ask.
            let state = try? value("document.readyState", seconds: rest)
            if watch.hasCrashed || !connection.isOpen { _ = try call("Page.enable") }
            if state?.string == "complete" && !watch.isLoading { return }
            usleep(20_000)
        }
        throw PageError("\(what) is not loaded \(limit); allow more with --timeout")
    }

    /// The document of the moment and V8's heap in which it lives: other documents, or other heaps, have other texts.
    func document() throws(PageError) -> (document: String, heap: String) {
        let frame = try call("Page.getFrameTree")["frameTree"]?["frame"]
        let heap = try call("Runtime.getIsolateId")
        return (frame?["loaderId"]?.string ?? "", heap["id"]?.string ?? "")
    }

    /// What an expression is in the page.
    func value(_ expression: String, seconds: Double? = nil) throws(PageError) -> JSON {
        let parameters: JSON = ["expression": .string(expression), "returnByValue": true]
        return try call("Runtime.evaluate", parameters, seconds: seconds)["result"]?["value"] ?? .null
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
