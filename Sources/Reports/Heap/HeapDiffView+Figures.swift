// The figures of a diff from the engine's.
import HeapFile
import HeapGraph

extension HeapDiffView.Snapshot {
    init(_ heap: HeapReport) {
        let facts = heap.snapshot.facts
        self.init(
            file: heap.file, command: facts.command, pid: Int(facts.pid), taken: facts.taken,
            nodes: heap.graph.nodeCount, edges: heap.graph.edgeCount,
            objects: heap.typeRows.reduce(0) { $0 + $1.count }, totalBytes: heap.totalBytes)
    }
}

extension HeapDiffView.Place {
    init(_ place: Growth.Place, share: Double?) {
        self.init(
            path: place.path.map { step in
                let edge = step.text.trimmingPrefix { $0 == " " || $0 == "→" }
                return StepFigures(edge: edge.isEmpty ? "→" : String(edge).shown, type: step.type.shown)
            },
            pathText: place.path.isEmpty ? "(root)" : place.pathText.shown, fingerprint: place.fingerprint,
            counts: place.counts, bytes: place.bytes.map(\.signed), addedCount: place.addedCount,
            addedBytes: Int(place.addedBytes), share: share)
    }
}

extension HeapDiffView.TypeRow {
    init(_ row: HeapDiff.Row) {
        self.init(
            type: row.type.shown, before: HeapDiffView.Figures(row.before), after: HeapDiffView.Figures(row.after),
            addedCount: row.addedCount, addedShallowBytes: Int(row.addedShallowBytes),
            addedRetainedBytes: Int(row.addedRetainedBytes), newObjects: row.added, goneObjects: row.removed)
    }
}

extension HeapDiffView.Figures {
    init(_ figures: HeapDiff.Figures) {
        self.init(
            count: figures.count, shallowBytes: figures.shallowBytes.signed,
            retainedBytes: figures.retainedBytes.signed)
    }
}

extension HeapReport {
    /// Whether both snapshots are of one process: the same number, and at least half of the modules where they were.
    /// The number alone says little: the programs of containers have the same one again and again.
    func isOfSameProcess(as other: HeapReport) -> Bool {
        let (mine, theirs) = (snapshot.facts, other.snapshot.facts)
        if isJavaScript && other.isJavaScript { return sharesNumbers(with: other) }
        guard mine.pid != 0, mine.pid == theirs.pid, mine.language == theirs.language else { return false }
        let (old, new) = (moduleIdentities, other.moduleIdentities)
        let kept = old.count { new[$0.key] == $0.value }
        return kept > 0 && kept * 2 >= old.count
    }

    /// Whether V8's numbers mean the same objects: of 2,000 that both have, nearly all are of one class and name. V8 gives
    /// its numbers in the order of the heap, so those of another process begin to differ where the heaps do.
    private func sharesNumbers(with other: HeapReport) -> Bool {
        let wanted = 2000
        var sample: [UInt64: NodeIndex] = [:]
        for node in stride(from: 1, to: NodeIndex(graph.nodeCount), by: max(1, graph.nodeCount / wanted)) {
            sample[graph.identity(of: node)] = node
        }
        var (found, alike) = (0, 0)
        for node in 0..<NodeIndex(other.graph.nodeCount) {
            guard let mine = sample[other.graph.identity(of: node)] else { continue }
            found += 1
            let isAlike =
                graph.typeName(of: mine) == other.graph.typeName(of: node)
                && graph.name(of: mine) == other.graph.name(of: node)
            alike += isAlike ? 1 : 0
        }
        return found * 10 > sample.count && alike * 100 >= found * 98
    }

    private var moduleIdentities: [String: UInt64] {
        var found: [String: UInt64] = [:]
        for node in 0..<NodeIndex(graph.nodeCount) where graph.flags(of: node).contains(.holder) {
            guard graph.identity(of: node) != 0, graph.type(of: node).category == .module else { continue }
            found[graph.name(of: node)] = graph.identity(of: node)
        }
        return found
    }
}
