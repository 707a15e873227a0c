// A page's memory as text.

extension PageView {
    /// Leaks that are shown; all are in the JSON.
    private static let mostLeaks = 10

    package func text(_ style: TextStyle) -> String {
        var text = style.strong(verdict) + "\n\(url.cut(to: 80)) in \(browser)\n"
        for note in notes { text += "Note: \(note)\n" }
        text += "\n" + table.text(style, isCut: true)
        for (number, leak) in leaks.prefix(Self.mostLeaks).enumerated() {
            text += "\n" + style.strong("\(number + 1). \(leak.pathText.cut(to: style.width - 4))") + "\n"
            text += HeapWords.row("kept", leak.sentence, width: style.width)
            text += HeapWords.row("because", leak.meaning, width: style.width)
            if let place = leak.place {
                text += HeapWords.row("source", "\(place.file):\(place.line)", width: style.width)
            }
            text += HeapWords.row("object", "\(leak.id), fingerprint \(leak.fingerprint)", width: style.width)
        }
        if leaks.count > Self.mostLeaks { text += "\n… \(leaks.count - Self.mostLeaks) more in the JSON\n" }
        return text
    }

    private var verdict: String {
        let what =
            rounds > 0
            ? "after \(HeapWords.count(rounds, "round")) of acting and going back" : "while nobody touched the page"
        if leaks.isEmpty { return "Nothing stays \(what)" }
        let bytes = Bytes.text(leaks.reduce(0) { $0 + ($1.isGrowth ? $1.addedBytes : $1.retainedBytes) })
        let verb = rounds > 0 ? "stay" : "were added and stay"
        return "\(bytes) \(verb) \(what), in \(HeapWords.count(leaks.count, "place"))"
    }

    private var table: TextTable {
        var table = TextTable(
            ["heap", "RSS", "DOM nodes", "detached", "listeners", "timers", "observers", "snapshot"])
        for snapshot in snapshots {
            table.add([
                Bytes.text(snapshot.totalBytes), snapshot.moment.residentBytes.map(Bytes.text) ?? "not measured",
                Decimal.grouped(snapshot.moment.nodes), Decimal.grouped(snapshot.detachedNodes),
                Decimal.grouped(snapshot.moment.listeners), Decimal.grouped(snapshot.timers),
                Decimal.grouped(snapshot.observers), snapshot.file.shown,
            ])
        }
        return table
    }
}

extension PageView.Leak {
    fileprivate var isGrowth: Bool { kind == "growth" }

    /// `3 × Function, 399.2 KiB retained, 300 detached DOM nodes`; `Array, 31.2 KiB more, 46.9 KiB retained`.
    fileprivate var sentence: String {
        if isGrowth {
            return "\(type.cut(to: 40)), \(Bytes.text(addedBytes)) more, \(Bytes.text(retainedBytes)) retained"
        }
        let detached = detachedNodes > 0 ? ", \(HeapWords.count(detachedNodes, "detached DOM node")) among it" : ""
        return "\(Decimal.grouped(count)) × \(type.cut(to: 40)), \(Bytes.text(retainedBytes)) retained\(detached)"
    }
}
