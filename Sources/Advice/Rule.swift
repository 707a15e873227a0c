// The catalogue's entry: what a rule is called, what it finds, what to do instead.

/// How bad it is if a rule is right.
package enum Severity: String, Sendable {
    /// Memory that grows, or stays for no reason.
    case warning
    /// Memory that could be less.
    case note
}

package struct Rule: Sendable {
    /// In kebab-case; never changes.
    package let id: String
    /// A few words, for tables.
    package let title: String
    package let languages: [SourceLanguage]
    package let severity: Severity
    /// What to do instead, an imperative sentence without its full stop.
    package let change: String
    /// Findings that mean nothing without a measurement: only `report` shows them, `check` does not.
    package let needsEvidence: Bool

    init(
        _ id: String, _ title: String, _ severity: Severity, languages: [SourceLanguage] = [.python], change: String,
        needsEvidence: Bool = false
    ) {
        self.id = id
        self.title = title
        self.languages = languages
        self.severity = severity
        self.change = change
        self.needsEvidence = needsEvidence
    }

    /// `docs/rules/ID.md`: what it finds, why, a wrong and a right program for each language.
    package var page: String { AdviceAssets.page(id) ?? "" }

    /// The program that has the habit; nil if the page has none for this language.
    package func wrongProgram(_ language: SourceLanguage) -> String? { block("wrong", language) }

    /// The same program without it.
    package func rightProgram(_ language: SourceLanguage) -> String? { block("right", language) }

    /// A fenced block: "```python wrong".
    private func block(_ word: String, _ language: SourceLanguage) -> String? {
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(of: "```\(language.rawValue) \(word)") else { return nil }
        return lines[(first + 1)...].prefix { $0 != "```" }.map { $0 + "\n" }.joined()
    }
}
