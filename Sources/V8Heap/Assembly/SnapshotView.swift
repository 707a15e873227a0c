// The columns of a file as all passes over them see them.
import HeapGraph

/// Pointers into tables that outlive it. Threads may share it, as long as each writes what is its own.
struct SnapshotView: @unchecked Sendable {
    let nodeCount, edgeCount, stringCount: Int
    let kinds: UnsafePointer<UInt8>
    let names: UnsafePointer<UInt32>
    let ids: UnsafePointer<UInt64>
    let firstEdges: UnsafePointer<EdgeIndex>
    let targets: UnsafePointer<UInt32>
    /// Raw values of `V8Edge`; of `EdgeLabel` once `EdgeLabels` has been here.
    let labels: UnsafeMutablePointer<UInt32>
    /// Raw values of `NameKind` by string.
    let nameKinds: UnsafePointer<UInt8>

    init(_ tables: borrowing SnapshotTables, _ nameKinds: borrowing NameKinds) {
        nodeCount = tables.nodeCount
        edgeCount = tables.edgeCount
        stringCount = nameKinds.count
        kinds = UnsafePointer(tables.nodes.kinds.base)
        names = UnsafePointer(tables.nodes.names.base)
        ids = UnsafePointer(tables.nodes.ids.base)
        firstEdges = UnsafePointer(tables.nodes.firstEdges.base)
        targets = UnsafePointer(tables.edges.targets.base)
        labels = tables.edges.labels.base
        self.nameKinds = UnsafePointer(nameKinds.kinds.base)
    }

    @inline(__always)
    func edges(of node: Int) -> Range<Int> { Int(firstEdges[node])..<Int(firstEdges[node &+ 1]) }
    @inline(__always)
    func edge(_ index: Int) -> V8Edge { V8Edge(rawValue: labels[index]) }

    /// What the name of a node is.
    @inline(__always)
    func nameKind(of node: Int) -> UInt8 { nameKinds[Int(names[node])] }

    /// What the name of an edge with a name is.
    @inline(__always)
    func nameKind(_ edge: V8Edge) -> UInt8 { Int(edge.value) < stringCount ? nameKinds[Int(edge.value)] : 0 }

    @inline(__always)
    func `is`(_ node: Int, _ kind: NameKind) -> Bool { nameKind(of: node) == kind.rawValue }

    /// The target of the first internal edge of this name.
    func target(of node: Int, _ name: NameKind, or other: NameKind? = nil) -> Int? {
        for index in edges(of: node) {
            let edge = edge(index)
            guard edge.is(.internal) else { continue }
            let kind = nameKind(edge)
            if kind == name.rawValue || kind == other?.rawValue { return Int(targets[index]) }
        }
        return nil
    }
}
