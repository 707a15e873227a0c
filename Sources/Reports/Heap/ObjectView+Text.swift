// One object as text.

extension ObjectView {
    package func text(_ style: TextStyle) -> String {
        var text = style.strong("\(object.type.cut(to: 60)) \(object.id)") + "\n\n" + facts(style)
        if !allocatedAt.isEmpty {
            text += "\n" + style.dim(" allocated at") + "\n"
            text += allocatedAt.prefix(40).map { "   \($0.location.shortText.cut(to: style.width - 4))\n" }.joined()
        }
        if referenceCount > 0 {
            let out = table(references, "refers to") { "\($0.mark)\($0.edge)  \($0.object.type)" }
            text += "\n" + out.text(style, isCut: true) + HeapWords.more(referenceCount, beyond: references.count)
        }
        if referrerCount > 0 {
            let into = table(referrers, "is referred to by") { "\($0.mark)\($0.pathText)  (\($0.object.type))" }
            text += "\n" + into.text(style, isCut: true) + HeapWords.more(referrerCount, beyond: referrers.count)
        }
        return text
    }

    private func facts(_ style: TextStyle) -> String {
        let share = Decimal.share(object.retainedBytes, of: totalBytes)
        let others = HeapWords.count(dominated - 1, "other object")
        var rows = [("path", pathText)]
        if let name { rows.append(("name", name)) }
        if let definedAt { rows.append(("defined", definedAt.location.sentence)) }
        rows.append(("size", "\(Bytes.text(object.shallowBytes))"))
        rows.append(("retains", "\(Bytes.text(object.retainedBytes)) (\(share)) with \(others)"))
        if let distance { rows.append(("distance", Decimal.grouped(distance))) }
        if let dominator { rows.append(("dominator", "\(dominator.type.cut(to: 40)) \(dominator.id)")) }
        if !traits.isEmpty { rows.append(("is", traits.joined(separator: ", "))) }
        if allocatedAt.isEmpty { rows.append(("allocated", "not recorded")) }
        return rows.map { HeapWords.row($0.0, $0.1, width: style.width) }.joined()
    }

    private var traits: [String] {
        [
            isGarbage
                ? (language == "javascript" ? "only weak references hold it" : "garbage that only the collector frees")
                : "", isImmortal ? "immortal" : "",
            isTracked ? "tracked by the collector" : "", hasFinalizer ? "run by code of the program when it dies" : "",
        ].filter { !$0.isEmpty }
    }

    private func table(
        _ references: [ReferenceFigures], _ title: String, _ name: (ReferenceFigures) -> String
    ) -> TextTable {
        var table = TextTable(["retained", "shallow", "object", title], firstName: 2)
        for reference in references {
            let object = reference.object
            table.add([Bytes.text(object.retainedBytes), Bytes.text(object.shallowBytes), object.id, name(reference)])
        }
        return table
    }
}
