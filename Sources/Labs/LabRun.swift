// One program of a lab after it has run: what it printed and noted, and what was measured.
import Advice
package import HeapFile
package import Recording
package import Reports

/// A finished step.
package struct LabRun: Sendable {
    package let step: LabStep
    /// Exit status; 128 + n for a signal.
    package let status: Int32
    /// Ended because it ran for too long.
    package let isTimedOut: Bool
    package let output: String
    package let errors: String
    package let facts: [LabFact]
    /// Nil if there is none that can be read.
    package let report: Report?
    package let snapshot: HeapReport?
    /// Files that are kept.
    package let recordings: [String]
    /// The program as it ran.
    let source: String
    /// The interpreter that was asked for.
    let python: String?
    /// What was seen of a page; nil if it is none, or nothing was seen.
    package var page: LabPage?
    /// Why it did not run: what this machine lacks; nil if it ran.
    package var skipped: String?

    // MARK: Facts

    func fact(_ name: String) throws(LabMissing) -> LabFact {
        guard let fact = facts.last(where: { $0.name == name }) else {
            throw LabMissing("\(step.name) did not note “\(name)”")
        }
        return fact
    }

    package func number(_ name: String) throws(LabMissing) -> Double {
        guard case .number(let number) = try fact(name).value else { throw LabMissing("“\(name)” is no number") }
        return number
    }

    func flag(_ name: String) throws(LabMissing) -> Bool {
        guard case .flag(let flag) = try fact(name).value else { throw LabMissing("“\(name)” is not yes or no") }
        return flag
    }

    func text(_ name: String) throws(LabMissing) -> String {
        guard case .text(let text) = try fact(name).value else { throw LabMissing("“\(name)” is no text") }
        return text
    }

    // MARK: The page

    var visited: LabPage {
        get throws(LabMissing) {
            if let skipped { throw LabMissing(skipped, isSkip: true) }
            guard let page else { throw LabMissing("the page of \(step.name) was not measured: \(lastError)") }
            return page
        }
    }

    // MARK: The recording

    var recorded: Report {
        get throws(LabMissing) {
            guard let report else { throw LabMissing("\(step.name) was not recorded: \(lastError)") }
            return report
        }
    }

    /// The program's own process; children come after it.
    private var process: RecordedProcess {
        get throws(LabMissing) {
            guard let process = try recorded.processes.first else { throw LabMissing("\(step.name) has no process") }
            return process
        }
    }

    var peakBytes: Int { get throws(LabMissing) { try process.peakBytes } }
    var denials: Int { get throws(LabMissing) { try process.denials } }

    /// What was live at a moment that the program named.
    func mark(_ name: String) throws(LabMissing) -> Mark {
        let marks = try recorded.recording.marks[process.number] ?? []
        guard let mark = marks.last(where: { $0.name == name }) else {
            throw LabMissing("\(step.name) did not reach “\(name)”")
        }
        return mark
    }

    /// Bytes of the heap at a moment that the program named.
    func heap(_ name: String) throws(LabMissing) -> Int { Int(try mark(name).heapBytes) }

    /// All marks of the program's own process.
    var marks: [Mark] { get throws(LabMissing) { try recorded.recording.marks[process.number] ?? [] } }

    /// The line with most memory at the peak.
    var topSite: ReportSite {
        get throws(LabMissing) {
            guard let site = try recorded.sites.first(where: { !$0.location.isNative }) else {
                throw LabMissing("no line of \(step.name) allocated")
            }
            return site
        }
    }

    /// The rules of `heaptide check` that the program breaks; those too that need a measurement, which there is.
    func brokenRules() -> Set<String> {
        let interpreters: SourceCheck.Interpreters = python.map { [.python: $0] } ?? [:]
        let check = SourceCheck([source], includesUnproved: true, interpreters: interpreters)
        return Set(check.findings.map(\.finding.rule.id))
    }

    var heapSnapshot: HeapReport {
        get throws(LabMissing) {
            guard let snapshot else { throw LabMissing("\(step.name) left no heap snapshot") }
            return snapshot
        }
    }

    /// The last line that the program wrote to standard error.
    package var lastError: String {
        if isTimedOut { return "it ran for too long and was ended" }
        let line = errors.split(separator: "\n").last.map(String.init) ?? "exit status \(status)"
        return SourceLocation.printable(line)
    }
}

/// All steps of a lab.
package struct LabEvidence: Sendable {
    package let runs: [LabRun]

    func run(_ name: String) throws(LabMissing) -> LabRun {
        guard let run = runs.first(where: { $0.step.name == name }) else { throw LabMissing("\(name) did not run") }
        return run
    }

    var program: LabRun { get throws(LabMissing) { try run("program") } }
    var mended: LabRun { get throws(LabMissing) { try run("mended") } }
}
