// `heaptide heap FILE suspects`: what holds an unreasonable part of the memory.
import HeapFile
import HeapGraph

/// Objects that retain more than a tenth of the heap, or groups of one type that do.
package struct SuspectsView: HeapView {
    let file: String
    let language: String
    let totalBytes: Int
    let suspects: [SuspectFigures]

    /// - Parameter limit: how many suspects are listed.
    package init(_ heap: HeapReport, limit: Int = .max) {
        file = heap.file
        language = heap.snapshot.facts.language
        totalBytes = heap.totalBytes
        var search = SuspectSearch()
        search.mostStacks = 4096
        let found = search.suspects(in: heap.graph).sorted {
            ($1.retainedBytes, $0.nodes[0]) < ($0.retainedBytes, $1.nodes[0])
        }
        suspects = found.prefix(limit).map { SuspectFigures($0, heap) }
    }

    package func text(_ style: TextStyle) -> String {
        guard !suspects.isEmpty else {
            return "No object, and no group of objects of one type, retains a tenth of \(Bytes.text(totalBytes)).\n"
        }
        let held = suspects.reduce(0) { $0 + $1.retainedBytes }
        let share = Decimal.share(held, of: totalBytes)
        let count = HeapWords.count(suspects.count, "suspect")
        let title = "\(count) for \(Bytes.text(held)) (\(share)) of \(Bytes.text(totalBytes))"
        return style.strong(title) + "\n" + suspects.map { "\n" + $0.text(style, of: totalBytes) }.joined()
    }
}

/// One suspect.
struct SuspectFigures: Encodable, Sendable {
    /// Of the suspect, or of a group's first object.
    let id: String
    let type: String
    let count: Int
    let retainedBytes: Int
    let share: Double
    /// The way to the accumulation point.
    let path: [StepFigures]
    let pathText: String
    let fingerprint: String
    let accumulation: ObjectFigures
    /// What the accumulation point dominates, or the objects of a group do, by type.
    let below: [TypeFigures]
    let allocatedAt: [AllocationSite]

    init(_ suspect: Suspect, _ heap: HeapReport) {
        let isGroup = suspect.count > 1
        id = heap.identifier(of: suspect.nodes[0])
        type = heap.typeName(suspect.type)
        count = suspect.count
        retainedBytes = suspect.retainedBytes.signed
        share = suspect.share
        path = heap.steps(to: suspect.accumulationPoint)
        pathText = suspect.path.text.shown
        fingerprint = suspect.fingerprint
        accumulation = ObjectFigures(suspect.accumulationPoint, heap)
        below = heap.types(below: isGroup ? suspect.nodes : [suspect.accumulationPoint])
        allocatedAt = heap.snapshot.stacks.sites(suspect.stacks)
    }

    /// What the memory is: the group itself, or what most of it is below the accumulation point.
    var contents: TypeFigures? {
        if count > 1 { return TypeFigures(type: type, count: count, retainedBytes: retainedBytes) }
        guard let first = below.first, first.retainedBytes * 2 > accumulation.retainedBytes,
            !Self.engineTypes.contains(first.type)
        else { return nil }
        return first
    }

    /// Types of V8's own, which say nothing of what a program keeps.
    private static let engineTypes: Set<String> = ["(system)", "(array)", "(compiled code)", "(object shape)"]

    /// Whether the objects of a group are held here and there.
    var isScattered: Bool { path.isEmpty }

    /// `app.CACHE['users'] → 1,204 × Session` in at most `width` columns.
    func title(width: Int) -> String {
        if isScattered { return "\(Decimal.grouped(count)) × \(type.cut(to: 40)), held in many places" }
        let what = contents.map { "\(Decimal.grouped($0.count)) × \($0.type.cut(to: 40))" } ?? accumulation.type
        let arrow = contents == nil ? ", one " : " → "
        return pathText.cut(to: max(20, width - what.count - arrow.count)) + arrow + what
    }
}
