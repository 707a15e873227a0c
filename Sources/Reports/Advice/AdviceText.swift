// Advice as a person reads it.
import Advice
import Recording

extension AdviceItem {
    /// `12.4 MiB in 300,012 blocks at the peak (93 %)`, `about 12.4 MiB (sampled) left at the end`
    func evidenceText(_ report: Report) -> String {
        let amount =
            blocks.map { "\(Bytes.text(bytes)) in \(HeapWords.count($0, "block"))" }
            ?? "about \(Bytes.text(bytes)) (sampled)"
        switch figure {
        case .peak: return "\(amount) at the peak (\(Decimal.share(bytes, of: report.heap.peakBytes)))"
        case .end: return "\(amount) left at the end"
        case .allocated:
            return "\(Bytes.text(bytes)) allocated in all (\(Decimal.share(bytes, of: report.heap.allocatedBytes)))"
        }
    }

    /// `saves 12.4 MiB of the peak`, `saves up to 12.4 MiB of it`
    var savingText: String {
        let amount = "\(isExact ? "saves" : "saves up to") \(Bytes.text(savesBytes))"
        return figure == .peak ? "\(amount) there" : "\(amount) of it"
    }

    var place: String {
        "\(SourceLocation(file: file, function: "", line: Int32(clamping: finding.finding.line)).shortText)"
    }
}

enum AdviceText {
    /// The summary's part: what to change, with its evidence. Empty if there is nothing to say.
    static func text(_ advice: ReportAdvice, _ report: Report, _ style: TextStyle, top: Int) -> String {
        var text = ""
        for item in advice.items.prefix(top) {
            let message = SourceLocation.printable(item.finding.finding.message)
            text += "  \(style.strong(item.place)): \(message) (\(style.accent(item.rule.id)))\n"
            text += "    \(item.evidenceText(report))\n"
            text += "    \(item.rule.change): \(item.savingText)\n"
        }
        if advice.items.count > top { text += "  … \(advice.items.count - top) more (--top \(advice.items.count))\n" }
        if advice.leftOut > 0 {
            let habits = HeapWords.count(advice.leftOut, "more habit")
            text += style.dim("  \(habits) would save less than 1 %: not worth a change (heaptide check)") + "\n"
        }
        if !advice.changedFiles.isEmpty {
            let names = advice.changedFiles.prefix(3).map {
                SourceLocation(file: $0, function: "", line: 0).shortText
            }.joined(separator: ", ")
            let more = advice.changedFiles.count > 3 ? " and \(advice.changedFiles.count - 3) more" : ""
            text += style.dim("  no advice on \(names)\(more): changed since, or gone") + "\n"
        }
        return text.isEmpty ? "" : "\nWhat to change\n\(text)"
    }
}
