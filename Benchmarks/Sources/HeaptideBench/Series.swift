/// The repeated runs of one workload under one tool.
struct Series {
    /// The runs that succeeded.
    private(set) var measurements: [Measurement] = []
    /// Why there are no more runs: a run that failed or took too long is not repeated.
    private(set) var problem: String?

    /// Whether there is no use in another run.
    var isGivenUp: Bool { problem != nil }

    /// Adds a run. A result other than `expected` makes it a failure.
    mutating func add(_ outcome: Outcome, expecting expected: String?) {
        switch outcome {
        case .measured(let measurement) where expected == nil || expected == measurement.result:
            measurements.append(measurement)
        case .measured(let measurement):
            problem = "failed: the program computed \(measurement.result) instead of \(expected ?? "nothing")"
        case .overran:
            problem = "> \(Int(Meter.limit)) s"
        case .failed(let reason):
            problem = "failed: \(reason)"
        }
    }

    /// The last run in a word, for the progress.
    var latest: String { problem ?? measurements.last.map { Cell.seconds($0.wall) } ?? Cell.none }

    /// Median wall seconds; nil if a run failed or none was made, as for all medians here.
    var wall: Double? { median(\.wall) }
    /// The distance between the quickest and the slowest run, in parts of the median.
    var spread: Double? {
        guard let wall, let least = measurements.map(\.wall).min(), let most = measurements.map(\.wall).max(),
            measurements.count > 1
        else { return nil }
        return (most - least) / wall
    }
    /// Median processor seconds.
    var processorSeconds: Double? { median(\.processorSeconds) }
    /// Median peak of resident memory in bytes.
    var peakBytes: Double? { median { Double($0.peakBytes) } }
    /// Median size of the files written, in bytes.
    var recordedBytes: Double? { median { $0.recordedBytes.map(Double.init) } }
    /// Median seconds for the first report; nil if any of them failed or overran.
    var reportSeconds: Double? {
        median {
            if case .seconds(let seconds) = $0.report { seconds } else { nil }
        }
    }
    /// Why there is no time for a report although there is a command for it.
    var reportProblem: String? {
        for measurement in measurements {
            switch measurement.report {
            case .failed: return "failed"
            case .overran: return "> \(Int(Meter.limit)) s"
            case .seconds, nil: continue
            }
        }
        return nil
    }

    private func median(_ value: (Measurement) -> Double?) -> Double? {
        let values = measurements.compactMap(value)
        guard problem == nil, values.count == measurements.count else { return nil }
        return Statistics.median(of: values)
    }
}
