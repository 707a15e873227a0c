// Brings the columns of a heap from one order of the nodes into another, each freed as soon as its copy is there.
import CMemoryHints

enum Renumbering {
    /// Two columns, at the same time, in the order of `sources`. A source number beyond their end gives `added`.
    static func reorder<First, Second>(
        _ first: inout MutableColumn<First>, _ second: inout MutableColumn<Second>,
        by sources: borrowing MutableColumn<UInt32>, added: (First, Second)
    ) {
        let newFirst = MutableColumn<First>(zeroes: sources.count)
        let newSecond = MutableColumn<Second>(zeroes: sources.count)
        let moveFirst = Move(first, to: newFirst, by: sources, added: added.0)
        let moveSecond = Move(second, to: newSecond, by: sources, added: added.1)
        Together.run({ moveFirst.run() }, { moveSecond.run() })
        first = newFirst
        second = newSecond
    }

    /// The edges in the final order and with final numbers. With orphans, the root gets an edge to the added node, and
    /// the added node one to each head.
    ///
    /// - Complexity: O(nodes + edges). 8 bytes an edge and 4 a node beside the old columns.
    static func edges(
        first: consuming MutableColumn<EdgeIndex>, targets: consuming MutableColumn<UInt32>,
        labels: consuming MutableColumn<UInt32>, order: borrowing DominatorOrder
    ) -> EdgeColumns {
        let rows = EdgeRows(first, by: order.sources, heads: order.heads)
        let count = targets.count + rows.addedEdges
        let newTargets = MutableColumn<UInt32>(zeroes: count)
        let newLabels = MutableColumn<UInt32>(zeroes: count)
        let (oldTargets, oldLabels, numbers) = (targets.base, labels.base, order.numbers.base)
        let (targetBase, labelBase) = (newTargets.base, newLabels.base)
        let added = rows.addedEdges > 0 ? numbers[rows.addedSource] : 0
        Together.run(
            {
                rows.fill(targetBase, from: oldTargets, root: added, head: { numbers[Int($0)] }) { numbers[Int($0)] }
            },
            {
                let (root, head) = (EdgeLabel(.root).rawValue, EdgeLabel(.unnamed).rawValue)
                rows.fill(labelBase, from: oldLabels, root: root, head: { _ in head }) { $0 }
            })
        return EdgeColumns(first: rows.starts().frozen(), targets: newTargets.frozen(), labels: newLabels.frozen())
    }
}

/// A column on its way into another order.
private struct Move<Element: BitwiseCopyable> {
    private let old: UnsafePointer<Element>
    private let new: UnsafeMutablePointer<Element>
    private let sources: UnsafePointer<UInt32>
    private let oldCount: Int
    private let count: Int
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
        count = sources.count
        self.added = added
    }

    func run() {
        let (old, new, sources) = (old, new, sources)
        let ahead = max(0, count - Self.lookAhead)
        for node in 0..<ahead {
            heaptide_will_read(old + Int(sources[node &+ Self.lookAhead]))
            new[node] = value(Int(sources[node]))
        }
        for node in ahead..<count { new[node] = value(Int(sources[node])) }
    }

    @inline(__always)
    private func value(_ source: Int) -> Element { source < oldCount ? old[source] : added }
}
