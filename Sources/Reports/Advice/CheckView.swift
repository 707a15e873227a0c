// What `heaptide check` answers: text, JSON (docs/json.md), SARIF.
package import Advice
package import Foundation
import Recording

package struct CheckView: Sendable {
    private let findings: [FileFinding]
    private let fileCount: Int

    /// - Parameter fileCount: how many files were looked at.
    package init(_ findings: [FileFinding], fileCount: Int) {
        self.findings = findings
        self.fileCount = fileCount
    }

    // MARK: Text

    /// One block for each finding: place, rule, message; the line of source; the change.
    package func text(_ style: TextStyle) -> String {
        var text = ""
        for found in findings {
            let place = "\(found.path):\(found.finding.line):\(found.column)"
            text += "\(style.strong(SourceLocation.printable(place))) \(style.accent(found.finding.rule.id)) "
            text += SourceLocation.printable(found.finding.message) + "\n"
            let source = SourceLocation.printable(found.text.trimmingCharacters(in: .whitespaces))
            text += "    \(source.cut(to: 100))\n    \(style.dim(found.finding.rule.change))\n"
        }
        return text
    }

    /// `3 findings in 2 of 14 files`
    package var summary: String {
        if findings.isEmpty { return "nothing found in \(Self.files(fileCount))" }
        let count = findings.count == 1 ? "1 finding" : "\(Decimal.grouped(findings.count)) findings"
        return "\(count) in \(Decimal.grouped(Set(findings.map(\.path)).count)) of \(Self.files(fileCount))"
    }

    private static func files(_ count: Int) -> String { count == 1 ? "1 file" : "\(Decimal.grouped(count)) files" }

    // MARK: JSON

    package var json: Data { Self.encode(Document(findings: findings.map(Entry.init))) }

    private struct Document: Encodable {
        var findings: [Entry]
    }

    private struct Entry: Encodable {
        var rule: String
        var severity: String
        var file: String
        var line: Int
        var column: Int
        var end_line: Int
        var message: String
        var change: String
        var source: String

        init(_ found: FileFinding) {
            rule = found.finding.rule.id
            severity = found.finding.rule.severity.rawValue
            file = found.path
            line = found.finding.line
            column = found.column
            end_line = found.finding.lastLine
            message = found.finding.message
            change = found.finding.rule.change
            source = found.text
        }
    }

    static func encode(_ value: some Encodable) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)) ?? Data("{}".utf8)
    }

    // MARK: SARIF

    /// Static Analysis Results Interchange Format 2.1.0 (OASIS 2020), for code hosts and editors.
    ///
    /// - Parameter version: of Heaptide.
    package func sarif(version: String) -> Data { Self.encode(SarifLog(findings, version: version)) }
}

/// The rules that there are.
package enum RuleList {
    /// A table: id, languages, what it finds.
    package static func text(_ style: TextStyle) -> String {
        var table = TextTable(["rule", "severity", "languages", "finds"], firstName: 0, accented: 0)
        for rule in Catalogue.rules {
            let remark = rule.needsEvidence ? " (in reports only)" : ""
            table.add([
                rule.id, rule.severity.rawValue, rule.languages.map(\.title).joined(separator: ", "),
                rule.title + remark,
            ])
        }
        return table.text(style)
    }

    package static var json: Data { CheckView.encode(["rules": Catalogue.rules.map(Entry.init)]) }

    private struct Entry: Encodable {
        var rule: String
        var title: String
        var severity: String
        var languages: [String]
        var change: String
        var needs_recording: Bool

        init(_ rule: Rule) {
            self.rule = rule.id
            title = rule.title
            severity = rule.severity.rawValue
            languages = rule.languages.map(\.rawValue)
            change = rule.change
            needs_recording = rule.needsEvidence
        }
    }
}
