/// For every node the sources of the edges that lead to it and are not in the depth-first tree, all by preorder.
struct Predecessors: ~Copyable {
    /// For each node its first predecessor, and at the end the number of them.
    let first: MutableColumn<UInt32>
    let sources: MutableColumn<UInt32>

    /// - Complexity: O(nodes + crossings).
    init(_ search: borrowing DepthFirstSearch) {
        let count = search.crossingCount
        first = MutableColumn(zeroes: search.count + 1)
        sources = MutableColumn(zeroes: count)
        let (first, sources, crossings) = (first.base, sources.base, search.crossings.base)
        for index in 0..<count { first[Int(crossings[index] >> 32)] &+= 1 }
        var sum: UInt32 = 0
        for node in 0...search.count {
            sum &+= first[node]
            first[node] = sum
        }
        var index = count
        while index > 0 {
            index &-= 1
            let target = Int(crossings[index] >> 32)
            first[target] &-= 1
            sources[Int(first[target])] = UInt32(truncatingIfNeeded: crossings[index])
        }
    }
}
