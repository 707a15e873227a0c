// Places of a page as texts: what makes objects of several snapshots the same leak.
import HeapFile
import HeapGraph

/// Where objects are, as a text that is the same in every snapshot and run.
struct PlaceKeys {
    private let snapshot: HeapSnapshot
    private let sources: PageSources
    /// By the last node but one, the last step and the type: of a million strings in a list there is one.
    private var known: [Key: String] = [:]

    private struct Key: Hashable {
        var parent: NodeIndex
        var kind: EdgeKind
        var name: UInt32
        var type: TypeIndex
    }

    init(_ snapshot: HeapSnapshot, _ sources: PageSources) {
        (self.snapshot, self.sources) = (snapshot, sources)
    }

    mutating func key(of node: NodeIndex) -> String {
        let graph = snapshot.graph
        guard let parent = graph.parent(of: node) else { return "" }
        let edge = graph.edge(graph.derived.parentEdges[node])
        let name = edge.label.kind.isNamed ? edge.label.value : 0
        let key = Key(parent: parent, kind: edge.label.kind, name: name, type: graph.nodes.types[node])
        let isShared = edge.label.kind == .element || edge.label.kind == .key
        if isShared, let known = known[key] { return known }
        let text = PagePath(snapshot, to: node, sources: sources).key
        if isShared { known[key] = text }
        return text
    }
}
