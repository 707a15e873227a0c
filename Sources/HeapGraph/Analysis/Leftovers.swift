// What one graph has and another of the same process has not, after memlab's comparison of snapshots.

/// The topmost objects of a graph that another one does not know: no best path to one leads through another one.
package struct Leftovers: Sendable {
    /// In the order of the lengths of their paths.
    package let nodes: [NodeIndex]

    /// - Parameters:
    ///   - graph: where they are looked for.
    ///   - known: another graph of the same process, whose identities stay with an object as long as it lives.
    ///   - isOfInterest: tells the program's own objects from the engine's, with the last node of the path that is no
    ///     part of its owner.
    /// - Complexity: O(nodes + edges) of both.
    package init(
        in graph: HeapGraph, notIn known: HeapGraph, where isOfInterest: (_ node: NodeIndex, _ owner: NodeIndex) -> Bool
    ) {
        var identities = KeyTable()
        for node in 0..<known.nodeCount { _ = identities.insert(known.nodes.identities.base[node]) }
        let union = PathUnion(graph, endingAt: nil)
        let isCovered = MutableColumn<UInt8>(zeroes: graph.nodeCount)
        let owners = MutableColumn<NodeIndex>(zeroes: graph.nodeCount)
        var found: [NodeIndex] = []
        for index in 1..<max(1, union.order.count) {
            let node = union.order.base[index]
            let parent = Int(union.parents.base[Int(node)])
            let parentEdge = graph.derived.parentEdges.base[Int(node)]
            let isPart = EdgeLabel(rawValue: graph.edges.labels.base[Int(parentEdge)]).isAttributes
            owners.base[Int(node)] = isPart ? owners.base[parent] : node
            isCovered.base[Int(node)] = isCovered.base[parent]
            let identity = graph.nodes.identities.base[Int(node)]
            guard isCovered.base[parent] == 0, !isPart, identity != 0, identities.number(of: identity) == nil,
                isOfInterest(node, owners.base[parent])
            else { continue }
            isCovered.base[Int(node)] = 1
            found.append(node)
        }
        nodes = found
    }
}
