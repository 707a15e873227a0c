// Files through the rules.

/// A finding with what is needed to show it.
package struct FileFinding: Sendable {
    package let path: String
    package let finding: Finding
    /// From 1, in characters.
    package let column: Int
    /// The line's text; empty if the file has changed under our hands.
    package let text: String
}

package struct SourceCheck: Sendable {
    package private(set) var findings: [FileFinding] = []
    /// Files without a tree, and why.
    package private(set) var problems: [(path: String, problem: String)] = []

    /// Which interpreter parses which language, if not the one that PATH knows.
    package typealias Interpreters = [SourceLanguage: String]

    /// Looks at `paths`, in their order.
    ///
    /// - Parameters:
    ///   - rules: only these; nil = all.
    ///   - includesUnproved: whether findings count that need a measurement.
    ///   - seconds: for each language.
    ///   - progress: told how many files are done.
    package init(
        _ paths: [String], rules: Set<String>? = nil, includesUnproved: Bool = false, interpreters: Interpreters = [:],
        within seconds: Double = .infinity,
        progress: (Int) -> Void = { _ in }
    ) {
        var parts = [Part](repeating: Part(), count: paths.count)
        var done = 0
        for language in SourceLanguage.allCases {
            let numbers = paths.indices.filter { SourceLanguage(path: paths[$0]) == language }
            guard !numbers.isEmpty else { continue }
            let parser: SourceParser
            do {
                parser = try SourceParser(language, interpreter: interpreters[language])
            } catch {
                for number in numbers { parts[number].problem = error.message }
                continue
            }
            parser.parse(numbers.map { paths[$0] }, within: seconds) { index, outcome in
                let number = numbers[index]
                switch outcome {
                case .success(let tree):
                    parts[number].findings = Self.findings(tree, paths[number], language) { rule in
                        (includesUnproved || !rule.needsEvidence) && rules?.contains(rule.id) ?? true
                    }
                case .failure(let problem): parts[number].problem = problem.message
                }
                done += 1
                progress(done)
            }
        }
        for (path, part) in zip(paths, parts) {
            findings += part.findings
            if let problem = part.problem { problems.append((path, problem)) }
        }
    }

    private struct Part {
        var findings: [FileFinding] = []
        var problem: String?
    }

    private static func findings(
        _ tree: SyntaxTree, _ path: String, _ language: SourceLanguage, isWanted: (Rule) -> Bool
    ) -> [FileFinding] {
        let found = Catalogue.findings(in: tree, language).filter { isWanted($0.rule) }
        guard !found.isEmpty else { return [] }
        let source = SourceText(path: path, language: language)
        return found.compactMap { finding in
            if source?.ignores(finding.rule.id, in: finding.line...finding.lastLine) ?? false { return nil }
            return FileFinding(
                path: path, finding: finding,
                column: source?.column(finding.offset, line: finding.line) ?? finding.offset + 1,
                text: source?.line(finding.line) ?? "")
        }
    }
}
