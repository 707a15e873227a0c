// Tables and colours for a terminal.

/// Whether, and how, text is coloured.
package struct TextStyle: Sendable {
    let isColored: Bool
    /// Columns of the terminal.
    package let width: Int

    package init(isColored: Bool, width: Int = 100) {
        self.isColored = isColored
        self.width = max(60, min(width, 200))
    }

    package func strong(_ text: String) -> String { isColored ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    package func dim(_ text: String) -> String { isColored ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
    package func accent(_ text: String) -> String { isColored ? "\u{1B}[36m\(text)\u{1B}[0m" : text }
}

/// Right-aligned figures, then left-aligned names.
package struct TextTable {
    let headers: [String]
    /// The first column that holds names.
    private let firstName: Int
    /// A column that is shown in colour.
    private let accented: Int?
    private(set) var rows: [[String]] = []

    /// - Parameter firstName: the first left-aligned column; nil = the last.
    package init(_ headers: [String], firstName: Int? = nil, accented: Int? = nil) {
        self.headers = headers
        self.firstName = firstName ?? headers.count - 1
        self.accented = accented
    }

    package mutating func add(_ row: [String]) { rows.append(row) }

    /// - Parameters:
    ///   - indent: columns before the first.
    ///   - isCut: whether the last column is shortened to what the width leaves of it.
    package func text(_ style: TextStyle, indent: Int = 1, isCut: Bool = false) -> String {
        let widths = widths
        let used = indent + widths.dropLast().reduce(0) { $0 + $1 + 2 }
        let room = isCut ? max(20, style.width - used) : .max
        var text = style.dim(line(headers, widths, indent, room, style: nil)) + "\n"
        for row in rows { text += line(row, widths, indent, room, style: style) + "\n" }
        return text
    }

    private var widths: [Int] {
        headers.indices.map { column in rows.reduce(headers[column].count) { max($0, $1[column].count) } }
    }

    private func line(_ row: [String], _ widths: [Int], _ indent: Int, _ room: Int, style: TextStyle?) -> String {
        var line = String(repeating: " ", count: indent)
        for column in 0..<row.count - 1 {
            let padding = String(repeating: " ", count: max(0, widths[column] - row[column].count))
            let cell = column < firstName ? padding + row[column] : row[column] + padding
            line += (column == accented ? style?.accent(cell) ?? cell : cell) + "  "
        }
        return line + row[row.count - 1].filter { !$0.isNewline }.cut(to: room)
    }
}
