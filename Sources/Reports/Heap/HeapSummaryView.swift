// `heaptide heap FILE`: what a person wants to know first of a snapshot.
import HeapFile
import HeapGraph

/// The snapshot in a dozen lines.
package struct HeapSummaryView: HeapView {
    /// Some objects or groups of them, and bytes with their part of all.
    struct Part: Encodable, Sendable {
        let count: Int
        let bytes: Int
        let share: Double
    }

    struct Program: Encodable, Sendable {
        let command: [String]
        let language: String
        let version: String
        let pid: Int
    }

    let file: String
    let program: Program
    let taken: String
    /// Why it was taken when it was: "exit", "peak", "asked"; nil if that is not known.
    @Nullable var moment: String?
    /// All bytes that were live then and at the high-water mark by the recorder's account, and when that was; nil without
    /// a recorder.
    @Nullable var heapBytes: Int?
    @Nullable var seconds: Double?
    @Nullable var peakBytes: Int?
    @Nullable var peakSeconds: Double?
    @Nullable var pauseSeconds: Double?
    @Nullable var walkSeconds: Double?
    let nodes: Int
    let edges: Int
    /// Nodes that are objects of the program: the others give the graph its shape.
    let objects: Int
    let totalBytes: Int
    let opaqueObjects: Int
    /// Memory of the runtime's outside of all objects; nil if it does not say.
    @Nullable var extraNativeBytes: Int?
    let garbage: Part
    /// What the collector has given up: objects in `gc.garbage`, and what they retain.
    let uncollectable: Part
    /// Groups of equal objects, and what would be saved if each were one; nil if contents were not compared.
    @Nullable var duplicates: Part?
    /// Collections, and the room that they do not use; nil if that was not measured.
    @Nullable var waste: Part?
    /// Instances, and what they would save with `__slots__`; nil if that was not measured.
    @Nullable var slots: Part?
    let typeCount: Int
    let types: [HistogramView.Row]
    let suspectCount: Int
    let suspects: [SuspectFigures]

    /// - Parameter limit: how many types are listed.
    package init(_ heap: HeapReport, limit: Int = 10) {
        let facts = heap.snapshot.facts
        let (histogram, found) = (HistogramView(heap, limit: limit), SuspectsView(heap))
        let garbage = heap.garbage
        file = heap.file
        program = Program(facts)
        taken = facts.taken
        moment = facts.moment
        heapBytes = facts.heapBytes
        seconds = facts.seconds
        peakBytes = facts.peakBytes
        peakSeconds = facts.peakSeconds
        pauseSeconds = facts.pauseSeconds
        walkSeconds = facts.walkSeconds
        nodes = histogram.nodes
        edges = histogram.edges
        objects = histogram.objects
        totalBytes = heap.totalBytes
        opaqueObjects = facts.opaqueObjects
        extraNativeBytes = facts.extraNativeBytes?.signed
        self.garbage = Part(count: garbage.count, bytes: garbage.bytes, share: heap.share(garbage.bytes))
        let given = heap.uncollectable
        uncollectable = Part(count: given.count, bytes: given.bytes, share: heap.share(given.bytes))
        duplicates = heap.duplicates
        waste = heap.waste
        slots = heap.slots
        typeCount = histogram.typeCount
        types = histogram.types
        suspectCount = found.suspects.count
        suspects = Array(found.suspects.prefix(3))
    }
}

extension HeapSummaryView.Program {
    fileprivate init(_ facts: SnapshotFacts) {
        self.init(command: facts.command, language: facts.language, version: facts.version, pid: Int(facts.pid))
    }
}

extension HeapReport {
    fileprivate typealias Part = HeapSummaryView.Part

    fileprivate var duplicates: Part? {
        guard snapshot.contents.count > 0 else { return nil }
        let found = Duplicates(graph, contents: snapshot.contents, limit: 0)
        return Part(count: found.groupCount, bytes: found.wastedBytes.signed, share: share(found.wastedBytes.signed))
    }

    fileprivate var waste: Part? {
        guard snapshot.capacities.count > 0 else { return nil }
        let waste = Waste(graph, capacities: snapshot.capacities, limit: 0)
        let count = waste.rows.reduce(0) { $0 + $1.wastefulCount }
        return Part(count: count, bytes: waste.wastedBytes.signed, share: share(waste.wastedBytes.signed))
    }

    fileprivate var slots: Part? {
        guard snapshot.slotSavings.count > 0 else { return nil }
        let rows = SlotSavings(graph, savings: snapshot.slotSavings).rows
        let bytes = rows.reduce(0) { $0 + $1.savedBytes.signed }
        return Part(count: rows.reduce(0) { $0 + $1.count }, bytes: bytes, share: share(bytes))
    }
}
