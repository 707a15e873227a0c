// Anonymous mappings, which unlike blocks can be given back in parts.

/// Live address ranges with their owners, ordered by address and never overlapping.
///
/// - Complexity: O(log n) to find, O(n) to add or remove; programs have few of them.
package struct MappingTable {
    package struct Mapping {
        var start: UInt64
        var size: UInt64
        var cell: UInt32
        var end: UInt64 { start &+ size }
    }

    /// What was cut out of one mapping.
    package struct Piece {
        var start: UInt64
        var bytes: UInt64
        var cell: UInt32
        /// How many mappings fewer there are for it.
        var blocks: Int64
    }

    package private(set) var mappings: [Mapping] = []

    /// Index of the first mapping that ends after `address`.
    private func firstIndex(endingAfter address: UInt64) -> Int {
        var low = 0
        var high = mappings.count
        while low < high {
            let middle = (low + high) / 2
            if mappings[middle].end <= address { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Adds a range that overlaps nothing (`remove` it first).
    package mutating func add(_ mapping: Mapping) {
        mappings.insert(mapping, at: firstIndex(endingAfter: mapping.start))
    }

    /// Takes out every byte of `start ..< start + size`. Returns what was there, piece by piece; `blocks` is how many
    /// mappings fewer there are of the one the piece was cut from: 1 nothing is left, 0 a part, -1 a part on either side.
    package mutating func remove(start: UInt64, size: UInt64) -> [Piece] {
        let end = start &+ size
        guard end > start else { return [] }
        var removed: [Piece] = []
        let first = firstIndex(endingAfter: start)
        var last = first
        var rest: [Mapping] = []
        while last < mappings.count && mappings[last].start < end {
            let mapping = mappings[last]
            let cutStart = max(start, mapping.start)
            let cutEnd = min(end, mapping.end)
            if mapping.start < cutStart {
                rest.append(Mapping(start: mapping.start, size: cutStart - mapping.start, cell: mapping.cell))
            }
            if cutEnd < mapping.end {
                rest.append(Mapping(start: cutEnd, size: mapping.end - cutEnd, cell: mapping.cell))
            }
            let parts: Int64 = (mapping.start < cutStart ? 1 : 0) + (cutEnd < mapping.end ? 1 : 0)
            removed.append(Piece(start: cutStart, bytes: cutEnd - cutStart, cell: mapping.cell, blocks: 1 - parts))
            last += 1
        }
        mappings.replaceSubrange(first..<last, with: rest)
        return removed
    }
}
