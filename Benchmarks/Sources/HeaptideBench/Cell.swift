import Foundation

/// The texts of the table's cells. What was not measured is `none`, never a number.
enum Cell {
    /// Stands where nothing was measured.
    static let none = "n/a"

    /// Seconds with hundredths.
    static func seconds(_ value: Double?) -> String { number("%.2f", value) }
    /// Seconds with thousandths, for what may take milliseconds.
    static func fineSeconds(_ value: Double?) -> String { number("%.3f", value) }
    /// How many times as much as plain.
    static func ratio(_ value: Double?) -> String { number("%.2fx", value) }
    /// Parts of one in percent.
    static func percent(_ value: Double?) -> String { number("%.0f %%", value.map { $0 * 100 }) }
    /// Bytes in MiB with tenths.
    static func mebibytes(_ bytes: Double?) -> String { number("%.1f", bytes.map { $0 / mebibyte }) }
    /// Bytes in MiB with thousandths, for what may be kilobytes.
    static func fineMebibytes(_ bytes: Double?) -> String { number("%.3f", bytes.map { $0 / mebibyte }) }

    private static let mebibyte = 1_048_576.0

    private static func number(_ format: String, _ value: Double?) -> String {
        value.map { String(format: format, $0) } ?? none
    }
}
