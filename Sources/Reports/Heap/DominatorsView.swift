// `heaptide heap FILE dominators`: what is freed with what, from the root or from one object.
package import HeapGraph

/// A part of the dominator tree.
package struct DominatorsView: HeapView {
    /// What of the tree is shown.
    package struct Extent: Sendable {
        /// Levels below the first object; an object and the dict of its attributes are one.
        package var depth = 3
        /// Objects that are shown below one.
        package var breadth = 10
        /// Part of the first object's retained bytes that an object has to retain.
        package var leastShare = 0.01

        package init() {}
    }

    struct Node: Encodable, Sendable {
        let id: String
        let type: String
        let isRoot: Bool
        /// Whether it was made up: the root, threads, what C code holds.
        let isSynthetic: Bool
        /// Whether it holds what is its dominator's, such as an instance's dict, a map's table.
        let isPart: Bool
        /// The best path from the dominator; from the root in the first object.
        let pathText: String
        let shallowBytes: Int
        let retainedBytes: Int
        /// Part of all bytes.
        let share: Double
        /// Objects that it dominates, itself included.
        let dominated: Int
        let children: [Node]
        /// What it dominates immediately and is not listed.
        let otherCount: Int
        let otherBytes: Int
    }

    let totalBytes: Int
    let root: Node

    package init(_ heap: HeapReport, below node: NodeIndex = 0, extent: Extent = Extent()) {
        totalBytes = heap.totalBytes
        let least = extent.leastShare * Double(heap.graph.retainedSize(of: node))
        root = DominatorTree(heap: heap, extent: extent, least: UInt64(least)).node(node, from: nil, depth: 0)
    }
}

private struct DominatorTree {
    let heap: HeapReport
    let extent: DominatorsView.Extent
    let least: UInt64

    func node(_ node: NodeIndex, from dominator: NodeIndex?, depth: Int) -> DominatorsView.Node {
        let graph = heap.graph
        let listed = depth < extent.depth ? largest(below: node) : []
        let others = graph.dominatorChildren(of: node).reduce(into: (count: -listed.count, bytes: 0)) {
            $0.count += 1
            $0.bytes += graph.retainedSize(of: $1).signed
        }
        let path = dominator.map { graph.path(to: node, below: $0) } ?? graph.path(to: node)
        let bytes = graph.retainedSize(of: node).signed
        return DominatorsView.Node(
            id: heap.identifier(of: node), type: heap.typeName(of: node), isRoot: node == 0,
            isSynthetic: graph.flags(of: node).contains(.synthetic), isPart: isPart(node),
            pathText: heap.text(of: path),
            shallowBytes: graph.selfSize(of: node).signed, retainedBytes: bytes,
            share: heap.share(bytes), dominated: graph.dominated(by: node).count,
            children: listed.map { self.node($0, from: node, depth: isPart($0) ? depth : depth + 1) },
            otherCount: others.count,
            otherBytes: others.bytes - listed.reduce(0) { $0 + graph.retainedSize(of: $1).signed })
    }

    /// Whether a node is nothing but a part of its owner, and so no level of its own.
    private func isPart(_ node: NodeIndex) -> Bool {
        heap.graph.path(to: node).steps.last?.edge.label.kind == .attributes
    }

    private func largest(below node: NodeIndex) -> [NodeIndex] {
        let graph = heap.graph
        return graph.dominatorChildren(of: node).filter { graph.retainedSize(of: $0) >= max(1, least) }.sorted {
            (graph.retainedSize(of: $1), $0) < (graph.retainedSize(of: $0), $1)
        }.prefix(extent.breadth).map { $0 }
    }
}
