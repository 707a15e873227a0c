// Cycles as text.

extension CyclesView {
    package func text(_ style: TextStyle) -> String {
        guard !groups.isEmpty else { return "There are no cycles.\n" }
        let shapes = HeapWords.count(groupCount, "shape")
        var text = style.strong("\(HeapWords.count(cycleCount, "cycle")) of \(shapes)") + "\n"
        if language == "javascript" {
            text += "V8 frees cycles like everything else: a reference made weak frees nothing earlier.\n"
        } else if garbageObjects > 0 {
            let objects = HeapWords.count(garbageObjects, "object")
            text += "\(Bytes.text(garbageBytes)) in \(objects) are garbage that waits for the collector.\n"
        }
        if uncollectableObjects > 0 {
            let objects = HeapWords.count(uncollectableObjects, "object")
            text += "\(Bytes.text(uncollectableBytes)) in \(objects) in gc.garbage: the collector has given them up.\n"
        }
        for group in groups { text += "\n" + group.text(style, of: totalBytes) }
        return text + HeapWords.more(groupCount, beyond: groups.count)
    }
}

extension CyclesView.Group {
    fileprivate func text(_ style: TextStyle, of totalBytes: Int) -> String {
        let share = Decimal.share(retainedBytes, of: totalBytes)
        let count = HeapWords.count(count, "cycle")
        let shape = types.joined(separator: ", ").cut(to: max(20, style.width - count.count - 4))
        var text = style.strong("\(count) of \(shape)") + "\n"
        func row(_ name: String, _ value: String) -> String { HeapWords.row(name, value, width: style.width) }
        text += row("retain", "\(Bytes.text(retainedBytes)) (\(share)), \(HeapWords.count(objectCount, "object"))")
        text += row("make weak", weakEdge ?? "the reference back has no name")
        text += row("for example", "\(examplePath.cut(to: style.width - 32))  (\(example))")
        if garbageCount > 0 { text += row("garbage", "\(Decimal.grouped(garbageCount)) that nothing else holds") }
        if finalizerCount > 0 {
            let types = finalizerTypes.prefix(3).map { "\($0).__del__" }.joined(separator: ", ")
            text += row("finalizers", "\(Decimal.grouped(finalizerCount)) run \(types) when they are freed")
        }
        return text
    }
}
