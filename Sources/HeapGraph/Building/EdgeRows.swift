// Where the edges of each node are, and where they go in another order of the nodes.
import CMemoryHints

/// Rows of edges in the order of `sources`. With orphans, the root gets an edge to the added node, and the added node one
/// to each head.
struct EdgeRows {
    private let count: Int
    private let first: UnsafePointer<EdgeIndex>
    private let sources: UnsafePointer<UInt32>
    private let heads: UnsafePointer<UInt32>
    private let headCount: Int
    /// Source number of the node that was added for orphans; `count` if there is none.
    let addedSource: Int

    /// Nodes between the one that is copied and the ones whose edges are fetched.
    private static let lookAhead = 8

    /// - Parameters: columns that outlive the rows.
    init(
        _ first: borrowing MutableColumn<EdgeIndex>, by sources: borrowing MutableColumn<UInt32>,
        heads: borrowing MutableColumn<UInt32> = MutableColumn()
    ) {
        self.first = UnsafePointer(first.base)
        self.sources = UnsafePointer(sources.base)
        self.heads = UnsafePointer(heads.base)
        (count, headCount) = (sources.count, heads.count)
        addedSource = headCount > 0 ? count - 1 : count
    }

    /// Edges that the old order does not have.
    var addedEdges: Int { headCount > 0 ? headCount + 1 : 0 }

    /// Where one of two threads begins; both stop in the middle.
    enum Start { case front, back }

    /// Writes half of the rows of one column of the edges.
    ///
    /// - Parameters:
    ///   - root: the value of the root's edge to the added node.
    ///   - head: the value of the added node's edge to a source number.
    ///   - new: the new value of an old one.
    @inline(__always)
    func fillHalf(
        _ start: Start, _ result: borrowing MutableColumn<UInt32>, from values: UnsafePointer<UInt32>,
        root: UInt32 = 0, head: (UInt32) -> UInt32 = { $0 }, new: (UInt32) -> UInt32
    ) {
        let base = result.base
        let middle = count / 2
        switch start {
        case .front:
            var edge = 0
            for node in 0..<middle {
                announce(node &+ Self.lookAhead, node &+ 2 &* Self.lookAhead, values)
                edge &+= write(node, base + edge, values, root, head, new)
            }
        case .back:
            var edge = result.count
            for node in (middle..<count).reversed() {
                announce(node &- Self.lookAhead, node &- 2 &* Self.lookAhead, values)
                edge &-= length(node)
                _ = write(node, base + edge, values, root, head, new)
            }
        }
    }

    /// Writes a row and returns its length.
    @inline(__always)
    private func write(
        _ node: Int, _ row: UnsafeMutablePointer<UInt32>, _ values: UnsafePointer<UInt32>, _ root: UInt32,
        _ head: (UInt32) -> UInt32, _ new: (UInt32) -> UInt32
    ) -> Int {
        let source = Int(sources[node])
        if source == addedSource {
            for index in 0..<headCount { row[index] = head(heads[index]) }
            return headCount
        }
        let start = Int(first[source])
        let length = Int(first[source &+ 1]) &- start
        for index in 0..<length { row[index] = new(values[start &+ index]) }
        guard source == 0 && headCount > 0 else { return length }
        row[length] = root
        return length &+ 1
    }

    /// Edges of a node in the new order.
    @inline(__always)
    private func length(_ node: Int) -> Int {
        let source = Int(sources[node])
        if source == addedSource { return headCount }
        let length = Int(first[source &+ 1] &- first[source])
        return source == 0 && headCount > 0 ? length &+ 1 : length
    }

    /// Fetches what nodes to come need: of the nearer one its edges, of the other where they begin.
    @inline(__always)
    private func announce(_ near: Int, _ far: Int, _ values: UnsafePointer<UInt32>) {
        guard far >= 0 && far < count else { return }
        heaptide_will_read(first + Int(sources[far]))
        let source = Int(sources[near])
        if source != addedSource { heaptide_will_read(values + Int(first[source])) }
    }

    /// For each node its first edge in the new order, and the number of edges.
    func starts() -> MutableColumn<EdgeIndex> {
        let starts = MutableColumn<EdgeIndex>(unwritten: count + 1)
        let result = starts.base
        var edge = 0
        for node in 0..<count {
            result[node] = EdgeIndex(truncatingIfNeeded: edge)
            edge &+= length(node)
        }
        result[count] = EdgeIndex(truncatingIfNeeded: edge)
        return starts
    }
}
