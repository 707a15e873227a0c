// heaptide lab: exercises about memory, on the learner's own interpreter.
import ArgumentParser
import Foundation
import Labs
import Reports

struct LabCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab",
        abstract: "Learn how memory works: small programs, run and measured on your own interpreter.",
        discussion: """
            Each lab asks for a prediction, runs a small program under a memory ceiling, \
            and decides every claim by measuring. Nothing is taken from a book.

            EXAMPLES
              heaptide lab list
              heaptide lab run endless-append
              heaptide lab run collect --python python3.13 --reveal
              heaptide lab run copies --program mine.py   (your change of the program)
              heaptide lab run all --json
              heaptide lab serve                          (all of it in the browser)
              heaptide lab exam
            """,
        subcommands: [LabListCommand.self, LabRunCommand.self, LabServeCommand.self, LabExamCommand.self],
        defaultSubcommand: LabListCommand.self
    )
}

struct LabListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The labs, in the order to take them.")

    func run() throws {
        var table = TextTable(["lab", "language", "what it is about"], firstName: 0)
        for lab in LabCatalogue.all {
            table.add([lab.id, lab.language.rawValue + (lab.hasPages ? ", page" : ""), lab.text.title])
        }
        let next =
            "\nStart with: heaptide lab run \(LabCatalogue.all[0].id)\nIn the browser: heaptide lab serve\n"
        let text = table.text(StandardOutput.style) + next
        try StandardOutput.write(Data(text.utf8), what: "the list")
    }
}
