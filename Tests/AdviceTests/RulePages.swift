import Advice
import Foundation
import TestSupport
import Testing

/// The programs of docs/rules, as files.
struct RuleProgram: CustomTestStringConvertible, Sendable {
    let rule: Rule
    let language: SourceLanguage

    static let all = Catalogue.rules.flatMap { rule in
        rule.languages.map { RuleProgram(rule: rule, language: $0) }
    }
    static let measured: [RuleProgram] = {
        let unmeasured: Set<String> = ["collect-in-loop", "file-never-closed", "shallow-copy-mutated"]
        return all.filter { $0.language == .python && !unmeasured.contains($0.rule.id) }
    }()

    var testDescription: String { "\(rule.id) in \(language.title)" }

    /// Writes the wrong or the right program into `directory`. Returns its name.
    func write(isWrong: Bool, into directory: TemporaryDirectory) -> String? {
        guard let text = isWrong ? rule.wrongProgram(language) : rule.rightProgram(language) else { return nil }
        let name = (isWrong ? "wrong" : "right") + (language == .python ? ".py" : ".js")
        _ = directory.write(text, to: name)
        return name
    }
}

/// The JSON of `heaptide check --json` and of a report.
struct CheckedFile: Decodable {
    struct Finding: Decodable {
        var rule: String
        var severity: String
        var file: String
        var line: Int
        var column: Int
        var message: String
        var source: String
    }

    var findings: [Finding]

    static func read(_ outcome: Outcome) throws -> CheckedFile {
        try JSONDecoder().decode(CheckedFile.self, from: Data(outcome.output.utf8))
    }
}
