// heaptide lab exam: three questions, marked against their scheme.
import ArgumentParser
import Foundation
import Glibc
import Labs
import Reports

struct LabExamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exam",
        abstract: "Three questions of ten marks: read them, answer in a file, have it marked.",
        discussion: """
            Without a file it prints the questions. Your code blocks are run under a \
            memory ceiling; what can be measured is marked, the rest you mark against \
            the points of a full answer.

            EXAMPLES
              heaptide lab exam > exam.md     (the questions; write below the headings)
              heaptide lab exam answers.md
              heaptide lab exam answers.md --json
            """
    )

    @Argument(help: ArgumentHelp("Your answers, in Markdown.", valueName: "ANSWERS"))
    var answers: String?

    @Option(help: ArgumentHelp("The interpreter of Python blocks (default: python3).", valueName: "PATH"))
    var python: String?

    @Option(help: ArgumentHelp("The Node of JavaScript blocks (default: node).", valueName: "PATH"))
    var node: String?

    @Flag(help: "One JSON object (docs/json.md); nothing is asked.")
    var json = false

    func run() throws {
        guard let answers else {
            if json { throw Problem.usage("--json goes with a file of answers") }
            return try StandardOutput.write(Data(Self.questions.utf8), what: "the questions")
        }
        guard let data = FileManager.default.contents(atPath: answers), data.count <= 1 << 20 else {
            throw Problem.failure("cannot read \(answers); write your answers into a Markdown file of at most 1 MiB")
        }
        var results = try mark(ExamAnswer.parse(String(decoding: data, as: UTF8.self)))
        if !json, isatty(STDIN_FILENO) != 0, isatty(STDERR_FILENO) != 0 { Self.askForMarks(&results) }
        let outcome = Outcome(
            given: results.reduce(0) { $0 + $1.given }, open: results.reduce(0) { $0 + $1.open },
            marks: ExamQuestion.all.reduce(0) { $0 + $1.marks }, questions: results)
        try keep(outcome)
        try StandardOutput.write(json ? try encoded(outcome) : Data(text(outcome).utf8), what: "the marks")
    }

    private struct Outcome: Encodable {
        /// Marks given, marks that wait for the learner, all marks.
        let given: Int
        let open: Int
        let marks: Int
        let questions: [ExamResult]
    }

    private func mark(_ answers: [ExamAnswer]) throws -> [ExamResult] {
        let progress = ProgressLine("marking")
        defer { progress.clear() }
        do throws(LabMissing) {
            let marking = try ExamMarking(runner: try LabPlaces.runner(python: python, node: node))
            var results: [ExamResult] = []
            for question in ExamQuestion.all {
                progress.show(step: "question \(question.number)")
                results.append(try marking.mark(question, answers.first { $0.number == question.number }))
            }
            return results
        } catch {
            throw Problem.failure(error.description)
        }
    }

    /// The score is kept beside the labs' recordings.
    private func keep(_ outcome: Outcome) throws {
        let path = LabPlaces.directory + "/exam/score.json"
        try? encoded(outcome).write(to: URL(fileURLWithPath: path))
    }

    private func encoded(_ outcome: Outcome) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(outcome) + Data("\n".utf8)
    }

    // MARK: Text

    private static var questions: String {
        ExamQuestion.all.reduce("# The exam\n\n" + ExamQuestion.introduction + "\n") { text, question in
            let scheme = question.scheme.map { "- \($0.title) (\($0.marks))\n" }.joined()
            return text + "\n# \(question.number). \(question.title)\n\n\(question.question)\n\n\(scheme)"
        }
    }

    /// Asks for each line that the learner marks, with the points beside it.
    private static func askForMarks(_ results: inout [ExamResult]) {
        for question in results.indices {
            for line in results[question].scheme.indices where results[question].scheme[line].given == nil {
                let mark = results[question].scheme[line]
                say("\n\(results[question].number). \(mark.title)\n")
                for point in mark.points { say("  - \(point)\n") }
                say("Your marks, 0 to \(mark.marks): ")
                guard let given = readLine().flatMap(Int.init), (0...mark.marks).contains(given) else { continue }
                results[question].scheme[line].given = given
            }
        }
    }

    private func text(_ outcome: Outcome) -> String {
        let style = StandardOutput.style
        var text = ""
        for result in outcome.questions {
            text += style.strong("\(result.number). \(result.title)") + "\n"
            for mark in result.scheme {
                let given = mark.given.map { "\($0)" } ?? "?"
                text += "  \(given)/\(mark.marks)  \(mark.title)\n"
                text += style.dim(LabWords.wrapped(mark.evidence, style, first: "       ", indent: "       "))
                if mark.given != mark.marks {
                    for point in mark.points {
                        text += LabWords.wrapped(point, style, first: "       - ", indent: "         ")
                    }
                }
            }
            text += "\n"
        }
        let open = outcome.open == 0 ? "" : ", \(outcome.open) are yours to give (on a terminal you are asked)"
        return text + style.strong("\(outcome.given) of \(outcome.marks) marks\(open)") + "\n"
    }
}
