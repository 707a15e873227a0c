// Numbers and names as a person reads them.
import Foundation
package import Recording

package enum Bytes {
    /// `512 B`, `1.5 KiB`, `38.1 MiB`.
    package static func text(_ bytes: Int) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        var value = Double(bytes.magnitude)
        var unit = 0
        while value >= 1023.95 && unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        let sign = bytes < 0 ? "-" : ""
        return unit == 0 ? "\(bytes) B" : "\(sign)\(Decimal.text(value, digits: 1)) \(units[unit])"
    }
}

package enum Decimal {
    /// A number with a fixed count of digits after the point.
    package static func text(_ value: Double, digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = (value * scale).rounded()
        guard scaled.isFinite, abs(scaled) < 9e15 else { return String(value) }
        let whole = Int(abs(scaled))
        let sign = scaled < 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let fraction = String(whole % Int(scale))
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(sign)\(whole / Int(scale)).\(zeros)\(fraction)"
    }

    /// `1,204,331`.
    package static func grouped(_ value: Int) -> String {
        var text = ""
        for (index, digit) in String(value.magnitude).reversed().enumerated() {
            if index > 0 && index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + String(text.reversed())
    }

    /// `61 %`, `0.4 %`, of a whole that may be 0.
    package static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "0 %" }
        let percent = Double(part) / Double(whole) * 100
        return "\(Decimal.text(percent, digits: abs(percent) < 9.95 ? 1 : 0)) %"
    }
}

extension SourceLocation {
    package var fileText: String { file.isEmpty ? "(no Python frame)" : file }

    /// `app.py:88 load`, the file cut to its last parts.
    package var shortText: String {
        if isNative { return fileText }
        let place = line > 0 ? "\(shortFile):\(line)" : shortFile
        return Self.printable(function.isEmpty ? place : "\(place) \(function)")
    }

    /// Names come from the program: one with an escape sequence in it must not reach the terminal as one.
    package static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
        let shown = text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(shown))
    }

    /// A path without what every path has: site-packages, the standard library's folder, all but two parts of it.
    package var shortFile: String {
        for marker in ["/site-packages/", "/dist-packages/"] {
            if let range = file.range(of: marker) { return String(file[range.upperBound...]) }
        }
        if kind == .library, let range = file.range(of: "/lib/python3.") {
            let rest = file[range.upperBound...]
            if let slash = rest.firstIndex(of: "/") { return String(rest[rest.index(after: slash)...]) }
        }
        let parts = file.split(separator: "/")
        return parts.count > 2 && file.hasPrefix("/") ? parts.suffix(2).joined(separator: "/") : file
    }
}
