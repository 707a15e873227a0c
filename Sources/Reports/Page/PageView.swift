// `heaptide web URL`: what a page's memory did, and what stays of what it did and took back.
import HeapFile
import HeapGraph
import V8Heap

/// A page that was watched while it was acted on.
package struct PageView: HeapView {
    package struct Moment: Encodable, Sendable {
        let seconds: Double
        let step: String
        let heapBytes: Int
        let heapTotalBytes: Int
        @Nullable var embedderBytes: Int?
        let nodes: Int
        let documents: Int
        let listeners: Int
        @Nullable var residentBytes: Int?

        package init(
            seconds: Double, step: String, heapBytes: Int, heapTotalBytes: Int, embedderBytes: Int?, nodes: Int,
            documents: Int, listeners: Int, residentBytes: Int?
        ) {
            (self.seconds, self.step) = (seconds, step)
            (self.heapBytes, self.heapTotalBytes) = (heapBytes, heapTotalBytes)
            (self.nodes, self.documents, self.listeners) = (nodes, documents, listeners)
            self.embedderBytes = embedderBytes
            self.residentBytes = residentBytes
        }
    }

    struct Snapshot: Encodable, Sendable {
        let file: String
        let totalBytes: Int
        /// After a collection, shortly before the snapshot.
        let moment: Moment
        let detachedNodes: Int
        let timers: Int
        let observers: Int
    }

    struct Place: Encodable, Sendable {
        let file: String
        let line: Int
    }

    struct Leak: Encodable, Sendable {
        let kind: String
        /// The kind in plain words.
        let meaning: String
        let type: String
        let count: Int
        let retainedBytes: Int
        let addedBytes: Int
        let detachedNodes: Int
        let pathText: String
        let fingerprint: String
        /// Where the function that keeps it begins.
        @Nullable var place: Place?
        /// Of the first object, for `heaptide heap FILE path ID`.
        let id: String
    }

    let url: String
    let browser: String
    /// Nil if the page was only watched.
    @Nullable var scenario: String?
    let rounds: Int
    private(set) var notes: [String]
    let snapshots: [Snapshot]
    let addedBytes: Int
    let leaks: [Leak]
    /// The first object that stays, as `heaptide heap FILE path ID` takes it; nil if nothing does.
    package var firstObject: String? { leaks.first?.id }
    let samples: [Moment]

    /// Adds what a reader has to know.
    package mutating func note(_ note: String) { notes.append(note.shown) }

    /// - Parameters:
    ///   - heaps: oldest first.
    ///   - moments: of each heap.
    ///   - rounds: how often was acted between the first heap and the last; 0 = the page was only watched.
    ///   - events, findOriginals: see `PageLeaks.find`.
    ///   - isOneHeap: false if the first heap and the last are of two processes, which have no object in common.
    ///   - isOneDocument: false if the page was loaded anew: then all of it is another size.
    package init(
        url: String, browser: String, scenario: String?, rounds: Int, notes: [String], heaps: [HeapReport],
        moments: [Moment], samples: [Moment], isOneHeap: Bool = true,
        isOneDocument: Bool = true, events: [UInt64: Set<String>] = [:],
        findOriginals: ([UInt64: String]) -> [UInt64: (file: String, line: Int)] = { _ in [:] }
    ) {
        (self.url, self.browser, self.rounds) = (url.shown, browser.shown, rounds)
        self.scenario = scenario
        self.notes = notes.map(\.shown)
        self.samples = samples
        snapshots = zip(heaps, moments).map { Snapshot($0, $1) }
        let last = heaps[heaps.count - 1]
        addedBytes = last.totalBytes - heaps[0].totalBytes
        let found =
            isOneHeap
            ? PageLeaks.find(
                heaps.map(\.snapshot), leastCount: max(1, rounds), growsInEveryStep: rounds == 0,
                findsGrowth: isOneDocument, events: events, findOriginals: findOriginals) : []
        leaks = found.map { Leak($0, last) }
    }
}

extension PageView.Snapshot {
    init(_ heap: HeapReport, _ moment: PageView.Moment) {
        let graph = heap.graph
        var (detached, timers, observers) = (0, 0, 0)
        let names = (0..<graph.types.count).map { graph.names[graph.types[TypeIndex($0)].name] }
        for node in 0..<NodeIndex(graph.nodeCount) where graph.type(of: node).category == .native {
            let name = names[Int(graph.nodes.types[node])]
            if PageLeaks.isDetachedNode(name) { detached += 1 }
            if name == "DOMTimer" { timers += 1 }
            if name == "MutationObserver" || name == "IntersectionObserver" || name == "ResizeObserver" {
                observers += 1
            }
        }
        self.init(
            file: heap.file, totalBytes: heap.totalBytes, moment: moment, detachedNodes: detached, timers: timers,
            observers: observers)
    }
}

extension PageView.Leak {
    fileprivate init(_ leak: PageLeak, _ heap: HeapReport) {
        self.init(
            kind: leak.kind.name, meaning: leak.kind.meaning, type: leak.type.shown, count: leak.addedCount,
            retainedBytes: leak.retainedBytes.signed, addedBytes: leak.addedBytes.signed,
            detachedNodes: leak.detachedNodes,
            pathText: leak.path.text.shown, fingerprint: leak.fingerprint,
            place: leak.place.map { PageView.Place(file: $0.file.shown, line: $0.line) },
            id: heap.identifier(of: leak.nodes[0]))
    }
}

extension PageLeak.Kind {
    /// As JSON has it.
    fileprivate var name: String { self == .detachedNodes ? "detached_nodes" : rawValue }

    fileprivate var meaning: String {
        switch self {
        case .detachedNodes: "elements that were taken out of the document and are still referred to"
        case .listener: "event listeners that were added and not removed"
        case .timer: "timers that were started and not stopped"
        case .observer: "observers that were not disconnected"
        case .callback: "callbacks that the browser still holds"
        case .console: "objects that the console keeps because they were logged"
        case .closure: "functions that are kept, with all variables that they can see"
        case .collection: "a collection that only grows"
        case .growth: "it grew by itself, without one more object at its place"
        case .object: "objects that are kept"
        }
    }
}
