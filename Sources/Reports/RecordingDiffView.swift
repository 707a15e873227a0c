// `heaptide diff OLD NEW` of two recordings: which lines allocate more than before.
import Recording

/// Two runs of a program compared, line by line.
package struct RecordingDiffView: HeapView {
    struct Figures: Encodable, Sendable, Equatable {
        var peakBytes = 0
        var endBytes = 0
        var allocatedBytes = 0
        var allocations = 0
    }

    struct Run: Encodable, Sendable {
        let file: String
        let command: [String]
        let durationSeconds: Double
        let peakBytes: Int
        let endBytes: Int
        let allocatedBytes: Int
        let allocations: Int
    }

    struct Site: Encodable, Sendable {
        let file: String
        let line: Int
        let function: String
        let before: Figures
        let after: Figures
        let addedPeakBytes: Int
        let addedEndBytes: Int
        let addedAllocatedBytes: Int
        let addedAllocations: Int

        var location: SourceLocation { SourceLocation(file: file, function: function, line: Int32(clamping: line)) }
    }

    let recordings: [Run]
    /// Of the heaps' high-water marks, in bytes.
    package let addedPeakBytes: Int
    @Nullable var addedPeakShare: Double?
    let addedEndBytes: Int
    let addedAllocatedBytes: Int
    let addedAllocations: Int
    /// Lines with other figures than before, listed or not.
    let siteCount: Int
    let sites: [Site]
    /// The same by function, whose lines may have moved.
    let functionCount: Int
    let functions: [Site]

    package var firstPeakBytes: Int { recordings[0].peakBytes }

    /// - Parameter limit: how many lines, and how many functions, are listed.
    package init(_ old: Report, _ new: Report, limit: Int = .max) {
        recordings = [old, new].map(Run.init)
        addedPeakBytes = recordings[1].peakBytes - recordings[0].peakBytes
        addedPeakShare = recordings[0].peakBytes > 0 ? Double(addedPeakBytes) / Double(recordings[0].peakBytes) : nil
        addedEndBytes = recordings[1].endBytes - recordings[0].endBytes
        addedAllocatedBytes = recordings[1].allocatedBytes - recordings[0].allocatedBytes
        addedAllocations = recordings[1].allocations - recordings[0].allocations
        let lines = Self.compare(old.sites, new.sites)
        (siteCount, sites) = (lines.count, Array(lines.prefix(limit)))
        let named = Self.compare(old.functions, new.functions)
        (functionCount, functions) = (named.count, Array(named.prefix(limit)))
    }

    /// What is not the same, the largest change of the peak first.
    private static func compare(_ old: [ReportSite], _ new: [ReportSite]) -> [Site] {
        var before: [SourceLocation: Figures] = [:]
        var after: [SourceLocation: Figures] = [:]
        for site in old { before[site.location] = Figures(site.figures) }
        for site in new { after[site.location] = Figures(site.figures) }
        return Set(before.keys).union(after.keys).compactMap { location in
            let (old, new) = (before[location] ?? Figures(), after[location] ?? Figures())
            return old == new ? nil : Site(location, old, new)
        }.sorted { comesBefore($0, $1) }
    }

    private static func comesBefore(_ left: Site, _ right: Site) -> Bool {
        func size(_ site: Site) -> [UInt] {
            [site.addedPeakBytes, site.addedEndBytes, site.addedAllocatedBytes].map(\.magnitude)
        }
        let (a, b) = (size(left), size(right))
        if a != b { return b.lexicographicallyPrecedes(a) }
        return (left.file, left.line, left.function) < (right.file, right.line, right.function)
    }
}

extension RecordingDiffView.Figures {
    fileprivate init(_ figures: ReportFigures) {
        self.init(
            peakBytes: figures.peakBytes, endBytes: figures.endBytes, allocatedBytes: figures.allocatedBytes,
            allocations: figures.allocations)
    }
}

extension RecordingDiffView.Run {
    fileprivate init(_ report: Report) {
        let heap = report.heap
        self.init(
            file: report.recording.path, command: report.recording.command,
            durationSeconds: report.recording.durationSeconds, peakBytes: heap.peakBytes, endBytes: heap.endBytes,
            allocatedBytes: heap.allocatedBytes, allocations: heap.allocations)
    }
}

extension RecordingDiffView.Site {
    fileprivate init(
        _ location: SourceLocation, _ before: RecordingDiffView.Figures, _ after: RecordingDiffView.Figures
    ) {
        self.init(
            file: location.fileText, line: Int(location.line), function: location.function, before: before,
            after: after, addedPeakBytes: after.peakBytes - before.peakBytes,
            addedEndBytes: after.endBytes - before.endBytes,
            addedAllocatedBytes: after.allocatedBytes - before.allocatedBytes,
            addedAllocations: after.allocations - before.allocations)
    }
}
