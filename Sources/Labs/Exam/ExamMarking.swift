// Marks what can be measured of an exam's answers, by running their blocks.
import Foundation
import Recording
import Reports

/// One line of the scheme, marked.
package struct ExamMark: Encodable, Sendable {
    package let title: String
    /// What the line is worth.
    package let marks: Int
    /// What was given; nil for a line that the learner marks.
    package var given: Int?
    package let evidence: String
    package let points: [String]

    private enum CodingKeys: String, CodingKey {
        case title, marks, given, evidence, points
    }
}

/// One question, marked.
package struct ExamResult: Encodable, Sendable {
    package let number: Int
    package let title: String
    package let words: Int
    package let blocks: Int
    package var scheme: [ExamMark]

    private enum CodingKeys: String, CodingKey {
        case number, title, words, blocks, scheme
    }

    package var given: Int { scheme.reduce(0) { $0 + ($1.given ?? 0) } }
    package var open: Int { scheme.reduce(0) { $0 + ($1.given == nil ? $1.marks : 0) } }
}

/// Runs the blocks of an answer, each once.
package struct ExamMarking: Sendable {
    private let runner: LabRunner
    private let folder: String
    /// What a program that does nothing has at its peak.
    private let emptyPeakBytes: Int
    private static let limit = 512 << 20

    /// Measures a program that does nothing, for comparison.
    ///
    /// - Throws: `LabMissing` if nothing can be run at all.
    package init(runner: LabRunner) throws(LabMissing) {
        self.runner = runner
        folder = "\(runner.directory)/exam"
        try runner.makeEmpty(folder)
        emptyPeakBytes = try runner.run(Self.step("empty"), LabFile(name: "empty.py", text: ""), in: folder).peakBytes
    }

    /// Marks the answer to one question; nil = there is none.
    ///
    /// - Throws: `LabMissing` if nothing can be run at all.
    package func mark(_ question: ExamQuestion, _ answer: ExamAnswer?) throws(LabMissing) -> ExamResult {
        let answer = answer ?? ExamAnswer(number: question.number)
        let isMeasured = question.scheme.contains { $0.kind != .prose }
        let runs = try isMeasured ? run(answer) : []
        return ExamResult(
            number: question.number, title: question.title, words: answer.words, blocks: answer.blocks.count,
            scheme: question.scheme.map { mark($0, answer, runs) })
    }

    private static func step(_ name: String) -> LabStep {
        LabStep(
            name: name, file: name, memoryLimit: limit, environment: ["PYTHONWARNINGS": "always::ResourceWarning"])
    }

    private struct BlockRun {
        var block: ExamBlock
        var run: LabRun
        var isFine: Bool { run.status == 0 && !run.isTimedOut }
        var leavesOpen: Bool { run.errors.contains("ResourceWarning") }
    }

    private func run(_ answer: ExamAnswer) throws(LabMissing) -> [BlockRun] {
        var runs: [BlockRun] = []
        for (index, block) in answer.blocks.enumerated() {
            let name = "question-\(answer.number)-block-\(index + 1)"
            let ending = block.language == .python ? "py" : "js"
            let file = LabFile(name: "\(name).\(ending)", text: block.code)
            runs.append(BlockRun(block: block, run: try runner.run(Self.step(name), file, in: folder)))
        }
        return runs
    }

    private func mark(_ criterion: ExamCriterion, _ answer: ExamAnswer, _ runs: [BlockRun]) -> ExamMark {
        let python = runs.filter { $0.block.language == .python }
        let verdict: Verdict?
        switch criterion.kind {
        case .prose: verdict = nil
        case .runs: verdict = Self.allFine(python, closing: false)
        case .closes: verdict = Self.allFine(python, closing: true)
        case .smaller: verdict = Self.compare(runs, "list", "generator", samePrint: true) { peak($0) }
        case .frees: verdict = Self.compare(runs, "leak", "mended", samePrint: false) { Self.end($0) }
        }
        let prose = "\(answer.words) words written; yours to mark"
        return ExamMark(
            title: criterion.title, marks: criterion.marks, given: verdict.map { $0.holds ? criterion.marks : 0 },
            evidence: verdict?.evidence ?? prose, points: criterion.points)
    }

    private static func allFine(_ runs: [BlockRun], closing: Bool) -> Verdict {
        guard !runs.isEmpty else { return Verdict(false, "there is no Python block") }
        for run in runs where !run.isFine {
            return Verdict(false, "the block at line \(run.block.line) fails: \(run.run.lastError)")
        }
        for run in runs where closing && run.leavesOpen {
            return Verdict(false, "the block at line \(run.block.line) leaves something open (ResourceWarning)")
        }
        let count = runs.count == 1 ? "1 block runs" : "\(runs.count) blocks run"
        return Verdict(true, count + (closing ? ", nothing stays open" : ""))
    }

    private static func compare(
        _ runs: [BlockRun], _ first: String, _ second: String, samePrint: Bool, by figure: (LabRun) -> Int?
    ) -> Verdict {
        guard let before = runs.first(where: { $0.block.role == first }),
            let after = runs.first(where: { $0.block.role == second })
        else { return Verdict(false, "there is no block marked \(first) or none marked \(second)") }
        for run in [before, after] where !run.isFine {
            return Verdict(false, "the block at line \(run.block.line) fails: \(run.run.lastError)")
        }
        if samePrint && before.run.output != after.run.output {
            return Verdict(false, "the two blocks do not print the same")
        }
        guard let one = figure(before.run), let other = figure(after.run) else {
            return Verdict(false, "the memory of a block could not be measured")
        }
        return Verdict(other * 2 <= one, "\(LabWords.bytes(one)) for \(first), \(LabWords.bytes(other)) for \(second)")
    }

    /// The heap's peak above that of a program that does nothing.
    private func peak(_ run: LabRun) -> Int? { (try? run.peakBytes).map { max(1, $0 - emptyPeakBytes) } }

    private static func end(_ run: LabRun) -> Int? { run.report?.processes.first?.endBytes }
}
