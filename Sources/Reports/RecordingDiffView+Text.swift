// Two runs compared, as text.
import Recording

extension RecordingDiffView {
    package func text(_ style: TextStyle) -> String {
        var text = style.strong(verdict) + "\n\n" + runTable.text(style, isCut: true) + "\n"
        guard !sites.isEmpty else { return text + "Every line allocated what it did before.\n" }
        text += siteTable.text(style, isCut: true) + HeapWords.more(siteCount, beyond: sites.count)
        return text
    }

    /// `The peak grew by 35.7 MiB (+57 %), from 62.4 MiB to 98.1 MiB`.
    private var verdict: String {
        let (old, new) = (recordings[0].peakBytes, recordings[1].peakBytes)
        if old == new { return "The same peak: \(Bytes.text(old))" }
        let change = "The peak \(old < new ? "grew" : "shrank") by \(Bytes.text(abs(addedPeakBytes)))"
        let share = old > 0 ? " (\(Decimal.share(abs(addedPeakBytes), of: old)))" : ""
        return "\(change)\(share), from \(Bytes.text(old)) to \(Bytes.text(new))"
    }

    private var runTable: TextTable {
        var table = TextTable(["peak", "at end", "allocated", "allocations", "seconds", "recording"])
        for run in recordings {
            let words = run.command.map { ($0.split(separator: "/").last.map(String.init) ?? $0).shown }
            table.add([
                Bytes.text(run.peakBytes), Bytes.text(run.endBytes), Bytes.text(run.allocatedBytes),
                Decimal.grouped(run.allocations), Decimal.text(run.durationSeconds, digits: 2),
                run.file.shown + (words.isEmpty ? "" : " of " + words.joined(separator: " ")),
            ])
        }
        return table
    }

    private var siteTable: TextTable {
        var table = TextTable(["peak", "at end", "allocated", "allocations", "line"])
        for site in sites {
            table.add([
                HeapWords.signedBytes(site.addedPeakBytes), HeapWords.signedBytes(site.addedEndBytes),
                HeapWords.signedBytes(site.addedAllocatedBytes), HeapWords.signedCount(site.addedAllocations),
                site.location.shortText,
            ])
        }
        return table
    }
}
