/// The final numbers of the nodes: preorder of the dominator tree, in which a subtree is a range.
struct DominatorOrder: ~Copyable {
    /// Immediate dominator by final number.
    let dominators: MutableColumn<NodeIndex>
    /// Source number by final number.
    private(set) var sources: MutableColumn<UInt32>
    /// Final number by source number.
    private(set) var numbers: MutableColumn<NodeIndex>
    /// Source numbers of the nodes below the node that was added for orphans; empty if there is none.
    let heads: MutableColumn<UInt32>

    /// Needs no stack: the sizes of the subtrees tell where each child's range begins.
    ///
    /// - Parameters:
    ///   - sources: source number by preorder.
    ///   - immediate: immediate dominator by preorder, both in preorder.
    /// - Complexity: O(nodes). 20 bytes a node while it works, the parameters' 8 included; 12 after.
    init(
        sources oldSources: consuming MutableColumn<UInt32>, immediate: consuming MutableColumn<UInt32>, count: Int,
        heads: consuming MutableColumn<UInt32>
    ) {
        self.heads = heads
        let places = Self.places(immediate.base, count)
        dominators = Self.inOrder(places, immediate) { places.base[Int($0)] }
        sources = Self.inOrder(places, oldSources) { $0 }
        numbers = Self.inverse(places, sources)
    }

    /// Frees what only the moving of columns needs.
    mutating func dropSources() { sources = MutableColumn() }

    /// Gives the numbers away.
    mutating func takeNumbers() -> MutableColumn<NodeIndex> {
        var taken = MutableColumn<NodeIndex>()
        swap(&taken, &numbers)
        return taken
    }

    /// The values of a column, which is then freed, at the nodes' places.
    @inline(__always)
    private static func inOrder(
        _ places: borrowing MutableColumn<UInt32>, _ column: consuming MutableColumn<UInt32>,
        _ value: (UInt32) -> UInt32
    ) -> MutableColumn<UInt32> {
        let ordered = MutableColumn<UInt32>(unwritten: places.count)
        for node in 0..<places.count { ordered.base[Int(places.base[node])] = value(column.base[node]) }
        return ordered
    }

    private static func inverse(
        _ places: consuming MutableColumn<UInt32>, _ sources: borrowing MutableColumn<UInt32>
    ) -> MutableColumn<UInt32> {
        let numbers = places
        for place in 0..<numbers.count { numbers.base[Int(sources.base[place])] = UInt32(truncatingIfNeeded: place) }
        return numbers
    }

    /// How many nodes each node dominates, itself included.
    ///
    /// - Parameter dominators: of nodes that come behind them.
    /// - Complexity: O(nodes).
    static func sizes(_ dominators: UnsafePointer<UInt32>, _ count: Int) -> MutableColumn<UInt32> {
        let sizes = MutableColumn<UInt32>(zeroes: count)
        var node = count &- 1
        while node > 0 {
            sizes.base[node] &+= 1
            sizes.base[Int(dominators[node])] &+= sizes.base[node]
            node &-= 1
        }
        sizes.base[0] &+= 1
        return sizes
    }

    /// Final number by preorder.
    private static func places(_ immediate: UnsafePointer<UInt32>, _ count: Int) -> MutableColumn<UInt32> {
        let sizes = sizes(immediate, count)
        let places = MutableColumn<UInt32>(unwritten: count)
        /// Where the next child goes.
        let next = MutableColumn<UInt32>(unwritten: count)
        (places.base[0], next.base[0]) = (0, 1)
        for node in 1..<max(1, count) {
            let parent = Int(immediate[node])
            let place = next.base[parent]
            places.base[node] = place
            next.base[parent] = place &+ sizes.base[node]
            next.base[node] = place &+ 1
        }
        return places
    }
}
