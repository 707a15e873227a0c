// What several views say of an object, a step, or of all objects of a type.
import HeapGraph

/// One object.
struct ObjectFigures: Encodable, Sendable {
    let id: String
    let type: String
    let shallowBytes: Int
    let retainedBytes: Int

    init(_ node: NodeIndex, _ heap: HeapReport) {
        id = heap.identifier(of: node)
        type = heap.typeName(of: node)
        shallowBytes = heap.graph.selfSize(of: node).signed
        retainedBytes = heap.graph.retainedSize(of: node).signed
    }
}

/// Some objects of one type, and what is freed with them.
struct TypeFigures: Encodable, Sendable {
    let type: String
    var count: Int
    var retainedBytes: Int
}

/// One step of a path.
struct StepFigures: Encodable, Sendable {
    let edge: String
    /// Of the object that the step leads to.
    let type: String
}

extension HeapReport {
    func steps(to node: NodeIndex) -> [StepFigures] {
        graph.path(to: node).steps.map { step in
            StepFigures(edge: graph.text(of: step.edge, from: step.source).shown, type: typeName(of: step.node))
        }
    }

    /// What these nodes dominate immediately, by type, most retained bytes first. What an object's parts dominate, such
    /// as the dict of its attributes, the object does.
    ///
    /// - Complexity: O(nodes and their children).
    func types(below nodes: [NodeIndex]) -> [TypeFigures] {
        var sums: [TypeIndex: (count: Int, bytes: Int)] = [:]
        for node in nodes {
            for child in graph.contents(of: node) {
                sums[graph.nodes.types[child], default: (0, 0)].count += 1
                sums[graph.nodes.types[child], default: (0, 0)].bytes += graph.retainedSize(of: child).signed
            }
        }
        return sums.filter { $0.value.bytes > 0 }.sorted { ($1.value.bytes, $0.key) < ($0.value.bytes, $1.key) }.map {
            type, sum in
            TypeFigures(type: typeName(type), count: sum.count, retainedBytes: sum.bytes)
        }
    }
}
