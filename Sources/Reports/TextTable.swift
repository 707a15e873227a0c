// Tables and colours for a terminal.

/// Whether, and how, text is coloured.
package struct TextStyle: Sendable {
    let isColored: Bool
    /// Columns of the terminal.
    let width: Int

    package init(isColored: Bool, width: Int = 100) {
        self.isColored = isColored
        self.width = max(60, min(width, 200))
    }

    func strong(_ text: String) -> String { isColored ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    func dim(_ text: String) -> String { isColored ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
    func accent(_ text: String) -> String { isColored ? "\u{1B}[36m\(text)\u{1B}[0m" : text }
}

/// Right-aligned figures, then one left-aligned name.
struct TextTable {
    let headers: [String]
    private(set) var rows: [[String]] = []

    init(_ headers: [String]) { self.headers = headers }

    mutating func add(_ row: [String]) { rows.append(row) }

    func text(_ style: TextStyle) -> String {
        let last = headers.count - 1
        var widths = headers.map(\.count)
        for row in rows { for column in 0..<last { widths[column] = max(widths[column], row[column].count) } }
        func line(_ row: [String]) -> String {
            var line = " "
            for column in 0..<last { line += Self.pad(row[column], widths[column]) + "  " }
            return line + row[last].filter { !$0.isNewline }
        }
        var text = style.dim(line(headers)) + "\n"
        for row in rows { text += line(row) + "\n" }
        return text
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
