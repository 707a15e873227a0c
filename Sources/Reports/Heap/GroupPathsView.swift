// `heaptide heap FILE path --type NAME`: how all objects of a type are held.
package import HeapGraph

/// The best paths of many objects as one tree.
package struct GroupPathsView: HeapView {
    struct Node: Encodable, Sendable {
        /// Step or steps, where only one leads on: `app.CACHE[…]`.
        let edge: String
        /// Of the objects that the last step leads to.
        let type: String
        /// Objects of the group whose paths lead through here.
        let count: Int
        let retainedBytes: Int
        let children: [Node]
        let otherCount: Int
        let otherBytes: Int
    }

    /// The types as they are called in the snapshot.
    let types: [String]
    let count: Int
    let retainedBytes: Int
    let totalBytes: Int
    let paths: [Node]
    let otherCount: Int
    let otherBytes: Int

    /// - Parameter limit: how many branches are listed at each node.
    package init(_ heap: HeapReport, of types: Set<TypeIndex>, limit: Int = 10) {
        let merged = MergedPaths(heap.graph, of: types.flatMap { heap.graph.nodes(ofType: $0) })
        let tree = GroupTree(merged: merged, limit: limit)
        let below = tree.below(0)
        self.types = types.map { heap.typeName($0) }.sorted()
        count = merged.nodes[0].count
        retainedBytes = merged.nodes[0].retainedBytes.signed
        totalBytes = heap.totalBytes
        paths = below.nodes
        otherCount = below.otherCount
        otherBytes = below.otherBytes
    }
}

private struct GroupTree {
    typealias Node = GroupPathsView.Node
    let merged: MergedPaths
    let limit: Int
    private let children: [[Int]]
    private static let mostDepth = 12

    init(merged: MergedPaths, limit: Int) {
        self.merged = merged
        self.limit = limit
        var children = [[Int]](repeating: [], count: merged.nodes.count)
        for index in merged.nodes.indices.dropFirst() { children[merged.nodes[index].parent].append(index) }
        self.children = children.map { indices in
            indices.sorted {
                let (a, b) = (merged.nodes[$0], merged.nodes[$1])
                return (b.retainedBytes, b.count, $0) < (a.retainedBytes, a.count, $1)
            }
        }
    }

    func below(_ index: Int, depth: Int = 0) -> (nodes: [Node], otherCount: Int, otherBytes: Int) {
        let all = children[index]
        let listed = depth < Self.mostDepth ? all.prefix(limit) : []
        let others = all.dropFirst(listed.count).map { merged.nodes[$0] }
        return (
            listed.map { node($0, depth) }, others.reduce(0) { $0 + $1.count },
            others.reduce(0) { $0 + $1.retainedBytes.signed }
        )
    }

    /// A node and those behind it as long as there is but one way on and nothing ends.
    private func node(_ index: Int, _ depth: Int) -> Node {
        var (steps, last) = ([merged.nodes[index].step!], index)
        while children[last].count == 1, merged.nodes[children[last][0]].count == merged.nodes[last].count {
            last = children[last][0]
            steps.append(merged.nodes[last].step!)
        }
        let below = below(last, depth: depth + 1)
        return Node(
            edge: steps.text.shown, type: steps[steps.count - 1].type.shown, count: merged.nodes[last].count,
            retainedBytes: merged.nodes[last].retainedBytes.signed, children: below.nodes,
            otherCount: below.otherCount, otherBytes: below.otherBytes)
    }
}
