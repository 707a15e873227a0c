// heaptide lab run: asks, runs, measures, shows.
import ArgumentParser
import Foundation
import Glibc
import Labs
import Reports

struct LabRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a lab, or all of them.",
        discussion: """
            EXAMPLES
              heaptide lab run generator
              heaptide lab run generator --reveal
              heaptide lab run all --python python3.12
              heaptide lab run sizes --json | jq '.claims[] | select(.holds | not)'

            Labs of pages need a Chromium; without one their claims are skipped.

            Exit status 0 if every claim that was measured holds, 1 if one does not, \
            or if nothing was measured.
            """
    )

    @Argument(help: ArgumentHelp("A lab's name, or all.", valueName: "ID"))
    var id: String

    @Option(help: ArgumentHelp("The interpreter of the Python labs (default: python3).", valueName: "PATH"))
    var python: String?

    @Option(help: ArgumentHelp("The Node of the JavaScript labs (default: node).", valueName: "PATH"))
    var node: String?

    @Option(help: ArgumentHelp("The browser of the labs' pages (default: as heaptide web).", valueName: "PATH"))
    var chromium: String?

    @Option(help: ArgumentHelp("Your own version of the lab's program, or of its page (.html).", valueName: "FILE"))
    var program: String?

    @Flag(help: "Tell the explanation and further reading too.")
    var reveal = false

    @Flag(help: "One JSON object (docs/json.md); nothing is asked.")
    var json = false

    func run() throws {
        let labs = try chosen()
        if program != nil && labs.count > 1 { throw Problem.usage("--program goes with one lab") }
        let runner: LabRunner
        do throws(LabMissing) {
            runner = try LabPlaces.runner(python: python, node: node, chromium: chromium, program: program)
        } catch {
            throw Problem.failure(error.description)
        }
        let results = try id == "all" ? runAll(labs, runner) : [runOne(labs[0], runner)]
        // What was skipped says nothing against the rest.
        let measured = results.filter { !$0.claims.allSatisfy(\.skipped) }
        if measured.isEmpty || !measured.allSatisfy(\.holds) { throw ExitCode.failure }
    }

    private func chosen() throws(Problem) -> [Lab] {
        if id == "all" { return LabCatalogue.all }
        guard let lab = LabCatalogue.lab(id) else {
            throw .usage("no lab is called \(id); see heaptide lab list")
        }
        return [lab]
    }

    private func runAll(_ labs: [Lab], _ runner: LabRunner) throws -> [LabResult] {
        var results: [LabResult] = []
        for lab in labs {
            let result = try run(lab, runner)
            results.append(result)
            if !json { try StandardOutput.write(Data(result.line(StandardOutput.style).utf8), what: "the labs") }
        }
        if json { try write(AllLabs(labs: results)) }
        return results
    }

    private func runOne(_ lab: Lab, _ runner: LabRunner) throws -> LabResult {
        let style = StandardOutput.style
        if !json { say(style.strong(lab.text.title) + "\n" + LabWords.wrapped(lab.text.task, style) + "\n") }
        if !json, isatty(STDIN_FILENO) != 0, isatty(STDERR_FILENO) != 0 { ask(lab.text.prediction) }
        let result = try run(lab, runner)
        if json {
            try write(result)
        } else {
            try StandardOutput.write(Data(result.text(style, reveals: reveal).utf8), what: "the lab")
        }
        return result
    }

    private func run(_ lab: Lab, _ runner: LabRunner) throws -> LabResult {
        let progress = ProgressLine(lab.id)
        defer { progress.clear() }
        do throws(LabMissing) {
            return try runner.run(lab) { progress.show(step: $0.name) }
        } catch {
            throw Problem.failure("\(lab.id): \(error.description)")
        }
    }

    /// The prediction is the learner's: whether it is right is for the evidence to say, after a hint which one it supports.
    private func ask(_ prediction: LabPrediction) {
        let letters = zip("abcdefgh", prediction.choices)
        say(prediction.question + "\n")
        for (letter, choice) in letters { say("  \(letter)) \(choice.text)\n") }
        say("Your prediction: ")
        guard let answer = readLine()?.lowercased().first, let picked = letters.first(where: { $0.0 == answer }) else {
            return say("\n")
        }
        let right = letters.first { $0.1.isRight }.map { String($0.0) } ?? ""
        say(picked.1.isRight ? "The measurement will say why.\n\n" : "The measurement says \(right)). See why:\n\n")
    }

    private struct AllLabs: Encodable {
        let labs: [LabResult]
    }

    private func write(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try StandardOutput.write(try encoder.encode(value) + Data("\n".utf8), what: "the lab")
    }
}
