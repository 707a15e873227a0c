// heaptide check: reads source for habits that leak or waste memory.
import Advice
import ArgumentParser
import Foundation
import Glibc
import Recording
import Reports

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read source for habits that leak or waste memory.",
        discussion: """
            PATH is a Python or JavaScript file, or a folder: hidden files, node_modules and \
            virtual environments in it are left out. Source is parsed by your own python3 \
            or node, and never run. A rule reports what it can show in the file. \
            `# heaptide: ignore[RULE]` (in JavaScript `//`) in a line leaves it alone.

            Exit status: 0 nothing found, 1 something found, 2 wrong usage. Files that \
            cannot be read or parsed are named on standard error, and change nothing.

            EXAMPLES
              heaptide check app.py
              heaptide check src/ --rule unbounded-cache --rule cached-method
              heaptide check . --sarif >heaptide.sarif
              heaptide check . --json | jq -r '.findings[] | "\\(.file):\\(.line) \\(.rule)"'
              heaptide check --list
              heaptide check --explain unbounded-cache
            """
    )

    @Argument(help: ArgumentHelp("Files and folders.", valueName: "PATH"))
    var paths: [String] = []

    @Option(help: ArgumentHelp("Only this rule; may be given again.", valueName: "RULE"))
    var rule: [String] = []

    @Flag(help: "One JSON object (docs/json.md).")
    var json = false

    @Flag(help: "SARIF 2.1.0, for code hosts and editors.")
    var sarif = false

    @Flag(help: "Say which rules there are.")
    var list = false

    @Option(help: ArgumentHelp("Show a rule's page: what it finds, a wrong and a right program.", valueName: "RULE"))
    var explain: String?

    @Option(help: ArgumentHelp("The interpreter that parses Python (default: python3).", valueName: "PATH"))
    var python: String?

    @Option(help: ArgumentHelp("The Node that parses JavaScript (default: node).", valueName: "PATH"))
    var node: String?

    func run() throws {
        if json && sarif { throw Problem.usage("--json and --sarif exclude each other") }
        if list { return try write(json ? RuleList.json + newline : Data(RuleList.text(StandardOutput.style).utf8)) }
        if let explain { return try write(Data(try known(explain).page.utf8)) }
        if paths.isEmpty { throw Problem.usage("say what to check: heaptide check app.py") }
        let rules = try rule.isEmpty ? nil : Set(rule.map { try known($0).id })
        let files = SourceFiles(paths)
        if files.paths.isEmpty, let (path, problem) = files.problems.first {
            throw Problem.usage("\(path): \(problem)")
        }
        let progress = ProgressLine("files checked")
        let check = SourceCheck(files.paths, rules: rules, interpreters: interpreters) { progress.show(count: $0) }
        progress.clear()
        for (path, problem) in files.problems + check.problems {
            say("heaptide: \(SourceLocation.printable("\(path): \(problem)")); not checked\n")
        }
        try show(CheckView(check.findings, fileCount: files.paths.count - check.problems.count))
        if !check.findings.isEmpty { throw ExitCode(1) }
    }

    private func show(_ view: CheckView) throws {
        if json {
            try write(view.json + newline)
        } else if sarif {
            try write(view.sarif(version: Heaptide.version) + newline)
        } else {
            try write(Data(view.text(StandardOutput.style).utf8))
            say("heaptide: \(view.summary)\n")
        }
    }

    private var newline: Data { Data("\n".utf8) }

    private func write(_ data: Data) throws { try StandardOutput.write(data, what: "the findings") }

    private func known(_ id: String) throws(Problem) -> Rule {
        guard let rule = Catalogue.rule(id) else { throw .usage("no rule \(id); heaptide check --list names them") }
        return rule
    }

    private var interpreters: SourceCheck.Interpreters {
        var named: SourceCheck.Interpreters = [:]
        if let python { named[.python] = python }
        if let node { named[.javascript] = node }
        return named
    }
}
