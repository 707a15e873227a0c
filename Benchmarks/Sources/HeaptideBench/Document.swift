/// The text of `docs/benchmarks.md`.
struct Document {
    /// What was measured.
    let matrix: Matrix
    /// Repetitions asked for.
    let runs: Int
    /// Where it was measured.
    let machine: Machine

    /// The table, and the reasons of what is missing in it.
    var results: String {
        ([Table(matrix).text] + problems).joined(separator: "\n\n")
    }

    /// The whole document.
    var markdown: String {
        let facts = machine.facts.map { "- \($0.name): \($0.value)" }.joined(separator: "\n")
        let workloads = matrix.workloads.map { "- `\($0.name)`: \($0.summary)." }.joined(separator: "\n")
        return """
            # Benchmarks

            Written by `make bench`; do not edit. Medians of \(runs), all columns from the same runs.

            \(facts)

            \(results)

            ## Columns

            \(Self.columns)

            ## Tools

            \(Self.tools)

            ## Workloads

            \(workloads)

            ## What this does not show

            \(Self.limits)

            """
    }

    private var problems: [String] {
        matrix.workloads.flatMap { workload in
            matrix.tools.compactMap { tool in
                matrix[workload, tool].problem.map { "`\(workload.name)` under `\(tool.rawValue)`: \($0)" }
            }
        }
    }

    private static let columns = """
        - wall: from the start of the command to its end, the start of the interpreter and the tool included. A ratio (`x`)
          is to plain.
        - spread: the slowest run less the quickest, in parts of the median; n/a with one repetition.
        - CPU: user and system time of the command and of every process it started, a recorder included.
        - peak: VmHWM of the program's own process when its last statement runs. It counts pages shared with others, so a
          ring or an output file mapped into the program is in it; the memory of a recorder outside the program is not.
        - added: peak less the peak of plain.
        - file: all files that the tool wrote for the run.
        - report: from the start of the command to the end of the first report.
        - n/a: not measured, or there is no such thing. A command is killed after \(Int(Meter.limit)) s.
        """

    private static let tools = """
        - plain: `python w.py`
        - heaptide: `heaptide run --force --quiet -o OUT -- python w.py`, then `heaptide report OUT`
        - memray: `python -m memray run -q -f -o OUT w.py`, then `python -m memray flamegraph OUT`, the report that memray
          itself proposes; its other reports are not measured
        - memray-python: the same with `--trace-python-allocators`
        - tracemalloc: `python -X tracemalloc=1 w.py`; its snapshot is taken by the program, so there is no file and no report
        - scalene: `python -m scalene run --memory -o OUT w.py`; running makes the report
        """

    private static let limits = """
        - Other machines: one machine, one interpreter. With a single core, a recorder outside the program takes the
          program's time.
        - Long programs: each workload takes half a second to a second alone, so what a tool does once at start and end weighs more
          here than it does in a program that runs for hours; growth of files and reports over hours is not shown.
        - Equal work: the tools do not record the same. memray without Python allocators does not see pymalloc's blocks,
          scalene samples, tracemalloc keeps one frame and no native allocations; memray writes every allocation to its
          file, Heaptide totals and changes over time.
        - Correctness: the harness only checks that every tool lets the program compute the same result. Whether the
          recorded figures are right is for the tests.
        - Native stacks (`memray --native`), several threads or processes at work, and attaching are not measured.
        - Memory of a recorder outside the program, and memory that making a report takes.
        """
}
