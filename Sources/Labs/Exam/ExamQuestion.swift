// The exam's questions and their marking schemes: `Labs/exam/exam.md`.

/// One line of a marking scheme.
package struct ExamCriterion: Sendable {
    /// How a line is marked.
    package enum Kind: String, Sendable {
        /// By the learner, against the points.
        case prose
        /// Python blocks end without an error.
        case runs
        /// The same, and leave nothing open.
        case closes
        /// The block `python generator` prints what `python list` prints, with half its peak at most.
        case smaller
        /// The block `js mended` keeps less at its end than `js leak`.
        case frees
    }

    package let marks: Int
    package let kind: Kind
    package let title: String
    /// What a full answer has.
    package let points: [String]
}

/// One question of ten marks.
package struct ExamQuestion: Sendable {
    package let number: Int
    package let title: String
    package let question: String
    package let scheme: [ExamCriterion]

    package var marks: Int { scheme.reduce(0) { $0 + $1.marks } }

    /// All questions.
    package static let all: [ExamQuestion] = parse(LabFile.named("exam/exam.md")?.text ?? "")
    /// What is said before them.
    package static let introduction = (LabFile.named("exam/exam.md")?.text ?? "").split(separator: "\n# ")[0]
        .split(separator: "\n").dropFirst().joined(separator: " ")

    /// Reads `# 1. Title`, `## Question`, `## Scheme` of a file of ours.
    private static func parse(_ text: String) -> [ExamQuestion] {
        text.split(separator: "\n# ").dropFirst().compactMap { part in
            let lines = part.split(separator: "\n").map(String.init)
            guard let number = lines[0].first?.wholeNumberValue,
                let scheme = lines.firstIndex(of: "## Scheme"), let question = lines.firstIndex(of: "## Question")
            else { return nil }
            return ExamQuestion(
                number: number, title: String(lines[0].dropFirst(3)),
                question: lines[(question + 1)..<scheme].joined(separator: " "),
                scheme: lines[(scheme + 1)...].compactMap(criterion))
        }
    }

    private static func criterion(_ line: String) -> ExamCriterion? {
        let parts = line.split(separator: "|").map { $0.trimmed }
        guard parts.count == 4, let marks = Int(parts[0]), let kind = ExamCriterion.Kind(rawValue: parts[1]) else {
            return nil
        }
        return ExamCriterion(
            marks: marks, kind: kind, title: parts[2], points: parts[3].split(separator: ";").map { $0.trimmed })
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
