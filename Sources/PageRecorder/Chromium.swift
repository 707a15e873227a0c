// A Chromium of its own without a window, with a profile that nobody used before.
package import DevTools
import Foundation
import Glibc
import Processes
import Synchronization

/// Runs in a session of its own. It and its profile are gone with its owner, and if this process is killed: a guard, a
/// shell that waits for the end of a pipe, sees to that.
package final class Chromium: Sendable {
    package let pid: Int32
    private let profile: String
    /// The guard acts when this is closed.
    private let guardPipe: Int32
    private let guardPid: pid_t
    private let hasEnded = Mutex(false)

    /// What the program may be called, Debian's names first.
    private static let names = [
        "chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "chrome-headless-shell",
    ]

    /// The Chromium of this machine; nil if there is none.
    package static func find() -> String? { names.lazy.compactMap(ProgramSearch.find).first }

    /// Starts it.
    ///
    /// - Parameter windowSize: width and height in pixels of the page.
    /// - Throws: one line if it cannot be started.
    package init(executable: String, windowSize: (width: Int, height: Int)) throws(PageError) {
        var template = Array((NSTemporaryDirectory() + "/heaptide-web-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw PageError("cannot make a folder in \(NSTemporaryDirectory()): \(String(cString: strerror(errno)))")
        }
        profile = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var browser = ProcessStart(executable, Self.arguments(profile, windowSize))
        browser.environment = Self.environment(profile)
        browser.errors = .file(profile + "/errors")
        browser.company = .ownSession
        do {
            pid = try browser.start()
        } catch {
            try? FileManager.default.removeItem(atPath: profile)
            throw PageError("cannot start \(executable): \(error)")
        }
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let script = """
            read line; kill -s KILL -- "-$0"; tries=0
            while [ -e "$1" ] && [ $tries -lt 50 ]; do rm -rf -- "$1"; sleep 0.1; tries=$((tries + 1)); done
            """
        var waiting = ProcessStart("/bin/sh", ["-c", script, "\(pid)", profile])
        waiting.input = .descriptor(ends[0])
        waiting.company = .ownSession
        guardPid = (try? waiting.start()) ?? -1
        close(ends[0])
        guardPipe = ends[1]
    }

    deinit { end() }

    /// Ends it and takes its profile away. Returns when both are gone; the second call does nothing.
    package func end() {
        hasEnded.withLock {
            if !$0 { endOnce() }
            $0 = true
        }
    }

    private func endOnce() {
        kill(-pid, SIGKILL)
        waitpid(pid, nil, 0)
        // What it started may still be writing for a moment.
        for _ in 0..<100 {
            try? FileManager.default.removeItem(atPath: profile)
            if access(profile, F_OK) != 0 { break }
            usleep(20_000)
        }
        // The guard is not needed any more, and the number of the group may soon be somebody else's.
        if guardPid > 0 { kill(-guardPid, SIGKILL) }
        close(guardPipe)
        if guardPid > 0 { waitpid(guardPid, nil, 0) }
    }

    /// Its temporary files go into the profile, so that they go with it; but not where the name of the socket among them
    /// would be longer than a socket's may be.
    private static func environment(_ profile: String) -> [String] {
        let socket = "/org.chromium.Chromium.XXXXXX/SingletonSocket"
        guard profile.utf8.count + socket.utf8.count < 100 else { return ProcessEnvironment.current }
        return ProcessEnvironment.current.filter { !$0.hasPrefix("TMPDIR=") } + ["TMPDIR=" + profile]
    }

    private static func arguments(_ profile: String, _ size: (width: Int, height: Int)) -> [String] {
        [
            "--headless", "--remote-debugging-port=0", "--user-data-dir=\(profile)",
            "--window-size=\(size.width),\(size.height)", "--no-first-run", "--no-default-browser-check",
            "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-breakpad", "--disable-crash-reporter", "--disable-dev-shm-usage",
            "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
            "--disable-backgrounding-occluded-windows", "--disable-back-forward-cache", "--mute-audio",
            "--password-store=basic",
        ] + (getuid() == 0 ? ["--no-sandbox"] : []) + ["about:blank"]
    }

    // MARK: Its inspector

    /// Connects to the browser.
    ///
    /// - Throws: one line if it ends or does not listen in time.
    package func connect(seconds: Double) throws(PageError) -> DevToolsConnection {
        let file = profile + "/DevToolsActivePort"
        for _ in 0..<Int(seconds * 50) {
            let lines = Self.text(file).split(separator: "\n")
            if lines.count >= 2, let port = Int(lines[0]) {
                do {
                    return try DevToolsConnection(
                        DevToolsAddress(port: port, path: String(lines[1])), peer: "Chromium", seconds: seconds)
                } catch {
                    throw PageError(error)
                }
            }
            if waitpid(pid, nil, WNOHANG) == pid { throw PageError("Chromium ended before it listened\(reason)") }
            usleep(20_000)
        }
        throw PageError("Chromium did not listen within \(Int(seconds)) s\(reason); allow more with --timeout")
    }

    /// The last line that it wrote before it ended.
    private var reason: String {
        let lines = Self.text(profile + "/errors").split(separator: "\n").filter { !$0.isEmpty }
        return lines.last.map { ": \($0.prefix(200))" } ?? ""
    }

    private static func text(_ path: String) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        return String(decoding: (try? file.read(upToCount: 64 << 10)) ?? Data(), as: UTF8.self)
    }
}
