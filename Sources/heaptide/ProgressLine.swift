// One line on a terminal that says what is being done, for work that takes more than a second.
import Glibc

/// Shown on standard error, if that is a terminal, from the second second on.
final class ProgressLine {
    private let isShown: Bool
    private let began: Double
    private var lastShown = 0.0
    private var isVisible = false
    private let what: String

    private static let firstSeconds = 1.0
    private static let everySeconds = 0.1

    init(_ what: String) {
        self.what = what
        isShown = isatty(STDERR_FILENO) != 0
        began = Self.now()
    }

    deinit { clear() }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Always true: the work goes on.
    @discardableResult
    func show(count: Int) -> Bool {
        show("\(what): \(count)")
        return true
    }

    func showWaiting() { show("\(what) …") }
    func show(step: String) { show("\(what): \(step)") }

    func show(phase: String) { show("analysing: \(phase)") }

    /// - Parameter part: of the work, up to 1.
    func show(part: Double) { show("\(what): \(Int(part * 100)) %") }

    private func show(_ text: String) {
        let now = Self.now()
        guard isShown, now - began > Self.firstSeconds, now - lastShown > Self.everySeconds else { return }
        lastShown = now
        isVisible = true
        say("\r\u{1B}[K\(text)")
    }

    /// Takes the line away.
    func clear() {
        if isVisible { say("\r\u{1B}[K") }
        isVisible = false
    }
}
