// Two runs compared, as text.
import Recording

extension RecordingDiffView {
    package func text(_ style: TextStyle) -> String {
        var text = style.strong(verdict) + "\n\n" + runTable.text(style, isCut: true) + "\n"
        guard !sites.isEmpty else { return text + "Every line allocated what it did before.\n" }
        text += siteTable.text(style, isCut: true) + HeapWords.more(siteCount, beyond: sites.count)
        return text + note
    }

    /// `The peak grew by 35.7 MiB (+57 %), from 62.4 MiB to 98.1 MiB`.
    private var verdict: String {
        let (old, new) = (recordings[0].peakBytes, recordings[1].peakBytes)
        let what = recordings[0].oneMoment ? "live memory" : "peak"
        if old == new { return "The same \(what): \(Bytes.text(old))" }
        let change = "The \(what) \(old < new ? "grew" : "shrank") by \(Bytes.text(abs(addedPeakBytes)))"
        let share = old > 0 ? " (\(Decimal.share(abs(addedPeakBytes), of: old)))" : ""
        return "\(change)\(share), from \(Bytes.text(old)) to \(Bytes.text(new))"
    }

    /// Whether a run is sampled; then nothing is said of allocations, which are not measured.
    private var isSampled: Bool { recordings.contains(where: \.sampled) }

    private var note: String {
        isSampled
            ? "\nSampled: lines are where functions begin, their bytes estimates; small changes may be chance.\n" : ""
    }

    private var runTable: TextTable {
        var table = TextTable(
            ["peak", "at end"] + (isSampled ? [] : ["allocated", "allocations"]) + ["seconds", "recording"])
        for run in recordings {
            let words = run.command.map { ($0.split(separator: "/").last.map(String.init) ?? $0).shown }
            table.add(
                [Bytes.text(run.peakBytes), Bytes.text(run.endBytes)]
                    + (isSampled ? [] : [Bytes.text(run.allocatedBytes ?? 0), Decimal.grouped(run.allocations ?? 0)])
                    + [
                        Decimal.text(run.durationSeconds, digits: 2),
                        run.file.shown + (words.isEmpty ? "" : " of " + words.joined(separator: " ")),
                    ])
        }
        return table
    }

    private var siteTable: TextTable {
        var table = TextTable(["peak", "at end"] + (isSampled ? [] : ["allocated", "allocations"]) + ["line"])
        for site in sites {
            let exact = [
                HeapWords.signedBytes(site.addedAllocatedBytes ?? 0), HeapWords.signedCount(site.addedAllocations ?? 0),
            ]
            table.add(
                [HeapWords.signedBytes(site.addedPeakBytes), HeapWords.signedBytes(site.addedEndBytes)]
                    + (isSampled ? [] : exact) + [site.location.shortText])
        }
        return table
    }
}
