// Data goes to standard output: whole, and coloured only where somebody looks at it.
import ArgumentParser
import Foundation
import Glibc
import Reports

enum StandardOutput {
    /// How text is shown there: coloured on a terminal unless `NO_COLOR` is set, 80 to 120 columns wide.
    static var style: TextStyle {
        let isTerminal = isatty(STDOUT_FILENO) != 0
        return TextStyle(isColored: isTerminal && getenv("NO_COLOR") == nil, width: isTerminal ? columns : 100)
    }

    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return max(80, min(120, Int(size.ws_col)))
    }

    /// A reader that has seen enough (`| head`) is no failure worth a word.
    ///
    /// - Parameter what: "the report", for the message if it fails.
    static func write(_ data: Data, what: String) throws {
        if OutputFile.write(data, to: STDOUT_FILENO) { return }
        if errno == EPIPE { throw ExitCode.failure }
        throw Problem.failure("cannot write \(what): \(String(cString: strerror(errno)))")
    }

    /// A view as text, or as one JSON object.
    static func write(_ view: some HeapView, json: Bool, what: String) throws {
        try write(json ? view.json + Data("\n".utf8) : Data(view.text(style).utf8), what: what)
    }
}
