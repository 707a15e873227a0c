import Foundation

/// The part of `docs/benchmarks.md` about heap snapshots of V8.
struct V8Section {
    static let heading = "# Heaps of V8"

    private let figures: V8Figures
    private let runs: Int
    private let machine: Machine

    /// Measures everything.
    init(runs: Int, _ workspace: Workspace) throws {
        self.runs = runs
        machine = Machine(tools: [], workspace: workspace)
        figures = try V8Figures(workspace, runs: runs)
    }

    var markdown: String {
        let facts = machine.facts.filter { $0.name != "packages" && $0.name != "Python" }
        return """
            \(Self.heading)

            Written by `make bench`; do not edit. Medians of \(runs), the range in brackets, all commands by turns.

            \(facts.map { "- \($0.name): \($0.value)" }.joined(separator: "\n"))

            A .heapsnapshot of \(Self.megabytes(figures.largeBytes)): \(figures.nodes) nodes, \(figures.edges) edges.

            \(MarkdownTable.text(rows))

            - Whole commands, from the start of the process to its end, the file in the page cache. `JSON.parse` is
              `node -e` that reads the file and parses it, and does nothing with the result.
            - opened: a process that reads the file to a graph with dominators, retained sizes and paths, and counts objects
              and retained bytes by type. `heaptide heap` also looks for suspects and equal strings.
            - peak: resident memory, what was read of the mapped file included; x the file.
            - opened again: `heaptide export FILE --to heap` keeps the computed columns; it is the user's to say whether a
              second file is worth it. In a process that runs already: all checksums and indices checked.
            - refused: its head counts 4 billion nodes, and the file is large enough for them (64 GB, with nothing in it).
            - What this does not show: the heap is one real one of Node many times over, so what belongs together lies
              together, and there are few strings; in one program's heap of this size searches jump further. Reading
              from a disk, and files packed with gzip, are not in it. DevTools was not measured.

            """
    }

    private var rows: [[String]] {
        let parsing = Self.median(figures.parsing.seconds)
        func row(_ what: String, _ series: V8Figures.Series, of bytes: Int, _ goal: String) -> [String] {
            let peak = Self.median(series.peaks)
            return [
                what, Self.range(series.seconds), goal, Cell.mebibytes(peak), Cell.ratio(peak / Double(max(1, bytes))),
            ]
        }
        let (large, third) = (Self.megabytes(figures.largeBytes), Self.megabytes(figures.thirdBytes))
        let ratio = Cell.ratio(Self.median(figures.opening.seconds) / parsing)
        return [
            ["what", "s", "goal", "peak MiB", "peak"],
            row("opened (`v8-heap-bench`), \(large)", figures.opening, of: figures.largeBytes, "peak 1.2x"),
            row("`JSON.parse`, \(third)", figures.parsing, of: figures.thirdBytes, ""),
            ["the first by the second", ratio, "below 1x", Cell.none, Cell.none],
            row("`heaptide heap`, \(large)", figures.summary, of: figures.largeBytes, ""),
            row("`heaptide heap … suspects`, \(large)", figures.suspects, of: figures.largeBytes, "peak 1.2x"),
            row("`heaptide heap`, \(Self.megabytes(figures.hugeBytes))", figures.huge, of: figures.hugeBytes, "5 s"),
            ["a hopeless file refused", Self.range(figures.refusal.seconds), "0.05 s", Cell.none, Cell.none],
            ["opened again", Self.range(figures.mapping), "0.1 s", Cell.none, Cell.none],
            ["`heaptide heap` of what was converted", Self.range(figures.reopened.seconds), "", Cell.none, Cell.none],
        ]
    }

    private static func megabytes(_ bytes: Int) -> String { "\((bytes + 500_000) / 1_000_000) MB" }
    private static func median(_ values: [Double]) -> Double { Statistics.median(of: values) ?? 0 }

    private static func range(_ values: [Double]) -> String {
        func text(_ value: Double) -> String { String(format: value < 0.1 ? "%.3f" : "%.2f", value) }
        return "\(text(median(values))) (\(text(values.min() ?? 0)) to \(text(values.max() ?? 0)))"
    }
}
