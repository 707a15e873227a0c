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

    /// Writes one column of the edges.
    ///
    /// - Parameters:
    ///   - root: the value of the root's edge to the added node.
    ///   - head: the value of the added node's edge to a source number.
    ///   - new: the new value of an old one.
    @inline(__always)
    func fill(
        _ result: UnsafeMutablePointer<UInt32>, from values: UnsafePointer<UInt32>, root: UInt32 = 0,
        head: (UInt32) -> UInt32 = { $0 }, new: (UInt32) -> UInt32
    ) {
        var edge = 0
        for node in 0..<count {
            let source = Int(sources[node])
            if node &+ 2 &* Self.lookAhead < count { announce(node, values) }
            if source == addedSource {
                for index in 0..<headCount { result[edge &+ index] = head(heads[index]) }
                edge &+= headCount
                continue
            }
            for index in Int(first[source])..<Int(first[source &+ 1]) {
                result[edge] = new(values[index])
                edge &+= 1
            }
            if source == 0 && headCount > 0 {
                result[edge] = root
                edge &+= 1
            }
        }
    }

    /// Fetches what nodes to come need: of the nearer one its edges, of the other where they begin.
    @inline(__always)
    private func announce(_ node: Int, _ values: UnsafePointer<UInt32>) {
        heaptide_will_read(first + Int(sources[node &+ 2 &* Self.lookAhead]))
        let near = Int(sources[node &+ Self.lookAhead])
        if near != addedSource { heaptide_will_read(values + Int(first[near])) }
    }

    /// For each node its first edge in the new order, and the number of edges.
    func starts() -> MutableColumn<EdgeIndex> {
        let starts = MutableColumn<EdgeIndex>(zeroes: count + 1)
        let result = starts.base
        var edge: EdgeIndex = 0
        for node in 0..<count {
            result[node] = edge
            let source = Int(sources[node])
            if source == addedSource {
                edge &+= EdgeIndex(truncatingIfNeeded: headCount)
            } else {
                edge &+= first[source &+ 1] &- first[source]
                if source == 0 && headCount > 0 { edge &+= 1 }
            }
        }
        result[count] = edge
        return starts
    }
}
