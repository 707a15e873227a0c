// `heaptide diff OLD NEW…`: what grew from snapshot to snapshot.
import HeapGraph

/// Two or more snapshots compared, oldest first.
package struct HeapDiffView: HeapView {
    struct Snapshot: Encodable, Sendable {
        let file: String
        let command: [String]
        let pid: Int
        let taken: String
        let nodes: Int
        let edges: Int
        let objects: Int
        let totalBytes: Int
    }

    struct Place: Encodable, Sendable {
        let path: [StepFigures]
        let pathText: String
        let fingerprint: String
        /// Objects directly below the place, by snapshot.
        let counts: [Int]
        /// Bytes of all objects whose best path leads through the place, by snapshot.
        let bytes: [Int]
        let addedCount: Int
        let addedBytes: Int
        /// Part of all that was added; nil if the whole did not grow.
        @Nullable var share: Double?
    }

    struct Figures: Encodable, Sendable {
        let count: Int
        let shallowBytes: Int
        let retainedBytes: Int
    }

    struct TypeRow: Encodable, Sendable {
        let type: String
        let before: Figures
        let after: Figures
        let addedCount: Int
        let addedShallowBytes: Int
        let addedRetainedBytes: Int
        /// Objects that are new, and that are gone; nil if the snapshots are not of one process.
        @Nullable var newObjects: Int?
        @Nullable var goneObjects: Int?
    }

    let snapshots: [Snapshot]
    /// Whether the first and the last are of one process, so that objects could be compared one by one.
    let isSameProcess: Bool
    package let addedBytes: Int
    /// Part of the first snapshot's bytes; nil if that has none.
    @Nullable var addedShare: Double?
    /// Places that grew, listed or not.
    let placeCount: Int
    let places: [Place]
    /// Types with more or fewer objects or bytes, listed or not.
    let typeCount: Int
    let types: [TypeRow]

    /// Bytes of the first snapshot.
    package var firstBytes: Int { snapshots[0].totalBytes }

    /// - Parameters:
    ///   - heaps: two or more, oldest first.
    ///   - limit: how many places, and how many types, are listed.
    package init(_ heaps: [HeapReport], limit: Int = .max) {
        let (first, last) = (heaps[0], heaps[heaps.count - 1])
        let growth = Growth(heaps.map(\.graph))
        let same = first.isOfSameProcess(as: last)
        let rows = HeapDiff(before: first.graph, after: last.graph, comparesIdentities: same).rows.filter(\.isChanged)
        snapshots = heaps.map(Snapshot.init)
        isSameProcess = same
        addedBytes = last.totalBytes - first.totalBytes
        addedShare = first.totalBytes > 0 ? Double(addedBytes) / Double(first.totalBytes) : nil
        let grown = growth.places.filter { $0.addedBytes > 0 }
        placeCount = grown.count
        places = grown.prefix(limit).map { Place($0, share: growth.share(of: $0)) }
        typeCount = rows.count
        types = rows.sorted(by: Self.comesBefore).prefix(limit).map(TypeRow.init)
    }

    /// The largest changes first, whatever their direction.
    private static func comesBefore(_ left: HeapDiff.Row, _ right: HeapDiff.Row) -> Bool {
        let (a, b) = (left.addedShallowBytes.magnitude, right.addedShallowBytes.magnitude)
        if a != b { return a > b }
        let (c, d) = (left.addedCount.magnitude, right.addedCount.magnitude)
        return c != d ? c > d : left.type < right.type
    }
}

extension HeapDiff.Row {
    fileprivate var isChanged: Bool {
        category != .synthetic && (before.count != after.count || before.shallowBytes != after.shallowBytes)
    }
}
