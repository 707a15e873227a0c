// A diff as text.

extension HeapDiffView {
    package func text(_ style: TextStyle) -> String {
        var text = style.strong(verdict) + "\n\n" + snapshotTable.text(style, isCut: true) + "\n"
        if places.isEmpty {
            text += snapshots.count > 2 ? "No place grew in every step.\n" : "No place grew.\n"
        } else {
            text += placeTable.text(style, isCut: true) + HeapWords.more(placeCount, beyond: places.count)
        }
        if !types.isEmpty {
            text += "\n" + typeTable.text(style, isCut: true) + HeapWords.more(typeCount, beyond: types.count)
        }
        return text
    }

    /// `Grew by 35.7 MiB (+57 %), from 62.4 MiB to 98.1 MiB`.
    private var verdict: String {
        let (old, new) = (snapshots[0].totalBytes, snapshots[snapshots.count - 1].totalBytes)
        if old == new { return "The same size: \(Bytes.text(old))" }
        let change = "\(old < new ? "Grew" : "Shrank") by \(Bytes.text(abs(addedBytes)))"
        let share = old > 0 ? " (\(Decimal.share(abs(addedBytes), of: old)))" : ""
        return "\(change)\(share), from \(Bytes.text(old)) to \(Bytes.text(new))"
    }

    private var snapshotTable: TextTable {
        var table = TextTable(["bytes", "objects", "references", "snapshot"])
        for snapshot in snapshots {
            let command = snapshot.command.isEmpty ? "" : " of \(snapshot.command.map(\.shown).joined(separator: " "))"
            let origin = "\(command)\(snapshot.pid > 0 ? ", pid \(snapshot.pid)" : "")"
            let taken = snapshot.taken.isEmpty ? "" : ", \(snapshot.taken.shown)"
            table.add([
                Bytes.text(snapshot.totalBytes), Decimal.grouped(snapshot.objects), Decimal.grouped(snapshot.edges),
                snapshot.file.shown + origin + taken,
            ])
        }
        return table
    }

    private var placeTable: TextTable {
        let title = snapshots.count > 2 ? "places that grew in every step" : "places that grew"
        var table = TextTable(["added", "share", "objects below", title])
        for place in places {
            table.add([
                HeapWords.signedBytes(place.addedBytes),
                place.share.map { _ in Decimal.share(place.addedBytes, of: addedBytes) } ?? "",
                place.counts.map(Decimal.grouped).joined(separator: " → "), place.pathText,
            ])
        }
        return table
    }

    private var typeTable: TextTable {
        var table = TextTable(
            ["shallow", "retained", "objects"] + (isSameProcess ? ["new", "gone"] : []) + ["type"])
        for row in types {
            let identities = isSameProcess ? [row.newObjects ?? 0, row.goneObjects ?? 0].map(Decimal.grouped) : []
            table.add(
                [
                    HeapWords.signedBytes(row.addedShallowBytes), HeapWords.signedBytes(row.addedRetainedBytes),
                    HeapWords.signedCount(row.addedCount),
                ] + identities + [row.type])
        }
        return table
    }
}
