// Many paths merged into one tree of general steps, which several graphs can share.

/// Node 0 is the root of all paths.
///
/// - Invariant: parents come before their children.
/// - Complexity: O(1) expected for a step; 30 bytes a node.
package struct PathTrie: ~Copyable {
    private var parents = MutableColumn<UInt32>(capacity: 64)
    private var steps = MutableColumn<UInt32>(capacity: 64)
    private var depths = MutableColumn<UInt32>(capacity: 64)
    private var children = KeyTable()
    /// Distinct steps and their numbers; number 0 is none.
    private var known: [GeneralStep: UInt32] = [:]
    private var table: [GeneralStep] = [GeneralStep(kind: .unnamed, name: "", type: "", holder: "")]
    private let mostNodes: Int
    /// Steps that were not taken because the trie was full.
    package private(set) var refused = 0

    private static let mostDepth: UInt32 = 500

    /// - Parameter mostNodes: once there are so many, new steps stay where they are.
    package init(mostNodes: Int = 1 << 20) {
        self.mostNodes = mostNodes
        parents.append(0)
        steps.append(0)
        depths.append(0)
    }

    package var count: Int { parents.count }
    package func parent(of node: Int) -> Int { Int(parents[node]) }
    /// The step that leads to a node.
    package func step(to node: Int) -> GeneralStep { table[Int(steps[node])] }

    /// The steps from the root to a node.
    package func path(to node: Int) -> [GeneralStep] {
        var path: [GeneralStep] = []
        var node = node
        while node != 0 {
            path.append(step(to: node))
            node = parent(of: node)
        }
        return path.reversed()
    }

    /// The number of a step.
    mutating func number(of step: GeneralStep) -> UInt32 {
        if let number = known[step] { return number }
        let number = UInt32(table.count)
        table.append(step)
        known[step] = number
        return number
    }

    /// Where a step leads from `node`: to the node itself if it is the step that led there.
    @inline(__always)
    mutating func child(of node: UInt32, _ step: UInt32) -> UInt32 {
        if steps.base[Int(node)] == step { return node }
        let key = UInt64(node) << 32 | UInt64(step)
        if count >= mostNodes || depths.base[Int(node)] == Self.mostDepth {
            guard let number = children.number(of: key) else {
                refused += 1
                return node
            }
            return UInt32(truncatingIfNeeded: number &+ 1)
        }
        let (number, isNew) = children.insert(key)
        if isNew {
            parents.append(node)
            steps.append(step)
            depths.append(depths.base[Int(node)] &+ 1)
        }
        return UInt32(truncatingIfNeeded: number &+ 1)
    }
}
