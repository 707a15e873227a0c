// Ctrl-C while a page is visited: the browser, its profile and the snapshots go before this process does.
import Foundation
import Glibc
import PageRecorder
import Synchronization

/// Waits for SIGINT, SIGTERM and SIGHUP on a thread of its own. Begins before there are other threads, which then all
/// leave these signals to it.
final class WebInterruption: Sendable {
    private struct State {
        var chromium: Chromium?
        var folder: String?
        var signal: Int32 = 0
    }

    private let state = Mutex(State())
    /// Whoever visits a page has this long to notice that its browser is gone.
    private static let patienceMicroseconds: UInt32 = 2_000_000

    init() {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, SIGHUP] where !Self.isIgnored(signal) { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        let thread = Thread { [set] in
            var (set, signal) = (set, Int32(0))
            while sigwait(&set, &signal) != 0 {}
            self.end(signal)
        }
        thread.start()
    }

    /// As `nohup` leaves SIGHUP.
    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    // MARK: What is to go

    /// Starts a browser. A signal that comes meanwhile waits until it is known here.
    func start(_ start: () throws(PageError) -> Chromium) throws(PageError) -> Chromium {
        try state.withLock { state throws(PageError) in
            let chromium = try start()
            state.chromium = chromium
            return chromium
        }
    }

    /// - Parameter folder: with snapshots; nil = what is in it is kept.
    func keep(_ folder: String?) {
        state.withLock { $0.folder = folder }
    }

    /// The browser is not needed any more.
    func endBrowser() {
        state.withLock {
            $0.chromium?.end()
            $0.chromium = nil
        }
    }

    /// Ends the process if a signal has come: to be called when something failed, since that may be why.
    func check() {
        let signal = state.withLock { $0.signal }
        if signal != 0 { exit(signal) }
    }

    // MARK: Going

    private func end(_ signal: Int32) {
        let isVisiting = state.withLock {
            $0.signal = signal
            $0.chromium?.end()
            return $0.chromium != nil
        }
        if isVisiting { usleep(Self.patienceMicroseconds) }
        exit(signal)
    }

    private func exit(_ signal: Int32) -> Never {
        state.withLock {
            let kept = $0.folder == nil
            if let folder = $0.folder { WebFolder.remove(folder) }
            say("heaptide: interrupted; \(kept ? "the snapshots are kept" : "browser and snapshots are gone")\n")
            _exit(128 + signal)
        }
    }
}

/// The folder of a visit's snapshots.
enum WebFolder {
    /// Removes it and the snapshots in it; what somebody else has put there stays.
    static func remove(_ path: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        where name.hasSuffix(".heapsnapshot") || name.hasSuffix(".part") {
            unlink("\(path)/\(name)")
        }
        rmdir(path)
    }
}
