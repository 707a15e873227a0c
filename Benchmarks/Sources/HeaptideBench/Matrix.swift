/// All runs of every workload under every tool.
struct Matrix {
    /// The rows of the table.
    let workloads: [Workload]
    /// What each row is measured under.
    let tools: [Tool]
    private var series: [String: [Tool: Series]] = [:]

    /// A matrix with nothing measured.
    init(workloads: [Workload], tools: [Tool]) {
        self.workloads = workloads
        self.tools = tools
    }

    /// What was measured of a workload under a tool.
    subscript(workload: Workload, tool: Tool) -> Series {
        series[workload.name]?[tool] ?? Series()
    }

    /// Measures everything `runs` times. Within a repetition the tools of a workload follow each other, and each
    /// repetition begins with another tool, so that noise and order hit all alike.
    ///
    /// - Parameter progress: is told of each workload of each repetition in one line.
    mutating func fill(runs: Int, meter: Meter, progress: (String) -> Void) throws {
        for run in 0..<runs {
            for workload in workloads {
                if run == 0 {
                    _ = try meter.measure(workload, under: .plain)
                }
                try measureOnce(workload, tools: rotated(by: run), meter: meter)
                let walls = tools.map { "\($0.rawValue) \(self[workload, $0].latest)" }.joined(separator: ", ")
                progress("\(run + 1)/\(runs) \(workload.name): \(walls)")
            }
        }
    }

    private mutating func measureOnce(_ workload: Workload, tools: [Tool], meter: Meter) throws {
        for tool in tools where !self[workload, tool].isGivenUp {
            let outcome = try meter.measure(workload, under: tool)
            let expected = expectedResult(of: workload)
            series[workload.name, default: [:]][tool, default: Series()].add(outcome, expecting: expected)
        }
    }

    private func rotated(by count: Int) -> [Tool] {
        let first = count % tools.count
        return Array(tools[first...] + tools[..<first])
    }

    /// What the first measured run of a workload computed; all others have to compute the same.
    private func expectedResult(of workload: Workload) -> String? {
        tools.lazy.compactMap { self[workload, $0].measurements.first?.result }.first
    }
}
