extension SuspectSearch {
    /// How often a type may come up on a way down before it is taken for a chain of like objects.
    private static let mostAlike = 8

    /// The last node of the way down the dominator tree, always to the child that retains most, before what is retained
    /// drops. A long chain of like objects accumulates where it begins.
    func accumulationPoint(below node: NodeIndex, in graph: HeapGraph) -> NodeIndex {
        var way = [node]
        var seen = [graph.nodes.types[node]: (first: 0, count: 1)]
        while way.count <= mostSteps {
            let bytes = Double(graph.retainedSize(of: way[way.count - 1]))
            guard let next = largestChild(of: way[way.count - 1], in: graph),
                Double(graph.retainedSize(of: next)) >= drop * bytes
            else { break }
            var alike = seen[graph.nodes.types[next]] ?? (first: way.count, count: 0)
            alike.count += 1
            if alike.count > Self.mostAlike { return way[alike.first] }
            seen[graph.nodes.types[next]] = alike
            way.append(next)
        }
        let last = way[way.count - 1]
        return way.count > 1 && isPart(last, of: way[way.count - 2], in: graph) ? way[way.count - 2] : last
    }

    /// Whether a node is nothing but what holds its owner's attributes.
    private func isPart(_ node: NodeIndex, of owner: NodeIndex, in graph: HeapGraph) -> Bool {
        let edge = graph.edge(graph.derived.parentEdges[node])
        return edge.label.kind == .attributes && graph.source(of: edge.index) == owner
    }

    private func largestChild(of node: NodeIndex, in graph: HeapGraph) -> NodeIndex? {
        graph.dominatorChildren(of: node).max { graph.retainedSize(of: $0) < graph.retainedSize(of: $1) }
    }

    /// The last node that the best paths of most of `sample` have in common, before the bytes below drop.
    ///
    /// - Complexity: O(nodes + edges); 5 bytes a node, and some for the nodes on the paths.
    func commonPoint(above sample: [NodeIndex], in graph: HeapGraph) -> NodeIndex {
        let union = PathUnion(graph, endingAt: sample)
        // What is known of a node is where it is in the order, for few nodes are on the paths.
        var places = KeyTable()
        for index in 0..<union.order.count { _ = places.insert(UInt64(union.order.base[index])) }
        let counts = MutableColumn<UInt32>(zeroes: union.order.count)
        let bytes = MutableColumn<UInt64>(zeroes: union.order.count)
        for node in sample {
            let place = places.insert(UInt64(node)).number
            counts.base[place] &+= 1
            bytes.base[place] &+= graph.retainedSize(of: node)
        }
        for index in (1..<max(1, union.order.count)).reversed() {
            let parent = places.insert(UInt64(union.parents.base[Int(union.order.base[index])])).number
            counts.base[parent] &+= counts.base[index]
            bytes.base[parent] &+= bytes.base[index]
        }
        return commonPoint(union, counts, bytes, least: UInt32(commonPart * Double(sample.count)))
    }

    /// Nodes with more than half of the paths are below each other, so they come in the order of the way down.
    private func commonPoint(
        _ union: borrowing PathUnion, _ counts: borrowing MutableColumn<UInt32>,
        _ bytes: borrowing MutableColumn<UInt64>, least: UInt32
    ) -> NodeIndex {
        var point = 0
        for index in 1..<max(1, union.order.count) where counts.base[index] > least {
            if Double(bytes.base[index]) < drop * Double(bytes.base[point]) { break }
            point = index
        }
        return union.order.base[point]
    }
}
