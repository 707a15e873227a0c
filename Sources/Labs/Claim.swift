// What a lab claims of a program, and the measurement that decides it.

/// A claim as the run has decided it.
package struct Claim: Encodable, Sendable {
    package let text: String
    package let holds: Bool
    /// Not decided, because the machine lacks what it needs; `holds` is false then.
    package let skipped: Bool
    /// The figures that decided it.
    package let evidence: String
}

/// Something that a claim needs and the run does not have: the claim does not hold.
package struct LabMissing: Error, CustomStringConvertible {
    package let description: String
    /// Whether it is the machine that lacks it, not the program.
    package let isSkip: Bool

    package init(_ description: String, isSkip: Bool = false) {
        self.description = description
        self.isSkip = isSkip
    }
}

/// What a measurement says about a claim.
struct Verdict {
    var holds: Bool
    var evidence: String

    init(_ holds: Bool, _ evidence: String) {
        self.holds = holds
        self.evidence = evidence
    }
}

/// A claim before the run: its text, and how it is decided.
package struct ClaimRule: Sendable {
    package let text: String
    let decide: @Sendable (LabEvidence) throws(LabMissing) -> Verdict

    init(_ text: String, _ decide: @escaping @Sendable (LabEvidence) throws(LabMissing) -> Verdict) {
        self.text = text
        self.decide = decide
    }

    /// The claim, decided by a run. What cannot be measured does not hold, what cannot be run here is skipped.
    package func claim(of evidence: LabEvidence) -> Claim {
        do {
            let verdict = try decide(evidence)
            return Claim(text: text, holds: verdict.holds, skipped: false, evidence: verdict.evidence)
        } catch {
            let why = error.isSkip ? "skipped" : "not measured"
            return Claim(text: text, holds: false, skipped: error.isSkip, evidence: "\(why): \(error.description)")
        }
    }
}
