// What lines of a file allocated, and what was called from them.
import Advice
import Recording

struct LineFigures {
    private let report: Report
    private let tree: RecordedStacks
    /// Per stack: what was allocated with it on top.
    private let own: [ReportFigures]

    init(_ report: Report) {
        self.report = report
        tree = report.recording.stacks
        var own = [ReportFigures](repeating: ReportFigures(), count: tree.parents.count)
        for allocation in report.allocations { own[allocation.stack].add(allocation.figures) }
        self.own = own
    }

    /// The user's own files with a share of the peak, of the end or of everything allocated, largest first.
    ///
    /// - Complexity: O(stacks).
    func files(above share: Double) -> [String] {
        var inclusive = own
        for stack in stride(from: tree.parents.count - 1, to: 0, by: -1) {
            inclusive[Int(tree.parents[stack])].add(inclusive[stack])
        }
        let locations = report.recording.locations
        let isOwn = locations.map { $0.kind == .own }
        var sums: [String: ReportFigures] = [:]
        for stack in tree.parents.indices.dropFirst() {
            guard isOwn[Int(tree.locations[stack])] else { continue }
            let location = locations[Int(tree.locations[stack])]
            let caller = locations[Int(tree.locations[Int(tree.parents[stack])])]
            // Entered anew through another file, it is counted twice: it is only asked whether it is enough.
            if caller.file != location.file { sums[location.file, default: ReportFigures()].add(inclusive[stack]) }
        }
        let heap = report.heap
        func isLarge(_ part: Int, _ whole: Int) -> Bool { Double(part) >= share * Double(max(1, whole)) }
        return sums.filter { _, sum in
            isLarge(sum.peakBytes, heap.peakBytes) || isLarge(sum.endBytes, heap.peakBytes)
                || isLarge(sum.allocatedBytes, heap.allocatedBytes)
        }.sorted { ($0.value.peakBytes, $1.key) > ($1.value.peakBytes, $0.key) }.map(\.key)
    }

    /// The figures of a file's lines. Each allocation counts once, however often the lines are on its stack.
    ///
    /// - Parameter function: only frames of this function; nil = any.
    /// - Complexity: O(locations + stacks).
    func figures(_ file: String, _ evidence: Evidence, function: String? = nil) -> ReportFigures {
        let isMeant = report.recording.locations.map { location in
            location.file == file && evidence.lines.contains { $0.contains(Int(location.line)) }
                && (function.map { location.function == $0 || location.function.hasSuffix(".\($0)") } ?? true)
        }
        var isHit = [Bool](repeating: false, count: tree.parents.count)
        var sum = ReportFigures()
        for stack in tree.parents.indices.dropFirst() {
            isHit[stack] =
                isMeant[Int(tree.locations[stack])]
                || evidence.includesCallees && isHit[Int(tree.parents[stack])]
            if isHit[stack] { sum.add(own[stack]) }
        }
        return sum
    }
}
