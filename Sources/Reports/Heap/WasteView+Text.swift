// Unused room as text.

extension WasteView {
    package func text(_ style: TextStyle) -> String {
        guard measured > 0 || !slots.isEmpty else { return "No collection's room was measured in this snapshot.\n" }
        var text = style.strong("\(Bytes.text(wastedBytes)) (\(share(wastedBytes))) of room that nothing uses") + "\n"
        if !types.isEmpty { text += "\n" + typeTable.text(style, isCut: true) }
        if !objects.isEmpty { text += "\n" + objectTable.text(style, isCut: true) }
        if emptyCount > 0 {
            let collections = HeapWords.count(emptyCount, "collection")
            let kinds = empty.prefix(5).map { "\(Decimal.grouped($0.count)) \($0.type.cut(to: 30))" }
            let bytes = "\(Bytes.text(emptyBytes)) (\(share(emptyBytes)))"
            text += "\n" + style.strong("\(bytes) in \(collections) with nothing in them")
            text += "\n\n " + kinds.joined(separator: ", ") + (empty.count > 5 ? ", …" : "") + "\n"
        }
        if !slots.isEmpty {
            let saved = "\(Bytes.text(slotSavedBytes)) (\(share(slotSavedBytes)))"
            text += "\n" + style.strong("\(saved) less if these classes had __slots__") + "\n\n"
            text += slotTable.text(style, isCut: true)
        }
        return text
    }

    private func share(_ bytes: Int) -> String { Decimal.share(bytes, of: totalBytes) }

    private var typeTable: TextTable {
        var table = TextTable(["unused", "share", "of bytes", "items", "of room", "collections", "type"])
        for row in types {
            table.add([
                Bytes.text(row.wastedBytes), share(row.wastedBytes), Bytes.text(row.capacityBytes),
                Decimal.grouped(row.used), Decimal.grouped(row.capacity), Decimal.grouped(row.count), row.type,
            ])
        }
        return table
    }

    private var objectTable: TextTable {
        var table = TextTable(["unused", "of bytes", "items", "of room", "type", "largest"], firstName: 4)
        for row in objects {
            table.add([
                Bytes.text(row.wastedBytes), Bytes.text(row.capacityBytes), Decimal.grouped(row.used),
                Decimal.grouped(row.capacity), row.type.cut(to: 24), row.pathText,
            ])
        }
        return table
    }

    private var slotTable: TextTable {
        var table = TextTable(["saved", "share", "instances", "class"])
        for row in slots {
            table.add([
                Bytes.text(row.savedBytes), share(row.savedBytes), Decimal.grouped(row.count), row.type,
            ])
        }
        return table
    }
}
