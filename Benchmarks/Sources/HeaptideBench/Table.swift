/// The one table: a row for each workload and tool, and a row of geometric means for each tool.
struct Table {
    private static let header = [
        "workload", "tool", "wall s", "wall", "spread", "CPU s", "CPU", "peak MiB", "peak", "added MiB", "file MiB",
        "report s",
    ]
    private let rows: [[String]]

    /// The table of a matrix.
    init(_ matrix: Matrix) {
        let measured = matrix.workloads.flatMap { workload in
            matrix.tools.map { Self.row(workload, $0, in: matrix) }
        }
        rows = measured + matrix.tools.map { Self.meanRow($0, in: matrix) }
    }

    /// The table as Markdown with columns padded, so that it can be read as plain text too.
    var text: String {
        let widths = Self.header.indices.map { column in
            ([Self.header] + rows).map { $0[column].count }.max() ?? 0
        }
        let rule = widths.enumerated().map { column, width in
            column < 2 ? String(repeating: "-", count: width) : String(repeating: "-", count: width - 1) + ":"
        }
        return ([Self.header, rule] + rows).map { Self.line($0, widths: widths) }.joined(separator: "\n")
    }

    private static func line(_ cells: [String], widths: [Int]) -> String {
        let padded = cells.enumerated().map { column, cell in
            let padding = String(repeating: " ", count: widths[column] - cell.count)
            return column < 2 ? cell + padding : padding + cell
        }
        return "| " + padded.joined(separator: " | ") + " |"
    }

    private static func row(_ workload: Workload, _ tool: Tool, in matrix: Matrix) -> [String] {
        let series = matrix[workload, tool]
        let plain = matrix[workload, .plain]
        return [
            workload.name,
            tool.rawValue,
            series.problem.map(short) ?? Cell.seconds(series.wall),
            Cell.ratio(quotient(series.wall, plain.wall)),
            Cell.percent(series.spread),
            Cell.seconds(series.processorSeconds),
            Cell.ratio(quotient(series.processorSeconds, plain.processorSeconds)),
            Cell.mebibytes(series.peakBytes),
            Cell.ratio(quotient(series.peakBytes, plain.peakBytes)),
            tool == .plain ? Cell.none : Cell.mebibytes(difference(series.peakBytes, plain.peakBytes)),
            Cell.fineMebibytes(series.recordedBytes),
            series.reportProblem ?? Cell.fineSeconds(series.reportSeconds),
        ]
    }

    private static func meanRow(_ tool: Tool, in matrix: Matrix) -> [String] {
        let mean = { (value: KeyPath<Series, Double?>) in
            Cell.ratio(meanRatio(of: value, tool, in: matrix))
        }
        let count = matrix.workloads.count { matrix[$0, tool].wall != nil }
        let name = "geometric mean of \(count)"
        let missing = Cell.none
        return [
            name, tool.rawValue, missing, mean(\.wall), missing, missing, mean(\.processorSeconds), missing,
            mean(\.peakBytes), missing, missing, missing,
        ]
    }

    private static func meanRatio(of value: KeyPath<Series, Double?>, _ tool: Tool, in matrix: Matrix) -> Double? {
        let ratios = matrix.workloads.compactMap { workload in
            quotient(matrix[workload, tool][keyPath: value], matrix[workload, .plain][keyPath: value])
        }
        return Statistics.geometricMean(of: ratios)
    }

    private static func quotient(_ value: Double?, _ base: Double?) -> Double? {
        guard let value, let base, base > 0 else { return nil }
        return value / base
    }

    private static func difference(_ value: Double?, _ base: Double?) -> Double? {
        guard let value, let base else { return nil }
        return value - base
    }

    /// The first word of a problem; the whole of it is told under the table.
    private static func short(_ problem: String) -> String {
        problem.hasPrefix("failed") ? "failed" : problem
    }
}
