// A lab that has run, as a person reads it.
import Recording
package import Reports

extension LabResult {
    /// Title, claims, chart, facts, and what to think about.
    ///
    /// - Parameter reveals: whether the explanation is told, or how to get it.
    package func text(_ style: TextStyle, reveals: Bool) -> String {
        let text = definition.text
        var parts = [measured(style), picture(style), chart(style), pages(style), facts(style)]
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
        let measured = claims.filter { !$0.skipped }
        let held = "\(measured.count { $0.holds }) of \(measured.count) claims hold"
        let skip = skipped.map { "\(claims.count - measured.count) skipped: \($0)" }
        let words = [measured.isEmpty ? nil : held, skip].compactMap { $0 }.joined(separator: ", ")
        let sign = passed ? style.accent("✔") : measured.allSatisfy(\.holds) ? "–" : style.strong("✘")
        var line = "\(sign) \(lab.padded(to: 16)) \(words)\n"
        for claim in measured where !claim.holds { line += "    ✘ \(claim.text): \(claim.evidence)\n" }
        return line
    }

    private func section(_ title: String, _ body: String, _ style: TextStyle) -> String {
        body.isEmpty ? "" : style.strong(title) + "\n" + body
    }

    private func measured(_ style: TextStyle) -> String {
        var text = style.strong("What was measured") + style.dim(" (\(ranWith))") + "\n"
        for claim in claims {
            let sign = claim.holds ? style.accent("✔") : claim.skipped ? "–" : style.strong("✘")
            let evidence = claim.skipped ? "skipped" : SourceLocation.printable(claim.evidence)
            text += "  \(sign) \(claim.text)\n" + style.dim("      " + evidence) + "\n"
        }
        return text + (skipped.map { "Skipped: \($0)\n" } ?? "")
    }

    /// `Python 3.11.7`, `Node 20.20.2, Chrome/156.0.8078.79`.
    private var ranWith: String {
        let version = interpreter == browser ? nil : interpreter
        let program = version.map { (language == "python" ? "Python " : "Node ") + $0 }
        let all = [program, browser].compactMap { $0 }
        return all.isEmpty ? "not recorded" : all.joined(separator: ", ")
    }

    private func picture(_ style: TextStyle) -> String {
        let drawn = evidence.runs.compactMap { run in picture(of: run).map { (run.step.name, $0.text(style)) } }
        guard !drawn.isEmpty else { return "" }
        let pictures = drawn.map { drawn.count == 1 ? $1 : style.dim("In \($0):") + "\n" + $1 }
        let caption = definition.text.picture
        let words = caption.isEmpty ? "" : LabWords.wrapped(caption, style) + "\n"
        return section("The objects", words + pictures.joined(separator: "\n"), style)
    }

    private func chart(_ style: TextStyle) -> String {
        guard let report = evidence.runs.first?.report else { return "" }
        return section("The program's memory over time", TableViews.timeline(report, style: style, top: 8), style)
    }

    private func pages(_ style: TextStyle) -> String {
        let snapshots = evidence.runs.flatMap { run in (run.page?.snapshots ?? []).map { (run.step.name, $0) } }
        guard !snapshots.isEmpty else { return "" }
        var table = TextTable(
            ["heap", "DOM nodes", "detached", "listeners", "timers", "run", "snapshot"], firstName: 5)
        for (run, snapshot) in snapshots {
            let counts = [
                snapshot.moment.nodes, snapshot.detachedNodes, snapshot.moment.listeners, snapshot.timers,
            ]
            table.add(
                [LabWords.bytes(snapshot.totalBytes)] + counts.map { LabWords.number(Double($0)) }
                    + [run, snapshot.name])
        }
        return section("The pages at their snapshots", table.text(style), style)
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
        if let page = evidence.runs.first?.page {
            text += "Look closer: heaptide heap \(page.snapshots[2].file)\n"
        } else if let first = recordings.first {
            text += "Look closer: heaptide report \(first) --view lines\n"
        }
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
