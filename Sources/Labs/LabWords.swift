// Figures in the words of a lab.
package import Reports

package enum LabWords {
    static func bytes(_ bytes: Int) -> String { Bytes.text(bytes) }

    /// A figure with its unit; bytes as a person reads them.
    static func figure(_ value: Double, _ unit: String) -> String {
        if unit == "bytes", abs(value) >= 10_000, abs(value) < 1e18 { return Bytes.text(Int(value)) }
        return unit.isEmpty ? number(value) : "\(number(value)) \(unit)"
    }

    static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        if value == value.rounded() { return Decimal.grouped(Int(value)) }
        return Decimal.text(value, digits: abs(value) < 10 ? 3 : 1)
    }

    static func value(_ value: LabFact.Value, _ unit: String) -> String {
        switch value {
        case .number(let number): figure(number, unit)
        case .flag(let flag): flag ? "yes" : "no"
        case .text(let text): text
        }
    }

    /// `96 %`.
    static func percent(_ part: Double) -> String { "\(Decimal.text(part * 100, digits: part < 0.0995 ? 1 : 0)) %" }
}
