// A lab that has run, as a person reads it.
import Recording
package import Reports

extension LabResult {
    /// Title, claims, chart, facts, and what to think about.
    ///
    /// - Parameter reveals: whether the explanation is told, or how to get it.
    package func text(_ style: TextStyle, reveals: Bool) -> String {
        let text = definition.text
        var parts = [measured(style), picture(style), chart(style), facts(style)]
        if !text.mended.isEmpty { parts.append(section("Mended", LabWords.wrapped(text.mended, style), style)) }
        parts.append(section("To think about", text.reflection.map { LabWords.item($0, style) }.joined(), style))
        if reveals {
            parts.append(section("Explanation", LabWords.wrapped(text.explanation, style), style))
            parts.append(section("Further reading", text.reading.map { LabWords.item($0, style) }.joined(), style))
        }
        parts.append(next(reveals))
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// One line for a list of many labs, and what did not hold.
    package func line(_ style: TextStyle) -> String {
        let held = claims.count { $0.holds }
        let sign = passed ? style.accent("✔") : style.strong("✘")
        var line = "\(sign) \(lab.padded(to: 16)) \(held) of \(claims.count) claims hold\n"
        for claim in claims where !claim.holds { line += "    ✘ \(claim.text): \(claim.evidence)\n" }
        return line
    }

    private func section(_ title: String, _ body: String, _ style: TextStyle) -> String {
        body.isEmpty ? "" : style.strong(title) + "\n" + body
    }

    private func measured(_ style: TextStyle) -> String {
        let name = language == "python" ? "Python" : "Node"
        var text = style.strong("What was measured") + style.dim(" (\(name) \(interpreter ?? "not recorded"))") + "\n"
        for claim in claims {
            let sign = claim.holds ? style.accent("✔") : style.strong("✘")
            text += "  \(sign) \(claim.text)\n" + style.dim("      " + SourceLocation.printable(claim.evidence)) + "\n"
        }
        return text
    }

    private func picture(_ style: TextStyle) -> String {
        let pictures = evidence.runs.compactMap { picture(of: $0)?.text(style) }
        guard !pictures.isEmpty else { return "" }
        let caption = definition.text.picture
        let words = caption.isEmpty ? "" : LabWords.wrapped(caption, style) + "\n"
        return section("The objects", words + pictures.joined(separator: "\n"), style)
    }

    private func chart(_ style: TextStyle) -> String {
        guard let report = evidence.runs.first?.report else { return "" }
        return section("The program's memory over time", TableViews.timeline(report, style: style, top: 8), style)
    }

    private func facts(_ style: TextStyle) -> String {
        let rows = evidence.runs.flatMap { run in run.facts.map { (run.step.name, $0) } }
        guard !rows.isEmpty else { return "" }
        var table = TextTable(["value", "run", "what the programs noted"], firstName: 1)
        for (run, fact) in rows.prefix(40) {
            table.add([LabWords.value(fact.value, fact.unit), run, SourceLocation.printable(fact.name)])
        }
        return section("Facts", table.text(style), style)
    }

    private func next(_ reveals: Bool) -> String {
        var text = reveals ? "" : "Explanation: heaptide lab run \(lab) --reveal\n"
        if let first = recordings.first { text += "Look closer: heaptide report \(first) --view lines\n" }
        return text
    }
}

extension LabWords {
    /// A paragraph, two spaces in, broken at the width.
    package static func wrapped(_ text: String, _ style: TextStyle, first: String = "  ", indent: String = "  ")
        -> String
    {
        var lines: [String] = []
        var line = first
        for word in text.split(separator: " ") {
            if line.count + word.count + 1 > style.width && line.count > first.count {
                lines.append(line)
                line = indent
            }
            line += (line.allSatisfy { $0 == " " } || line == first ? "" : " ") + word
        }
        return (lines + [line]).joined(separator: "\n") + "\n"
    }

    static func item(_ text: String, _ style: TextStyle) -> String {
        wrapped(text, style, first: "  - ", indent: "    ")
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
