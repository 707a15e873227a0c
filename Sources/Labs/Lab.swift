// A lab: a program, what is claimed of it, and how each claim is decided by measuring.

package enum LabLanguage: String, Sendable {
    case python
    case javascript
}

/// How a page of a lab is visited (`heaptide web`).
package enum LabVisit: Sendable {
    /// Nobody touches it; seconds from snapshot to snapshot.
    case watched(seconds: Double)
    /// Acted on and taken back by a scenario, a file of the lab's folder, that many rounds.
    case acted(scenario: String, rounds: Int)
}

/// One program or page of a lab, and how it is run.
package struct LabStep: Sendable {
    /// How claims and observations refer to it: `program`, `mended`, `10x`.
    package var name: String
    /// A file of the lab's folder.
    package var file: String
    package var arguments: [String] = []
    /// Bytes; the ceiling of a step that asks for none is `LabStep.usualLimit`.
    package var memoryLimit = LabStep.usualLimit
    /// Set for the program beside the learner's own environment.
    package var environment: [String: String] = [:]
    /// Whether the heap is kept as the program leaves it.
    package var takesSnapshot = false
    /// How a page is visited; nil = it is a program.
    package var visit: LabVisit?

    package static let usualLimit = 2 << 30

    /// The lab's own program.
    static let program = LabStep(name: "program", file: "program")
    /// What it looks like when it is mended.
    static let mended = LabStep(name: "mended", file: "mended")
    /// The same with the heap as they leave it, for a path or a picture.
    static let programWithHeap = LabStep(name: "program", file: "program", takesSnapshot: true)
    static let mendedWithHeap = LabStep(name: "mended", file: "mended", takesSnapshot: true)
}

/// A lab, as the catalogue holds it.
package struct Lab: Sendable {
    package var id: String
    package var language = LabLanguage.python
    /// In the order in which they run; the first is the learner's.
    package var steps: [LabStep]
    package var rules: [ClaimRule]
    /// What the mended program needs less of; nil where there is nothing to mend.
    package var improvement: Improvement?

    /// Whether the objects are drawn of the steps that take a snapshot.
    package var drawsObjects = false

    /// A figure of the two programs that the mended one has to lower.
    package struct Improvement: Sendable {
        package var name: String
        package var unit = "bytes"
        package var measure: @Sendable (LabRun) throws(LabMissing) -> Double

        /// The heap's high-water mark.
        static let peak = Improvement(name: "heap peak") { run throws(LabMissing) in Double(try run.peakBytes) }
    }

    init(
        _ id: String, language: LabLanguage = .python, steps: [LabStep], drawsObjects: Bool = false,
        improvement: Improvement? = nil,
        rules: [ClaimRule]
    ) {
        self.id = id
        self.language = language
        self.steps = steps
        self.drawsObjects = drawsObjects
        self.rules = rules
        self.improvement = improvement
    }

    /// What it says to the learner.
    package var text: LabText { LabText(markdown: LabFile.named("\(id)/lab.md")?.text ?? "") }

    /// The program's or page's file of a step: the name as it is in Labs/, with its language's ending.
    package func file(of step: LabStep) -> LabFile? {
        let ending = step.visit != nil ? "html" : language == .python ? "py" : "js"
        return LabFile.named("\(id)/\(step.file).\(ending)")
    }

    /// Whether it needs a Chromium.
    package var hasPages: Bool { steps.contains { $0.visit != nil } }

    /// The steps whose files are the learner's to change: the first program and the first page.
    package var ownSteps: [LabStep] {
        let other = steps.first { ($0.visit != nil) != (steps[0].visit != nil) }
        return [steps[0]] + (other.map { [$0] } ?? [])
    }

    /// The file that a learner's own stands in for: the one of `ownSteps` with the same ending, else the first.
    package func replaced(by path: String) -> LabFile? {
        let files = ownSteps.compactMap(file)
        return files.first { $0.ending == String(path.split(separator: ".").last ?? "") } ?? files.first
    }
}
