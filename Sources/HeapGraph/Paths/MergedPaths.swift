/// The best paths of many nodes as one tree: how a group of objects is held.
package struct MergedPaths: Sendable {
    package struct Node: Sendable {
        /// Index in `nodes`; the root's is its own.
        package let parent: Int
        /// Nil of the root.
        package let step: GeneralStep?
        /// Objects of the group whose paths lead through here.
        package var count: Int
        /// Bytes that they retain, without counting twice what one of them dominates of another.
        package var retainedBytes: UInt64
    }

    /// Parents come before their children.
    package let nodes: [Node]

    /// - Parameter group: nodes of `graph`, each once.
    /// - Complexity: O(nodes + edges + g log g).
    package init(_ graph: HeapGraph, of group: [NodeIndex], mostNodes: Int = 1 << 16) {
        var trie = PathTrie(mostNodes: mostNodes)
        let merged = PathMerging(graph, endingAt: group, into: &trie)
        var nodes = (0..<trie.count).map { index in
            Node(
                parent: trie.parent(of: index), step: index == 0 ? nil : trie.step(to: index), count: 0,
                retainedBytes: 0)
        }
        var end: NodeIndex = 0
        for node in group.sorted() {
            let place = Int(merged.places[Int(node)])
            nodes[place].count += 1
            if node >= end {
                nodes[place].retainedBytes &+= graph.retainedSize(of: node)
                end = graph.dominated(by: node).upperBound
            }
        }
        for index in nodes.indices.dropFirst().reversed() {
            nodes[nodes[index].parent].count += nodes[index].count
            nodes[nodes[index].parent].retainedBytes &+= nodes[index].retainedBytes
        }
        self.nodes = nodes
    }

    /// The children of a node, most retained bytes first.
    ///
    /// - Complexity: O(nodes).
    package func children(of index: Int) -> [Int] {
        nodes.indices.dropFirst().filter { nodes[$0].parent == index }.sorted {
            (nodes[$1].retainedBytes, nodes[$1].count, $0) < (nodes[$0].retainedBytes, nodes[$0].count, $1)
        }
    }

    /// The steps from the root to a node.
    package func path(to index: Int) -> [GeneralStep] {
        var path: [GeneralStep] = []
        var index = index
        while let step = nodes[index].step {
            path.append(step)
            index = nodes[index].parent
        }
        return path.reversed()
    }
}

extension HeapGraph {
    /// All nodes of a type, in ascending order.
    ///
    /// - Complexity: O(nodes).
    package func nodes(ofType type: TypeIndex) -> [NodeIndex] {
        (0..<NodeIndex(nodeCount)).filter { nodes.types[$0] == type }
    }
}
