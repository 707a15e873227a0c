import Foundation

/// The part of `docs/benchmarks.md` about recording Node programs.
struct NodeSection {
    static let heading = "# Node programs"

    private let matrix: Matrix
    private let runs: Int
    private let machine: Machine

    /// Measures everything.
    init(_ options: Options, _ workspace: Workspace) throws {
        runs = options.runs
        machine = Machine(tools: [], workspace: workspace)
        let workloads = try Workload.all(in: workspace.workloads, named: options.workloads, language: .javascript)
        try Household.begin()
        try workspace.clear()
        var matrix = Matrix(workloads: workloads, tools: [.plain, .heaptide])
        try matrix.fill(runs: runs, meter: Meter(workspace: workspace), progress: say)
        self.matrix = matrix
    }

    var markdown: String {
        let facts = machine.facts.filter { $0.name != "packages" && $0.name != "Python" }
        let problems = matrix.workloads.flatMap { workload in
            matrix.tools.compactMap { tool in
                matrix[workload, tool].problem.map { "\n`\(workload.name)` under `\(tool.rawValue)`: \($0)\n" }
            }
        }
        return """
            \(Self.heading)

            Written by `make bench`; do not edit. Medians of \(runs), plain and recorded by turns.

            \(facts.map { "- \($0.name): \($0.value)" }.joined(separator: "\n"))

            \(Table(matrix).text)
            \(problems.joined())
            \(matrix.workloads.map { "- `\($0.name)`: \($0.summary)." }.joined(separator: "\n"))

            - CPU is that of the program and the recorder; a wall clock's ratio on two cores is lower than it.
            - The recorder's own collections, one before each profile, are in it. Goal: 1.1x wall.

            """
    }
}
