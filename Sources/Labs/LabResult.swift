// A lab that has run: its claims decided, and what was seen beside them.
import Foundation
import Recording
package import Reports

/// What a program noted or the recorder measured.
package struct LabObservation: Encodable, Sendable {
    package let name: String
    package let value: LabFact.Value
    package let unit: String

    private enum Key: String, CodingKey {
        case name, value, unit
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        switch value {
        case .number(let number): try container.encode(number, forKey: .value)
        case .flag(let flag): try container.encode(flag, forKey: .value)
        case .text(let text): try container.encode(text, forKey: .value)
        }
        try container.encode(unit, forKey: .unit)
    }
}

/// `heaptide lab run ID --json`: docs/json.md.
package struct LabResult: Encodable, Sendable {
    package let lab: String
    package let language: String
    /// The version of what ran the program, of a lab of pages the browser; nil if nothing was recorded.
    @Nullable package var interpreter: String?
    /// The browser of the pages, `Chrome/156.0.8078.79`; nil if none was visited.
    @Nullable package var browser: String?
    /// Whether every claim holds; false too if one was skipped.
    package let passed: Bool
    package let claims: [Claim]
    package let observations: [LabObservation]
    package let recordings: [String]
    /// What the text is made of.
    package let definition: Lab
    package let evidence: LabEvidence

    private enum CodingKeys: String, CodingKey {
        case lab, language, interpreter, browser, passed, claims, observations, recordings
    }

    init(_ definition: Lab, _ evidence: LabEvidence) {
        self.definition = definition
        self.evidence = evidence
        lab = definition.id
        language = definition.language.rawValue
        let browser = evidence.runs.lazy.compactMap { $0.page?.browser }.first
        let version = evidence.runs.lazy.compactMap { $0.report?.processes.first?.version }.first
        self.browser = browser
        interpreter = version.map { String($0.prefix { $0 != " " }) } ?? browser
        let rules = definition.rules + (definition.improvement.map { [Self.improvement($0)] } ?? [])
        claims = rules.map { $0.claim(of: evidence) }
        passed = claims.allSatisfy(\.holds)
        observations = evidence.runs.flatMap(Self.observations)
        recordings = evidence.runs.flatMap(\.recordings)
    }

    /// Why claims were skipped; nil if none was.
    package var skipped: String? { evidence.runs.lazy.compactMap(\.skipped).first }

    /// Whether something was measured, and every claim holds that was not skipped.
    package var holds: Bool {
        let measured = claims.filter { !$0.skipped }
        return !measured.isEmpty && measured.allSatisfy(\.holds)
    }

    /// The mended program has to need less: half at most, or it is not worth showing.
    private static func improvement(_ improvement: Lab.Improvement) -> ClaimRule {
        ClaimRule("the mended program needs less: \(improvement.name)") { lab throws(LabMissing) in
            let before = try improvement.measure(lab.program)
            let after = try improvement.measure(lab.mended)
            let figures = [before, after].map { LabWords.figure($0, improvement.unit) }
            return Verdict(after < before * 0.75, "\(figures[0]) before, \(figures[1]) after")
        }
    }

    private static func observations(_ run: LabRun) -> [LabObservation] {
        let prefix = run.step.name == "program" ? "" : run.step.name + ": "
        var all = run.facts.map { LabObservation(name: prefix + $0.name, value: $0.value, unit: $0.unit) }
        all += (run.page?.snapshots ?? []).flatMap { observations($0, prefix + $0.name) }
        if let peak = try? run.peakBytes {
            all.append(LabObservation(name: prefix + "heap peak", value: .number(Double(peak)), unit: "bytes"))
        }
        for mark in (try? run.marks) ?? [] where mark.name != "start" {
            all.append(
                LabObservation(
                    name: prefix + "heap, " + mark.name, value: .number(Double(mark.heapBytes)), unit: "bytes"))
        }
        return all
    }

    private static func observations(_ snapshot: LabPage.Snapshot, _ name: String) -> [LabObservation] {
        [
            ("heap", snapshot.totalBytes, "bytes"), ("nodes in no document", snapshot.detachedNodes, ""),
            ("listeners", snapshot.moment.listeners, ""), ("timers", snapshot.timers, ""),
        ].map { LabObservation(name: "\(name): \($0)", value: .number(Double($1)), unit: $2) }
    }
}
