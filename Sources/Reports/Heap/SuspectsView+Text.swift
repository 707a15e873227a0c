// A suspect in a few lines.

extension SuspectFigures {
    /// Rows of the lists below a suspect.
    private static let mostRows = 5

    func text(_ style: TextStyle, of totalBytes: Int) -> String {
        let share = Decimal.share(retainedBytes, of: totalBytes)
        var text = style.strong(title(width: style.width)) + "\n"
        text += HeapWords.row("retains", "\(Bytes.text(retainedBytes)) (\(share))\(held)", width: style.width)
        text += list("allocated", allocatedAt.map { ($0.bytes, $0.sentence) }, style)
        text += list("below", below.map { ($0.retainedBytes, $0.sentence) }, style)
        if isScattered { return text }
        return text + HeapWords.row("object", "\(accumulation.id), fingerprint \(fingerprint)", width: style.width)
    }

    private var held: String {
        if isScattered { return " together" }
        if count > 1 { return " by all \(Decimal.grouped(count)) together, most of them held here" }
        return accumulation.id == id ? "" : ", \(Bytes.text(accumulation.retainedBytes)) of it from here on"
    }

    /// The first rows of bytes and words, the first behind its name.
    private func list(_ name: String, _ rows: [(bytes: Int, words: String)], _ style: TextStyle) -> String {
        let shown = rows.prefix(Self.mostRows)
        let width = shown.map { Bytes.text($0.bytes).count }.max() ?? 0
        var text = ""
        for (index, row) in shown.enumerated() {
            let bytes = Bytes.text(row.bytes)
            let padding = String(repeating: " ", count: width - bytes.count)
            text += HeapWords.row(index == 0 ? name : "", "\(padding)\(bytes)  \(row.words)", width: style.width)
        }
        let rest = rows.count - shown.count
        return rest > 0 ? text + HeapWords.row("", "… \(Decimal.grouped(rest)) more", width: style.width) : text
    }
}

extension AllocationSite {
    /// `at app.py:88 in load()`; `at app.py:88 in load() → json/decoder.py:353`.
    var sentence: String {
        guard let caller else { return "at \(location.sentence)" }
        let place = line > 0 ? "\(location.shortFile):\(line)" : location.shortFile
        return "at \(caller.location.sentence) → \(place.shown)"
    }
}

extension TypeFigures {
    /// `1,204 × app.Session`.
    var sentence: String { "\(Decimal.grouped(count)) × \(type)" }
}
