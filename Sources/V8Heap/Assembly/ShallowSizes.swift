// Bytes of what an object is made of, given to the object: DevTools' calculateShallowSizes.
import HeapGraph

enum ShallowSizes {
    private static let unvisited = UInt32.max
    private static let several = UInt32.max - 1

    /// Hidden nodes, arrays and the data of external strings that have one owner give it their bytes.
    ///
    /// - Complexity: O(nodes + edges); 8 bytes a node.
    static func reassign(_ view: SnapshotView, _ sizes: UnsafeMutablePointer<UInt64>) {
        guard view.edges(of: 0).contains(where: { view.kinds[Int(view.targets[$0])] != V8Kind.synthetic }) else {
            return
        }
        let ownerColumn = MutableColumn<UInt32>(unwritten: view.nodeCount)
        let owners = ownerColumn.base
        findOwners(view, owners)
        for node in 0..<view.nodeCount {
            let owner = Int(owners[node])
            guard owners[node] < several, owner != node, owner != 0, view.kinds[owner] != V8Kind.synthetic else {
                continue
            }
            sizes[owner] &+= sizes[node]
            sizes[node] = 0
        }
    }

    @inline(__always)
    private static func isPart(_ node: Int, _ view: SnapshotView) -> Bool {
        let kind = view.kinds[node]
        return kind == V8Kind.hidden || kind == V8Kind.array
            || kind == V8Kind.native && view.is(node, .externalStringData)
    }

    /// Every node's owner: itself, the one node that it is part of, `several`, or `unvisited`.
    private static func findOwners(_ view: SnapshotView, _ owners: UnsafeMutablePointer<UInt32>) {
        var work = MutableColumn<UInt32>(capacity: view.nodeCount)
        for node in 0..<view.nodeCount {
            if isPart(node, view) {
                owners[node] = unvisited
            } else {
                owners[node] = UInt32(truncatingIfNeeded: node)
                work.append(owners[node])
            }
        }
        while work.count > 0 {
            let node = Int(work.base[work.count - 1])
            work.setCount(work.count - 1)
            let owner = owners[node]
            for index in view.edges(of: node) {
                let target = view.targets[index]
                let known = owners[Int(target)]
                if known == target || known == owner || known == several || view.edge(index).is(.weak) { continue }
                owners[Int(target)] = known == unvisited ? owner : several
                work.append(target)
            }
        }
    }
}
