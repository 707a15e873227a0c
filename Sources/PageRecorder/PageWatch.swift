// What a browser says unasked: a page that died, dialogs that want an answer, windows that open.
import DevTools
import Foundation
import Synchronization

/// Hears it on a thread of its own, so that nothing waits for what nobody will do.
final class PageWatch: Sendable {
    private let connection: DevToolsConnection
    private let target: String
    private let session: String
    private let crashed = Atomic<Bool>(false)
    private let over = Atomic<Bool>(false)
    private let loading = Atomic<Bool>(false)
    private let scripts = Mutex(Scripts())
    private static let mostWindows = 100

    /// Scripts that the debugger tells of: those with a source map, and the last of all.
    private struct Scripts {
        var maps: [(script: String, map: String)] = []
        var known: Set<String> = []
        var last = ""
        var byteCount = 0
    }

    init(_ connection: DevToolsConnection, target: String, session: String) {
        (self.connection, self.target, self.session) = (connection, target, session)
    }

    /// Whether the page's process has ended.
    var hasCrashed: Bool { crashed.load(ordering: .acquiring) }
    /// Whether the page is on its way to another document.
    var isLoading: Bool { loading.load(ordering: .acquiring) }

    func start() {
        let thread = Thread { self.run() }
        thread.start()
    }

    func end() { over.store(true, ordering: .releasing) }

    private func run() {
        var windows = 0
        while connection.isOpen && !over.load(ordering: .acquiring) {
            guard let event = connection.events.next(seconds: 0.2) else { continue }
            switch event.method {
            case "Inspector.targetCrashed" where event.session == session: crash()
            case "Target.targetCrashed" where event.parameters["targetId"]?.string == target: crash()
            case "Page.javascriptDialogOpening": accept(event.session)
            case "Target.targetCreated": take(event.parameters["targetInfo"] ?? .null, &windows)
            case "Debugger.scriptParsed" where event.session == session: learn(event.parameters)
            case "Page.frameStartedLoading", "Page.frameStoppedLoading":
                guard event.session == session, event.parameters["frameId"]?.string == target else { break }
                loading.store(event.method == "Page.frameStartedLoading", ordering: .releasing)
            default: break
            }
        }
    }

    /// Whoever waits for an answer of the page hears at once that none will come.
    private func crash() {
        crashed.store(true, ordering: .releasing)
        connection.close()
    }

    /// Says yes: a page that asks whether it may be left is left.
    private func accept(_ session: String?) {
        _ = try? connection.call("Page.handleJavaScriptDialog", ["accept": true], session: session)
    }

    /// A window that the page has opened: its dialogs would keep the page waiting too.
    private func take(_ info: JSON, _ windows: inout Int) {
        guard info["type"]?.string == "page", info["openerId"]?.string != nil, windows < Self.mostWindows,
            let id = info["targetId"]
        else { return }
        windows += 1
        let answer = try? connection.call("Target.attachToTarget", ["targetId": id, "flatten": true], seconds: 2)
        guard let session = answer?["sessionId"]?.string else { return }
        _ = try? connection.call("Page.enable", session: session, seconds: 2)
    }

    // MARK: Scripts

    private func learn(_ script: JSON) {
        guard let url = script["url"]?.string else { return }
        let map = script["sourceMapURL"]?.string ?? ""
        scripts.withLock {
            $0.last = url
            $0.byteCount += map.utf8.count
            guard !url.isEmpty, !map.isEmpty, $0.byteCount <= PageSourceMaps.largestSum * 2,
                $0.known.insert(url).inserted
            else { return }
            $0.maps.append((url, map))
        }
    }

    func hasSeen(script url: String) -> Bool { scripts.withLock { $0.last == url } }

    /// In the order in which they were loaded.
    func takeScripts() -> [(script: String, map: String)] {
        scripts.withLock { scripts in
            defer { scripts = Scripts() }
            return scripts.maps
        }
    }
}
