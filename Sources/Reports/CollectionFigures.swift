// The pauses of a program's garbage collector: sums over heaps, JSON, words.
package import Recording

extension Report {
    /// The pauses of some heaps by kind, moments after the recording's start; nil = not measured.
    func collections(_ processes: [RecordedProcess]) -> Collections? {
        var sums: Collections = [:]
        for process in processes {
            for (kind, pauses) in recording.collections[process.number] ?? [:] {
                var pauses = pauses
                pauses.longestAtSeconds += process.startSeconds
                sums[kind, default: CollectionPauses()].add(pauses)
            }
        }
        return sums.isEmpty ? nil : sums
    }

    /// The same of all.
    package var collections: Collections? { collections(processes) }
}

extension JSONReport {
    /// Pauses of one kind, or of all.
    struct Pauses: Encodable {
        var count: Int
        var pause_seconds: Double
        @Nullable var longest_pause_seconds: Double?
        @Nullable var longest_pause_at_seconds: Double?

        init(_ pauses: CollectionPauses) {
            count = pauses.count
            pause_seconds = pauses.seconds
            longest_pause_seconds = pauses.count > 0 ? pauses.longestSeconds : nil
            longest_pause_at_seconds = pauses.count > 0 ? pauses.longestAtSeconds : nil
        }
    }

    struct CollectionFigures: Encodable {
        var total: Pauses
        var minor: Pauses
        var major: Pauses
        var incremental: Pauses
        var recorder: Pauses

        init(_ collections: Recording.Collections) {
            func pauses(_ kind: CollectionKind) -> Pauses { Pauses(collections[kind] ?? CollectionPauses()) }
            total = Pauses(collections.ofProgram)
            minor = pauses(.minor)
            major = pauses(.major)
            incremental = pauses(.incremental)
            recorder = pauses(.recorder)
        }
    }
}

enum CollectionWords {
    /// `0.31 s, 12 % of the time: 132 minor (0.21 s, longest 4.1 ms), 5 major (…)`.
    static func text(_ collections: Recording.Collections, of seconds: Double) -> String {
        let all = collections.ofProgram
        guard all.count > 0 else { return "none" + recorder(collections) }
        let share = seconds > 0 ? ", \(Decimal.text(100 * all.seconds / seconds, digits: 1)) % of the time" : ""
        let parts = CollectionKind.allCases.filter(\.isOfProgram).compactMap { kind -> String? in
            guard let pauses = collections[kind], pauses.count > 0 else { return nil }
            let name = kind == .incremental ? "starts of incremental marking" : kind.rawValue
            return "\(Decimal.grouped(pauses.count)) \(name) (\(duration(pauses.seconds)), longest "
                + "\(duration(pauses.longestSeconds)))"
        }
        return "\(duration(all.seconds))\(share): \(parts.joined(separator: ", "))" + recorder(collections)
    }

    private static func recorder(_ collections: Recording.Collections) -> String {
        guard let own = collections[.recorder], own.count > 0 else { return "" }
        return "; besides, \(Decimal.grouped(own.count)) by the recorder (\(duration(own.seconds)))"
    }

    /// `4.1 ms`, `1.25 s`.
    static func duration(_ seconds: Double) -> String {
        seconds < 1 ? "\(Decimal.text(seconds * 1000, digits: 1)) ms" : "\(Decimal.text(seconds, digits: 2)) s"
    }
}
