// `heaptide heap FILE path ID`: what keeps an object alive.
package import HeapGraph

/// The best path from the root to an object, and who else refers to it.
package struct PathView: HeapView {
    struct Step: Encodable, Sendable {
        let edge: String
        let id: String
        let type: String
        let shallowBytes: Int
        let retainedBytes: Int
    }

    let object: ObjectFigures
    let totalBytes: Int
    let pathText: String
    let fingerprint: String
    let path: [Step]
    /// References beside the last step of the path.
    let otherReferrers: [ReferenceFigures]
    let otherReferrerCount: Int

    /// - Parameter limit: how many other referrers are listed.
    package init(_ heap: HeapReport, to node: NodeIndex, limit: Int = .max) {
        let best = heap.graph.path(to: node)
        object = ObjectFigures(node, heap)
        totalBytes = heap.totalBytes
        pathText = best.text.shown
        fingerprint = best.fingerprint
        path = best.steps.map { Step($0, heap) }
        let others = heap.graph.referrers(of: node).filter { $0.edge.index != best.steps.last?.edge.index }
        otherReferrers = others.prefix(limit).map { ReferenceFigures($0, heap) }
        otherReferrerCount = others.count
    }
}

extension PathView.Step {
    fileprivate init(_ step: PathStep, _ heap: HeapReport) {
        let object = ObjectFigures(step.node, heap)
        edge = heap.graph.text(of: step.edge, from: step.source).shown
        id = object.id
        type = object.type
        shallowBytes = object.shallowBytes
        retainedBytes = object.retainedBytes
    }
}
