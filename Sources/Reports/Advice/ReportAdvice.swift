// Measured facts joined with the source: what a line does that holds memory, what to do instead, what that would save.
package import Advice
package import Recording

/// One habit that a recording shows to cost something.
package struct AdviceItem: Sendable {
    package let finding: FileFinding
    /// The file as the recording names it.
    package let file: String
    /// What the finding's lines hold, by the figure that it is about.
    package let bytes: Int
    /// Nil if live memory was sampled: then `bytes` is an estimate, and how many blocks there are was not measured.
    package let blocks: Int?
    /// What the change saves of that figure.
    package let savesBytes: Int

    package var rule: Rule { finding.finding.rule }
    package var figure: Evidence.Figure { finding.finding.evidence?.figure ?? .peak }
    /// False: `savesBytes` is the most that it can be.
    package var isExact: Bool { finding.finding.evidence?.isExact ?? false }
}

package struct ReportAdvice: Sendable {
    /// What is worth a change, most first.
    package private(set) var items: [AdviceItem] = []
    /// Findings that would save less than `worthwhile`, and are left out.
    package private(set) var leftOut = 0
    /// Files with memory whose text is not the recorded one, or gone.
    package private(set) var changedFiles: [String] = []

    /// Of the peak; for what is allocated in all, of that.
    static let worthwhile = 0.01
    /// For findings that a figure alone makes.
    private static let large = 0.1

    package static let none = ReportAdvice()

    private init() {}

    /// Reads the user's own files that allocated a hundredth of the peak or more, as they were recorded.
    ///
    /// - Complexity: an interpreter's start, and the parsing of these files; O(stacks) for each finding.
    package init(_ report: Report) {
        guard report.heap.peakBytes > 0 else { return }
        let figures = LineFigures(report)
        let sources = RecordedSources(report.recording, files: figures.files(above: Self.worthwhile))
        changedFiles = sources.changed
        for found in sources.findings() { add(found.finding, found.file, figures, report) }
        items.sort {
            ($0.savesBytes, $1.file, $1.finding.finding.line) > ($1.savesBytes, $0.file, $0.finding.finding.line)
        }
    }

    private mutating func add(_ found: FileFinding, _ file: String, _ figures: LineFigures, _ report: Report) {
        guard let evidence = found.finding.evidence else { return }
        let held = figures.figures(file, evidence)
        let saving = AdviceSaving(evidence, held: held, file: file, figures: figures, report: report)
        guard let saving else { return }
        let needsEvidence = found.finding.rule.needsEvidence
        if Double(saving.bytes) < (needsEvidence ? Self.large : Self.worthwhile) * Double(saving.whole) {
            if !needsEvidence { leftOut += 1 }
            return
        }
        items.append(
            AdviceItem(
                finding: found, file: file, bytes: saving.heldBytes,
                blocks: report.recording.exact(saving.heldBlocks), savesBytes: saving.bytes))
    }
}

/// What a change saves, by the kind of its evidence.
private struct AdviceSaving {
    let heldBytes: Int
    let heldBlocks: Int
    let bytes: Int
    /// What the saving is a part of.
    let whole: Int

    init?(_ evidence: Evidence, held: ReportFigures, file: String, figures: LineFigures, report: Report) {
        switch evidence.figure {
        case .peak: (heldBytes, heldBlocks, whole) = (held.peakBytes, held.peakBlocks, report.heap.peakBytes)
        case .end: (heldBytes, heldBlocks, whole) = (held.endBytes, held.endBlocks, report.heap.peakBytes)
        case .allocated:
            (heldBytes, heldBlocks, whole) = (held.allocatedBytes, held.allocations, report.heap.allocatedBytes)
        }
        if let later = evidence.laterLines {
            // The peak without it is the larger of the two.
            let beside = figures.figures(
                file, Evidence(figure: .peak, lines: [later]), function: evidence.laterFunction)
            bytes = min(heldBytes, beside.peakBytes)
        } else if let attributes = evidence.slots {
            guard let instance = InstanceSize(version: report.processes.first?.version ?? "", attributes: attributes)
            else {
                return nil
            }
            bytes = heldBlocks / instance.blocks * instance.slotsSave
        } else {
            bytes = heldBytes
        }
    }
}

/// An instance without `__slots__`, measured for each version (docs/decisions.md).
struct InstanceSize {
    /// Blocks that one is made of at the line that makes it.
    let blocks: Int
    /// Bytes that `__slots__` takes off an instance with these attributes.
    let slotsSave: Int

    /// nil for a version that was not measured.
    init?(version: String, attributes: Int) {
        let numbers = version.split(whereSeparator: { !$0.isNumber }).prefix(2).compactMap { Int($0) }
        guard numbers.count == 2, numbers[0] == 3 else { return nil }
        let slots = 32 + 8 * attributes
        let without: Int
        switch numbers[1] {
        case 9, 10:
            blocks = 1
            without = attributes <= 5 ? 152 : 192
        case 11, 12:
            blocks = 2
            without = (numbers[1] == 11 ? 72 : 64) + 8 * attributes
        case 13, 14:
            blocks = 1
            without = 72 + 8 * attributes
        default: return nil
        }
        slotsSave = max(0, without - slots)
    }
}
