/// What was allocated from one stack.
package struct StackTotal: Sendable, Equatable {
    /// 0 = unknown.
    package let stack: StackIndex
    package let count: Int
    package let bytes: UInt64
}

extension HeapGraph {
    /// The stacks that allocated most of what is in these ranges of nodes, most bytes first.
    ///
    /// - Parameter ranges: for what a node retains, `dominated(by:)`.
    /// - Complexity: O(nodes in the ranges + stacks log stacks).
    package func topStacks(of ranges: [Range<NodeIndex>], limit: Int = 10) -> [StackTotal] {
        var known = KeyTable()
        var counts: [Int] = []
        var bytes: [UInt64] = []
        for range in ranges {
            for node in Int(range.lowerBound)..<Int(range.upperBound) {
                let (number, isNew) = known.insert(UInt64(nodes.stacks.base[node]))
                if isNew {
                    counts.append(0)
                    bytes.append(0)
                }
                counts[number] += 1
                bytes[number] &+= nodes.selfSizes.base[node]
            }
        }
        var top = Ranking<StackTotal>(limit: limit) { ($1.bytes, $0.stack) < ($0.bytes, $1.stack) }
        for number in counts.indices {
            top.insert(StackTotal(stack: StackIndex(known.keys[number]), count: counts[number], bytes: bytes[number]))
        }
        return top.elements
    }
}
