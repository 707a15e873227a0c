// Pauses of a garbage collector, by kind.

/// What is collected, and for whom.
package enum CollectionKind: String, CaseIterable, Sendable {
    /// The young generation.
    case minor
    /// The whole heap.
    case major
    /// The beginning of an incremental marking; its steps are not counted.
    case incremental
    /// What the recorder itself made the program do, for a profile or a snapshot.
    case recorder

    /// The program would have had it without a recorder.
    package var isOfProgram: Bool { self != .recorder }
}

/// Pauses of one kind. Seconds; a moment is after the process's start.
package struct CollectionPauses: Equatable, Sendable {
    package var count = 0
    package var seconds = 0.0
    package var longestSeconds = 0.0
    package var longestAtSeconds = 0.0

    package init() {}

    package init(count: Int, seconds: Double, longestSeconds: Double, longestAtSeconds: Double) {
        self.count = count
        self.seconds = seconds
        self.longestSeconds = longestSeconds
        self.longestAtSeconds = longestAtSeconds
    }

    package mutating func add(_ other: CollectionPauses) {
        count &+= other.count
        seconds += other.seconds
        guard other.longestSeconds > longestSeconds else { return }
        longestSeconds = other.longestSeconds
        longestAtSeconds = other.longestAtSeconds
    }
}

/// All pauses of a heap so far.
package typealias Collections = [CollectionKind: CollectionPauses]

extension Collections {
    /// Those that the program would have had without a recorder.
    package var ofProgram: CollectionPauses {
        reduce(into: CollectionPauses()) { if $1.key.isOfProgram { $0.add($1.value) } }
    }
}
