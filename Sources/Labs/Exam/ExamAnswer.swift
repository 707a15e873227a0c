// A learner's answers: a Markdown file with a heading for each question and code in fenced blocks.

/// A fenced block of code.
package struct ExamBlock: Sendable, Equatable {
    package enum Language: Sendable {
        case python
        case javascript
    }

    package var language: Language
    /// What stands behind the language: `list`, `generator`, `leak`, `mended`, or nothing.
    package var role: String
    package var code: String
    /// Of the fence, in the file.
    package var line: Int

    package init(language: Language, role: String, code: String, line: Int) {
        self.language = language
        self.role = role
        self.code = code
        self.line = line
    }
}

/// What was written to one question.
package struct ExamAnswer: Sendable {
    package var number: Int
    /// Words outside of the blocks.
    package var words = 0
    package var blocks: [ExamBlock] = []

    /// The answers of a file, by the number that begins their headings (`# 2`, `## 2. Leaks`).
    package static func parse(_ text: String) -> [ExamAnswer] {
        var answers: [ExamAnswer] = []
        var block: ExamBlock?
        var isOther = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let isFence = line.drop { $0 == " " }.hasPrefix("```")
            if isFence && (block != nil || isOther) {
                if let block, !answers.isEmpty { answers[answers.count - 1].blocks.append(block) }
                block = nil
                isOther = false
            } else if isFence {
                block = ExamBlock(fence: line.drop { $0 == " " || $0 == "`" }, line: index + 1)
                isOther = block == nil
            } else if block != nil {
                block?.code += line + "\n"
            } else if let number = heading(line), !isOther {
                answers.append(ExamAnswer(number: number))
            } else if !answers.isEmpty, !isOther {
                answers[answers.count - 1].words += line.split(separator: " ").count
            }
        }
        return answers
    }

    private static func heading(_ line: Substring) -> Int? {
        guard line.hasPrefix("#") else { return nil }
        let text = line.drop { $0 == "#" || $0 == " " }
        return text.first?.wholeNumberValue
    }
}

extension ExamBlock {
    /// Nil if the fence names no language that can be run.
    fileprivate init?(fence: Substring, line: Int) {
        let words = fence.lowercased().split(separator: " ")
        switch words.first {
        case "python", "py", "python3": language = .python
        case "js", "javascript", "node", "mjs": language = .javascript
        default: return nil
        }
        role = words.dropFirst().joined(separator: " ")
        code = ""
        self.line = line
    }
}
