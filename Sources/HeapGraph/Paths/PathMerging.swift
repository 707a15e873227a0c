// Brings the best paths of a graph's nodes together: as they are, and in a trie.

/// All nodes that the best paths of some nodes lead through.
struct PathUnion: ~Copyable {
    /// The nodes by length of their paths: parents come before their children, the root first.
    let order: MutableColumn<NodeIndex>
    /// Last node but one of each best path, of all nodes.
    let parents: Column<NodeIndex>

    /// - Parameter ends: whose paths; nil = all nodes'.
    /// - Complexity: O(nodes + edges). 10 bytes a node while it works.
    init(_ graph: HeapGraph, endingAt ends: [NodeIndex]?) {
        parents = graph.parents()
        let marks = MutableColumn<UInt8>(zeroes: graph.nodeCount)
        if let ends {
            Self.mark(ends, parents, marks.base)
        } else {
            marks.base.update(repeating: 1, count: graph.nodeCount)
        }
        order = Self.byDepth(graph, marks.base)
    }

    private static func mark(_ ends: [NodeIndex], _ parents: Column<NodeIndex>, _ marks: UnsafeMutablePointer<UInt8>) {
        marks[0] = 1
        for end in ends {
            var node = Int(end)
            while marks[node] == 0 {
                marks[node] = 1
                node = Int(parents.base[node])
            }
        }
    }

    /// The marked nodes by length of their paths (counting sort).
    private static func byDepth(_ graph: HeapGraph, _ marks: UnsafePointer<UInt8>) -> MutableColumn<NodeIndex> {
        let (depths, count) = (graph.derived.depths.base, graph.nodeCount)
        let starts = MutableColumn<UInt32>(zeroes: Int(Scan.maximum(depths, count)) + 2)
        for node in 0..<count { starts.base[Int(depths[node]) + 1] &+= UInt32(marks[node]) }
        for depth in 1..<starts.count { starts.base[depth] &+= starts.base[depth - 1] }
        let order = MutableColumn<NodeIndex>(zeroes: Int(starts.base[starts.count - 1]))
        for node in 0..<count where marks[node] != 0 {
            let place = Int(starts.base[Int(depths[node])])
            order.base[place] = NodeIndex(truncatingIfNeeded: node)
            starts.base[Int(depths[node])] &+= 1
        }
        return order
    }
}

/// For each node of a graph its place in a trie.
struct PathMerging: ~Copyable {
    let union: PathUnion
    /// Place by node; 0 for nodes that no wanted path leads through.
    let places: MutableColumn<UInt32>

    /// - Parameter ends: whose paths; nil = all nodes'.
    /// - Complexity: O(nodes + edges). 14 bytes a node while it works.
    init(_ graph: HeapGraph, endingAt ends: [NodeIndex]?, into trie: inout PathTrie) {
        union = PathUnion(graph, endingAt: ends)
        places = MutableColumn(zeroes: graph.nodeCount)
        var steps = StepNumbers(graph)
        for index in 1..<max(1, union.order.count) {
            let node = union.order.base[index]
            let parent = union.parents.base[Int(node)]
            let step = steps.number(from: parent, to: node, &trie)
            let isRoot = EdgeLabel(rawValue: graph.edges.labels.base[Int(graph.derived.parentEdges.base[Int(node)])])
                .isRoot
            let place = isRoot ? 0 : places.base[Int(parent)]
            places.base[Int(node)] = step == 0 ? place : trie.child(of: place, step)
        }
    }
}

/// Numbers of general steps, remembered by what they are made of: there are far fewer than edges.
struct StepNumbers: ~Copyable {
    private let graph: HeapGraph
    private var known = KeyTable()
    private var numbers = MutableColumn<UInt32>()
    init(_ graph: HeapGraph) { self.graph = graph }

    /// The number in `trie` of the last step to a node; 0 if it is none.
    mutating func number(from parent: NodeIndex, to node: NodeIndex, _ trie: inout PathTrie) -> UInt32 {
        let edge = graph.edge(graph.derived.parentEdges[node])
        if edge.label.isAttributes { return 0 }
        let step = PathStep(source: parent, edge: edge)
        if graph.nodes.flags.base[Int(node)] & NodeFlags.holder.rawValue != 0 {
            return graph.generalStep(step).map { trie.number(of: $0) } ?? 0
        }
        let label = graph.generalLabel(edge.label, of: parent)
        let (number, isNew) = known.insert(UInt64(label.rawValue) << 32 | UInt64(graph.nodes.types.base[Int(node)]))
        if isNew { numbers.append(graph.generalStep(step).map { trie.number(of: $0) } ?? 0) }
        return numbers.base[number]
    }
}
