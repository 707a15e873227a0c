// Duplicates as text.

extension DuplicatesView {
    package func text(_ style: TextStyle) -> String {
        guard compared > 0 else { return "No such object was compared by its contents in this snapshot.\n" }
        guard groupCount > 0 else {
            return "None of \(HeapWords.count(compared, "compared object")) says what another says.\n"
        }
        let share = Decimal.share(wastedBytes, of: totalBytes)
        let title = "\(Bytes.text(wastedBytes)) (\(share)) in objects that say what another says"
        return style.strong(title) + "\n\n" + typeTable.text(style, isCut: true) + "\n"
            + groupTable.text(style, isCut: true) + HeapWords.more(groupCount, beyond: groups.count)
    }

    private var typeTable: TextTable {
        var table = TextTable(["wasted", "share", "groups", "compared", "type"])
        for row in types {
            table.add([
                Bytes.text(row.wastedBytes), Decimal.share(row.wastedBytes, of: totalBytes),
                Decimal.grouped(row.groupCount), Decimal.grouped(row.compared), row.type,
            ])
        }
        return table
    }

    private var groupTable: TextTable {
        var table = TextTable(["wasted", "count", "each", "type", "for example"], firstName: 3)
        for group in groups {
            let value = group.value.map { "'\($0.cut(to: 30))' at " } ?? ""
            table.add([
                Bytes.text(group.wastedBytes), Decimal.grouped(group.count), Bytes.text(group.size),
                group.type.cut(to: 24), value + group.examplePath,
            ])
        }
        return table
    }
}
