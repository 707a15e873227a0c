// How far a long piece of work is, on a terminal.
import Glibc
import Recording
import Reports

/// One line of standard error that is overwritten; nothing if that is no terminal, or while the work takes no second.
struct ProgressLine {
    private let title: String
    private let isTerminal = isatty(STDERR_FILENO) != 0
    private let start = ContinuousClock.now
    private var lastShown = ContinuousClock.now
    private var isShown = false

    init(_ title: String) { self.title = SourceLocation.printable(title) }

    /// - Parameter part: of the work, up to 1.
    mutating func show(_ part: Double) {
        let now = ContinuousClock.now
        guard isTerminal, now - start > .seconds(1), now - lastShown > .milliseconds(100) else { return }
        lastShown = now
        isShown = true
        say("\r\(title): \(Int(part * 100)) %")
    }

    /// Makes room for the next line.
    mutating func clear() {
        if isShown { say("\r\u{1B}[K") }
        isShown = false
    }
}
