// A path as text, step by step.

extension PathView {
    /// Steps that are shown at either end of a long path.
    private static let mostSteps = 20

    package func text(_ style: TextStyle) -> String {
        var text = style.strong(pathText.cut(to: style.width)) + "\n"
        let share = Decimal.share(object.retainedBytes, of: totalBytes)
        let type = object.type.cut(to: max(20, style.width - 56))
        text += "  \(type) \(object.id), \(Bytes.text(object.shallowBytes)), "
        text += "retains \(Bytes.text(object.retainedBytes)) (\(share))\n"
        if !path.isEmpty { text += "\n" + steps.text(style, isCut: true) }
        if otherReferrerCount > 0 { text += "\n" + others.text(style, isCut: true) }
        return text + HeapWords.more(otherReferrerCount, beyond: otherReferrers.count)
    }

    private var steps: TextTable {
        var table = TextTable(["retained", "shallow", "step", "leads to"], firstName: 2)
        for (index, step) in path.enumerated() {
            if path.count > 2 * Self.mostSteps && index == Self.mostSteps {
                table.add(["", "", "…", "\(Decimal.grouped(path.count - 2 * Self.mostSteps)) more steps"])
            }
            if path.count > 2 * Self.mostSteps && (Self.mostSteps..<path.count - Self.mostSteps).contains(index) {
                continue
            }
            table.add([
                Bytes.text(step.retainedBytes), Bytes.text(step.shallowBytes), step.edge.cut(to: 32),
                "\(step.type) \(step.id)",
            ])
        }
        return table
    }

    private var others: TextTable {
        var table = TextTable(["retained", "also referred to by"])
        for reference in otherReferrers {
            table.add([
                Bytes.text(reference.object.retainedBytes),
                "\(reference.mark)\(reference.pathText)  (\(reference.object.type) \(reference.object.id))",
            ])
        }
        return table
    }
}
