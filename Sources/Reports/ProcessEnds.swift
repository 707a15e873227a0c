// How processes came to their ends, in words.
import Recording

enum ProcessEnds {
    /// The JSON's word.
    static func word(_ end: ProcessEnd) -> String {
        switch end {
        case .running: "not recorded"
        case .exited: "exited"
        case .replaced: "replaced"
        case .detached: "detached"
        case .refused: "refused"
        }
    }

    private static let most = 4

    /// One line for all of them, the commonest first: `3 with exit code 0, 1 by signal 9`.
    static func text(_ processes: [RecordedProcess]) -> String {
        var counts: [String: Int] = [:]
        for process in processes where process.worker == nil { counts[text(process), default: 0] += 1 }
        let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let others = ordered.dropFirst(most).reduce(0) { $0 + $1.value }
        return ordered.prefix(most).map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            + (others == 0 ? "" : ", \(others) in other ways")
    }

    private static func text(_ process: RecordedProcess) -> String {
        if let signal = process.signal { return "by signal \(signal)" }
        if let code = process.exitCode { return "with exit code \(code)" }
        switch process.end {
        case .running: return "of which no end was recorded"
        case .exited: return "with an exit code that is not known"
        case .replaced: return "by executing another program"
        case .detached: return "not yet when the recording did"
        case .refused: return "not recorded"
        }
    }
}
