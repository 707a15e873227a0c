// Tables of Maps: which of their slots holds the value to which key.
import HeapGraph

/// A Map's table is an array of three numbers, 2^n buckets, and twice as many entries of three slots each: key, value,
/// next entry (OrderedHashMap of V8). How many buckets there are is not in the file, but the table's size is.
struct MapTables: ~Copyable {
    /// One byte a node: n and one for a table, 0 for all else.
    let sizes: MutableColumn<UInt8>

    /// - Parameter selfSizes: as the file says them.
    /// - Complexity: O(nodes + edges of Maps).
    init(_ view: SnapshotView, _ selfSizes: borrowing MutableColumn<UInt64>) {
        sizes = MutableColumn(zeroes: view.nodeCount)
        for node in 0..<view.nodeCount where view.kinds[node] == V8Kind.object && view.is(node, .map) {
            guard let table = view.target(of: node, .tableEdge), view.kinds[table] == V8Kind.array else { continue }
            sizes.base[table] = Self.size(bytes: selfSizes.base[table])
        }
    }

    /// Slots take 8 bytes or, where V8 compresses pointers, 4; two slots lie in front.
    private static func size(bytes: UInt64) -> UInt8 {
        for slotBytes: UInt64 in [8, 4] where bytes % slotBytes == 0 && bytes / slotBytes > 5 {
            let slots = bytes / slotBytes - 5
            let buckets = slots / 7
            if slots % 7 == 0 && buckets & (buckets - 1) == 0 && buckets > 1 {
                return UInt8(buckets.trailingZeroBitCount + 1)
            }
        }
        return 0
    }

    /// What a slot holds.
    enum Slot { case key, value, other }

    /// - Parameter size: the table's byte.
    static func slot(_ number: UInt32, size: UInt8) -> Slot {
        guard size > 0, case let first = 3 + UInt32(1) << UInt32(size - 1), number >= first else { return .other }
        switch (number - first) % 3 {
        case 0: return .key
        case 1: return .value
        default: return .other
        }
    }
}
