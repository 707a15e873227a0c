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

    /// One line for all of them: `12 with exit code 0 (10), 1, 3; 2 by signal 9 (2)`.
    static func text(_ processes: [RecordedProcess]) -> String {
        let processes = processes.filter { $0.worker == nil }
        let codes = processes.filter { $0.signal == nil }.compactMap(\.exitCode)
        var parts: [String] = []
        if !codes.isEmpty { parts.append("\(codes.count) with exit code \(list(codes))") }
        let signals = processes.compactMap(\.signal)
        if !signals.isEmpty { parts.append("\(signals.count) by signal \(list(signals))") }
        let others = processes.filter { $0.signal == nil && $0.exitCode == nil }
        for end in [ProcessEnd.exited, .replaced, .detached, .refused, .running] {
            let count = others.count { $0.end == end }
            if count > 0 { parts.append("\(count) \(phrase(end))") }
        }
        return parts.joined(separator: "; ")
    }

    private static let mostNumbers = 8

    /// Each number once, the commonest first, with how often it comes where there are others.
    private static func list(_ numbers: [Int]) -> String {
        let counts = Dictionary(numbers.map { ($0, 1) }, uniquingKeysWith: +)
        let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        if ordered.count == 1 { return "\(ordered[0].key)" }
        let shown = ordered.prefix(mostNumbers).map { $0.value == 1 ? "\($0.key)" : "\($0.key) (\($0.value))" }
        return shown.joined(separator: ", ") + (ordered.count > mostNumbers ? ", …" : "")
    }

    private static func phrase(_ end: ProcessEnd) -> String {
        switch end {
        case .running: "of which no end was recorded"
        case .exited: "with an exit code that is not known"
        case .replaced: "by executing another program"
        case .detached: "not before the recording"
        case .refused: "not recorded"
        }
    }
}
