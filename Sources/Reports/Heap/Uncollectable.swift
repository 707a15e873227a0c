// What the collector of CPython has found and does not free: the objects in `gc.garbage`.
import HeapFile
import HeapGraph

extension HeapReport {
    /// The objects of the list, and what they retain.
    var uncollectable: (count: Int, bytes: Int) {
        guard let list = garbageList else { return (0, 0) }
        var sum = (count: 0, bytes: 0)
        for edge in graph.edges(of: list) where edge.label.kind == .element {
            sum.count += 1
            sum.bytes += graph.retainedSize(of: edge.target).signed
        }
        // What is held by several of them, or by a cycle of them, only the list retains.
        let below = (graph.retainedSize(of: list) - graph.selfSize(of: list)).signed
        return (sum.count, sum.count == 0 ? 0 : max(sum.bytes, below))
    }

    private var garbageList: NodeIndex? {
        guard snapshot.facts.language == "python" else { return nil }
        let module = graph.edges(of: 0).lazy.map(\.target).first { node in
            graph.type(of: node).category == .module && graph.name(of: node) == "gc"
        }
        guard let module else { return nil }
        let dict = graph.edges(of: module).first { $0.label.kind == .attributes }?.target ?? module
        let edge = graph.edges(of: dict).first { edge in
            edge.label.kind.isNamed && graph.names[edge.label.value] == "garbage"
        }
        return edge?.target
    }
}
