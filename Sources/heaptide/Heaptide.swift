// The command: git-style verbs, one file each.
import ArgumentParser
import Glibc
import Recording
import Reports

@main
struct Heaptide: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "heaptide",
        abstract: "Shows where the memory of Python and JavaScript programs goes, and what keeps it.",
        usage: """
            heaptide run app.py            record a program
            heaptide report app.heaptide   say where its memory went
            heaptide snapshot PID          take the heap of a running program
            heaptide heap app.heap         say what a heap snapshot holds, and what holds it
            heaptide web URL               say what a page keeps
            heaptide check src/            read source for habits that leak or waste memory
            heaptide lab list              learn how memory works
            """,
        discussion: """
            EXAMPLES
              heaptide run app.py --its --options
              heaptide run -m pytest tests/
              heaptide run -o web.heaptide -- gunicorn app:app
              heaptide run --memory-limit 2GiB job.py
              heaptide run server.js
              heaptide report app.heaptide --view lines
              heaptide report app.heaptide --html app.html
              heaptide snapshot 4711
              heaptide heap app.heap suspects
              heaptide diff before.heap after.heap
              heaptide web http://localhost:8080 --scenario dialog.js
              heaptide check src/
              heaptide lab run copies
            """,
        version: version,
        subcommands: [
            RunCommand.self, ReportCommand.self, SnapshotCommand.self, HeapCommand.self, DiffCommand.self,
            ExportCommand.self, WebCommand.self, CheckCommand.self, LabCommand.self,
        ]
    )

    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            var command = try parseAsRoot(RunArguments.separateProgram(arguments))
            try command.run()
        } catch let problem as Problem {
            say("heaptide: \(SourceLocation.printable(problem.message))\n")
            Glibc.exit(problem.exitCode)
        } catch {
            let code = exitCode(for: error)
            if code == .success || code.rawValue == 0 { exit(withError: error) }
            if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
            // ArgumentParser says 64 for usage; git, memray and this design say 2.
            say("heaptide: \(oneLine(message(for: error))); see \(help(arguments))\n")
            Glibc.exit(2)
        }
    }

    /// The parser's message without its line breaks: choices become `a, b, c`.
    private static func oneLine(_ message: String) -> String {
        var text = ""
        for part in message.split(whereSeparator: \.isNewline).map({ $0.drop { $0 == " " } }) {
            let isChoice = part.hasPrefix("- ")
            let separator = text.isEmpty ? "" : isChoice && !text.hasSuffix(":") ? ", " : " "
            text += separator + (isChoice ? part.dropFirst(2) : part)
        }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    private static func help(_ arguments: [String]) -> String {
        let verbs = ["run", "report", "heap", "diff", "export", "web", "check", "lab"]
        let verb = arguments.first.map { verbs.contains($0) ? "\($0) " : "" } ?? ""
        return "heaptide \(verb)--help"
    }
}

/// One line for the user, and the exit code that goes with it: 2 for usage, 1 for failure.
struct Problem: Error {
    let message: String
    let exitCode: Int32

    static func usage(_ message: String) -> Problem { Problem(message: message, exitCode: 2) }
    static func failure(_ message: String) -> Problem { Problem(message: message, exitCode: 1) }
}

/// Writes talk to standard error; data goes to standard output.
func say(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}
