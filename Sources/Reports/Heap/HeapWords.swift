// Words that the views of a heap share.
import HeapGraph
import Recording

extension String {
    /// The text, its middle left out if it is longer than `width` characters.
    func cut(to width: Int) -> String {
        guard count > width else { return self }
        let room = max(0, width - 1)
        return "\(prefix(room / 2))…\(suffix(room - room / 2))"
    }

    /// A name of the program's that cannot reach the terminal as a command.
    var shown: String { SourceLocation.printable(self) }
}

extension UInt64 {
    /// The same as a signed integer, which is what JSON and the helpers for text take.
    var signed: Int { Int(clamping: self) }
}

enum HeapWords {
    /// `1 object`, `1,204 objects`.
    static func count(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(Decimal.grouped(count)) \(count == 1 ? singular : plural ?? singular + "s")"
    }

    /// `12 ms`, `1.24 s`.
    static func seconds(_ seconds: Double) -> String {
        if seconds >= 0.9995 { return "\(Decimal.text(seconds, digits: 2)) s" }
        if seconds >= 0.000_95 { return "\(Decimal.text(seconds * 1000, digits: seconds < 0.00995 ? 1 : 0)) ms" }
        return "\(Decimal.text(seconds * 1e6, digits: 0)) µs"
    }

    /// `+12.0 KiB`, `-3 B`, `0 B`.
    static func signedBytes(_ bytes: Int) -> String { (bytes > 0 ? "+" : "") + Bytes.text(bytes) }
    static func signedCount(_ count: Int) -> String { (count > 0 ? "+" : "") + Decimal.grouped(count) }

    /// A bar of at most `width` columns, filled up with spaces: eighths of a column count.
    static func bar(_ share: Double, width: Int) -> String {
        let eighths = Int((max(0, min(1, share)) * Double(width) * 8).rounded())
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        let bar = String(repeating: "█", count: eighths / 8) + partial
        return bar + String(repeating: " ", count: width - bar.count)
    }

    /// A fact under its name, in one line of at most `width` columns.
    static func row(_ name: String, _ value: String, width: Int) -> String {
        let padding = String(repeating: " ", count: max(1, 12 - name.count))
        return "  \(name)\(padding)\(value.cut(to: max(20, width - 14)))\n"
    }

    /// The line behind a table that was cut.
    static func more(_ count: Int, beyond shown: Int) -> String {
        count > shown ? " … \(Decimal.grouped(count - shown)) more (--top \(count) shows all)\n" : ""
    }
}
