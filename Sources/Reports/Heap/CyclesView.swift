// `heaptide heap FILE cycles`: objects that hold each other, so that only the collector can free them.
import HeapFile
import HeapGraph

/// Cycles by shape.
package struct CyclesView: HeapView {
    struct Group: Encodable, Sendable {
        let types: [String]
        let count: Int
        let objectCount: Int
        let retainedBytes: Int
        /// Cycles in which code of the program runs when they are freed.
        let finalizerCount: Int
        /// The types whose code that is: those with `__del__`.
        let finalizerTypes: [String]
        /// Cycles that nothing holds but they themselves.
        let garbageCount: Int
        let example: String
        let examplePath: String
        /// The reference to make weak; nil if it has no name.
        @Nullable var weakEdge: String?
    }

    let language: String
    let totalBytes: Int
    /// What only the collector can free: the objects of garbage cycles and all that they hold.
    let garbageBytes: Int
    let garbageObjects: Int
    /// What the collector has found and given up (`gc.garbage`), and what that retains.
    let uncollectableObjects: Int
    let uncollectableBytes: Int
    let cycleCount: Int
    let groupCount: Int
    let groups: [Group]

    /// - Parameter limit: how many groups are listed.
    package init(_ heap: HeapReport, limit: Int = .max) {
        var search = CycleSearch()
        search.onlyTracked = heap.snapshot.facts.language == "python"
        // Every function and its prototype are one.
        if heap.isJavaScript { search.leftOut.formUnion([.function, .code, .other]) }
        let found = search.cycles(in: heap.graph)
        let garbage = heap.garbage
        language = heap.snapshot.facts.language
        totalBytes = heap.totalBytes
        garbageBytes = garbage.bytes
        garbageObjects = garbage.count
        (uncollectableObjects, uncollectableBytes) = heap.uncollectable
        cycleCount = found.reduce(0) { $0 + $1.count }
        groupCount = found.count
        groups = found.prefix(limit).map { group in
            Group(
                types: group.types.map(\.shown), count: group.count, objectCount: group.objectCount,
                retainedBytes: group.retainedBytes.signed, finalizerCount: group.finalizerCount,
                finalizerTypes: group.finalizerTypes.map(\.shown),
                garbageCount: group.garbageCount, example: heap.identifier(of: group.example),
                examplePath: heap.pathText(to: group.example), weakEdge: group.weakEdge?.text.shown)
        }
    }
}

extension HeapReport {
    /// Objects that only the collector can still reach, and their bytes.
    var garbage: (count: Int, bytes: Int) {
        var sum = (count: 0, bytes: 0)
        for node in 0..<NodeIndex(graph.nodeCount) {
            let flags = graph.flags(of: node)
            guard flags.contains(.garbage), !flags.contains(.synthetic) else { continue }
            sum.count += 1
            sum.bytes += graph.selfSize(of: node).signed
        }
        return sum
    }
}
