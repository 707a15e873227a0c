// Brings the columns of a heap from one order of the nodes into another, each freed as soon as its copy is there.
import CMemoryHints

enum Renumbering {
    /// A column in the order of `sources`; one that is empty stays so. A source number beyond its end gives `added`.
    ///
    /// - Complexity: O(nodes), one half on each of two cores; a second column meanwhile.
    static func reorder<Element>(
        _ column: inout MutableColumn<Element>, by sources: borrowing MutableColumn<UInt32>,
        added: Element = 0
    ) where Element: FixedWidthInteger & BitwiseCopyable {
        guard column.count > 0 else { return }
        let reordered = MutableColumn<Element>(unwritten: sources.count)
        let move = Move(column, to: reordered, by: sources, added: added)
        let middle = sources.count / 2
        Together.run({ move.run(0..<middle) }, { move.run(middle..<sources.count) })
        column = reordered
    }

    /// Makes zeroes of a column that was left empty. They take no memory, for nobody writes them.
    static func fillUp<Element>(_ column: inout MutableColumn<Element>, _ count: Int) {
        if column.count == 0 { column = MutableColumn(zeroes: count, isSparse: true) }
    }

    /// The edges in the final order and with final numbers. With orphans, the root gets an edge to the added node, and
    /// the added node one to each head.
    ///
    /// - Complexity: O(nodes + edges), on two cores. 4 bytes an edge beside the old columns.
    static func edges(
        first: consuming MutableColumn<EdgeIndex>, targets: consuming MutableColumn<UInt32>,
        labels: consuming MutableColumn<UInt32>, order: borrowing DominatorOrder
    ) -> EdgeColumns {
        let rows = EdgeRows(first, by: order.sources, heads: order.heads)
        let count = targets.count + rows.addedEdges
        let numbers = order.numbers.base
        let added = rows.addedEdges > 0 ? numbers[rows.addedSource] : 0
        var targets = targets
        var labels = labels
        move(&targets, count: count) { start, old, new in
            rows.fillHalf(start, new, from: old, root: added, head: { numbers[Int($0)] }) { numbers[Int($0)] }
        }
        let (root, head) = (EdgeLabel(.root).rawValue, EdgeLabel(.unnamed).rawValue)
        move(&labels, count: count) { start, old, new in
            rows.fillHalf(start, new, from: old, root: root, head: { _ in head }) { $0 }
        }
        return EdgeColumns(first: rows.starts().frozen(), targets: targets.frozen(), labels: labels.frozen())
    }

    /// Replaces a column of edges by one of `count`, which two threads fill; the old one is then freed.
    @inline(__always)
    static func move(
        _ column: inout MutableColumn<UInt32>, count: Int,
        _ fillHalf: (EdgeRows.Start, UnsafePointer<UInt32>, borrowing MutableColumn<UInt32>) -> Void
    ) {
        let moved = MutableColumn<UInt32>(unwritten: count)
        let old = UnsafePointer(column.base)
        Together.run({ fillHalf(.front, old, moved) }, { fillHalf(.back, old, moved) })
        column = moved
    }
}

/// A column on its way into another order.
private struct Move<Element: BitwiseCopyable> {
    private let old: UnsafePointer<Element>
    private let new: UnsafeMutablePointer<Element>
    private let sources: UnsafePointer<UInt32>
    private let oldCount: Int
    private let added: Element

    /// Nodes between the one that is copied and the one that is fetched.
    private static var lookAhead: Int { 24 }

    init(
        _ column: borrowing MutableColumn<Element>, to result: borrowing MutableColumn<Element>,
        by sources: borrowing MutableColumn<UInt32>, added: Element
    ) {
        old = UnsafePointer(column.base)
        new = result.base
        self.sources = UnsafePointer(sources.base)
        oldCount = column.count
        self.added = added
    }

    /// Moves the elements of these places.
    func run(_ places: Range<Int>) {
        let (old, new, sources) = (old, new, sources)
        let ahead = max(places.lowerBound, places.upperBound - Self.lookAhead)
        for node in places.lowerBound..<ahead {
            heaptide_will_read(old + Int(sources[node &+ Self.lookAhead]))
            new[node] = value(Int(sources[node]))
        }
        for node in ahead..<places.upperBound { new[node] = value(Int(sources[node])) }
    }

    @inline(__always)
    private func value(_ source: Int) -> Element { source < oldCount ? old[source] : added }
}
