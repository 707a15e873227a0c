import Foundation

/// The part of `docs/benchmarks.md` about heap snapshots.
struct HeapSection {
    static let heading = "# Heap snapshots"

    private let live: LiveFigures
    private let engine: [EngineFigures]
    private let runs: Int
    private let machine: Machine

    /// Measures everything.
    init(runs: Int, _ workspace: Workspace) throws {
        self.runs = runs
        machine = Machine(tools: [], workspace: workspace)
        live = try LiveFigures(workspace, objects: 3_000_000, runs: runs)
        engine = [
            try EngineFigures.measure(nodes: 3_000_000, shuffled: false, runs: runs, workspace),
            try EngineFigures.measure(nodes: 3_000_000, shuffled: true, runs: runs, workspace),
            try EngineFigures.measure(nodes: 50_000_000, shuffled: false, runs: 1, workspace),
        ]
    }

    var markdown: String {
        """
        \(Self.heading)

        Written by `make bench`; do not edit. Medians of \(runs), the range in brackets.

        \(machine.facts.filter { $0.name != "packages" }.map { "- \($0.name): \($0.value)" }.joined(separator: "\n"))

        A program that keeps \(live.objects) objects (\(Self.mebibytes(Double(live.residentBytes))) resident) and waits,
        with \(live.nodes) objects and \(live.edges) references in all:

        \(liveTable)

        Synthetic heaps (`heap-graph-bench`), from a producer's columns to dominators, retained sizes, paths and histogram;
        two threads move columns, the searches run on one:

        \(engineTable)

        - the program stands still: for heaptide, until its clone is there, the attaching included; for guppy3 3.1, for all of
          `hpy().heap()`, which walks in the program itself and counts types only: no names, no paths, no retained sizes.
        - heaptide and guppy3 take turns, each at a program of its own.
        - walk: objects that the clone reads and sends, a second.
        - the program's memory: its peak while it is looked at, less what was resident before. Pages that it writes to meanwhile
          are copied; a program that waits writes none.
        - opened again: all checksums and indices checked, the file in the page cache.
        - the producer's columns, 33 bytes a node and 8 an edge, are in the peak. Goals: 0.6 s for 3 million nodes in any order,
          60 bytes a node (64 in random order), 50 million nodes within 16 GB.

        """
    }

    private var liveTable: String {
        let (pause, guppy) = (Self.median(live.pause), Self.median(live.guppy))
        return MarkdownTable.text([
            ["figure", "heaptide", "guppy3", "guppy3 / heaptide", "goal"],
            [
                "the program stands still, ms", Self.range(live.pause, 1e3), Self.range(live.guppy, 1e3),
                String(format: "%.0fx", guppy / pause), "15",
            ],
            ["whole command, s", Self.range(live.command, 1), Self.range(live.guppy, 1), Cell.none, ""],
            ["walk, million objects/s", Self.range(live.walk, 1e-6), Cell.none, Cell.none, "8"],
            [
                "the program's memory, %", Self.range(live.added, 100 / Double(live.residentBytes)),
                Self.range(live.addedByGuppy, 100 / Double(live.residentBytes)), Cell.none, "2",
            ],
            ["heaptide's own memory, MiB", Self.range(live.peak, 1 / 1_048_576), Cell.none, Cell.none, ""],
            ["file, MiB", Cell.mebibytes(Double(live.fileBytes)), Cell.none, Cell.none, ""],
            ["opened again, s", Self.range(live.opening, 1), Cell.none, Cell.none, "0.1"],
        ])
    }

    private var engineTable: String {
        MarkdownTable.text(
            [["nodes", "edges", "order", "s", "peak MiB", "bytes a node, 16 an edge allowed", "checked again, s"]]
                + engine.enumerated().map { index, run in
                    [
                        "\(run.nodes)", "\(run.edges)", index == 1 ? "random" : "as allocated",
                        Cell.seconds(run.seconds), Cell.mebibytes(Double(run.peak_bytes)),
                        String(format: "%.1f", Double(run.peak_bytes - 16 * run.edges) / Double(run.nodes)),
                        Cell.fineSeconds(run.validation_seconds),
                    ]
                })
    }

    private static func median(_ values: [Double]) -> Double { Statistics.median(of: values) ?? 0 }
    private static func mebibytes(_ bytes: Double) -> String { Cell.mebibytes(bytes) + " MiB" }

    private static func range(_ values: [Double], _ scale: Double) -> String {
        func text(_ value: Double) -> String { String(format: value * scale < 100 ? "%.2f" : "%.0f", value * scale) }
        return "\(text(median(values))) (\(text(values.min() ?? 0)) to \(text(values.max() ?? 0)))"
    }
}
