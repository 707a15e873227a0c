// What a lab says to the learner: `lab.md`, by its headings.

/// A question with answers to choose from, asked before the program runs.
package struct LabPrediction: Equatable, Sendable {
    package struct Choice: Equatable, Sendable {
        package var text: String
        package var isRight: Bool
    }

    package var question: String
    package var choices: [Choice]
}

/// The parts of a `lab.md`.
package struct LabText: Sendable {
    package var title = ""
    package var task = ""
    package var prediction = LabPrediction(question: "", choices: [])
    package var mended = ""
    /// What the picture of the objects shows; empty if the lab has none.
    package var picture = ""
    package var reflection: [String] = []
    package var explanation = ""
    package var reading: [String] = []

    /// Reads the headings `# title`, `## Task`, `## Prediction`, … of a file of ours; lines of a paragraph are joined.
    init(markdown: String) {
        var heading = ""
        var sections: [String: [String]] = [:]
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("# ") {
                title = String(line.dropFirst(2))
            } else if line.hasPrefix("## ") {
                heading = String(line.dropFirst(3))
            } else {
                sections[heading, default: []].append(line)
            }
        }
        task = Self.paragraph(sections["Task"])
        mended = Self.paragraph(sections["Mended"])
        picture = Self.paragraph(sections["Picture"])
        explanation = Self.paragraph(sections["Explanation"])
        reflection = Self.items(sections["Reflection"])
        reading = Self.items(sections["Further reading"])
        prediction = Self.prediction(sections["Prediction"] ?? [])
    }

    private static func paragraph(_ lines: [String]?) -> String {
        (lines ?? []).filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func items(_ lines: [String]?) -> [String] {
        (lines ?? []).filter { $0.hasPrefix("- ") }.map { String($0.dropFirst(2)) }
    }

    private static func prediction(_ lines: [String]) -> LabPrediction {
        let choices = items(lines).map {
            LabPrediction.Choice(text: String($0.dropFirst(4)), isRight: $0.hasPrefix("[x]"))
        }
        return LabPrediction(question: paragraph(lines.filter { !$0.hasPrefix("- ") }), choices: choices)
    }
}
