// `heaptide diff OLD NEW` of two recordings: which lines allocate more than before.
import Recording

/// Two runs of a program compared, line by line.
package struct RecordingDiffView: HeapView {
    /// `allocatedBytes` and `allocations` here and below are nil where one of the two runs was sampled: not measured.
    struct Figures: Encodable, Sendable, Equatable {
        var peakBytes = 0
        var endBytes = 0
        @Nullable var allocatedBytes: Int?
        @Nullable var allocations: Int?
    }

    struct Run: Encodable, Sendable {
        let file: String
        let command: [String]
        let durationSeconds: Double
        let peakBytes: Int
        let endBytes: Int
        @Nullable var allocatedBytes: Int?
        @Nullable var allocations: Int?
        let sampled: Bool
        /// A sampled profile: the peak and the end are the same moment.
        let oneMoment: Bool
    }

    struct Site: Encodable, Sendable {
        let file: String
        let line: Int
        let function: String
        let before: Figures
        let after: Figures
        let addedPeakBytes: Int
        let addedEndBytes: Int
        @Nullable var addedAllocatedBytes: Int?
        @Nullable var addedAllocations: Int?

        var location: SourceLocation { SourceLocation(file: file, function: function, line: Int32(clamping: line)) }
    }

    let recordings: [Run]
    /// Of the heaps' high-water marks, in bytes.
    package let addedPeakBytes: Int
    @Nullable var addedPeakShare: Double?
    let addedEndBytes: Int
    @Nullable var addedAllocatedBytes: Int?
    @Nullable var addedAllocations: Int?
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
        addedAllocatedBytes = Self.difference(recordings[0].allocatedBytes, recordings[1].allocatedBytes)
        addedAllocations = Self.difference(recordings[0].allocations, recordings[1].allocations)
        let isExact = !old.recording.isSampled && !new.recording.isSampled
        let lines = Self.compare(old.sites, new.sites, isExact)
        (siteCount, sites) = (lines.count, Array(lines.prefix(limit)))
        let named = Self.compare(old.functions, new.functions, isExact)
        (functionCount, functions) = (named.count, Array(named.prefix(limit)))
    }

    fileprivate static func difference(_ old: Int?, _ new: Int?) -> Int? {
        guard let old, let new else { return nil }
        return new - old
    }

    /// What is not the same, the largest change of the peak first.
    private static func compare(_ old: [ReportSite], _ new: [ReportSite], _ isExact: Bool) -> [Site] {
        var before: [SourceLocation: Figures] = [:]
        var after: [SourceLocation: Figures] = [:]
        for site in old { before[site.location] = Figures(site.figures, isExact) }
        for site in new { after[site.location] = Figures(site.figures, isExact) }
        let none = Figures(ReportFigures(), isExact)
        return Set(before.keys).union(after.keys).compactMap { location in
            let (old, new) = (before[location] ?? none, after[location] ?? none)
            return old == new ? nil : Site(location, old, new)
        }.sorted { comesBefore($0, $1) }
    }

    private static func comesBefore(_ left: Site, _ right: Site) -> Bool {
        func size(_ site: Site) -> [UInt] {
            [site.addedPeakBytes, site.addedEndBytes, site.addedAllocatedBytes ?? 0].map(\.magnitude)
        }
        let (a, b) = (size(left), size(right))
        if a != b { return b.lexicographicallyPrecedes(a) }
        return (left.file, left.line, left.function) < (right.file, right.line, right.function)
    }
}

extension RecordingDiffView.Figures {
    fileprivate init(_ figures: ReportFigures, _ isExact: Bool) {
        self.init(
            peakBytes: figures.peakBytes, endBytes: figures.endBytes,
            allocatedBytes: isExact ? figures.allocatedBytes : nil, allocations: isExact ? figures.allocations : nil)
    }
}

extension RecordingDiffView.Run {
    fileprivate init(_ report: Report) {
        let heap = report.heap
        self.init(
            file: report.recording.path, command: report.recording.command,
            durationSeconds: report.recording.durationSeconds, peakBytes: heap.peakBytes, endBytes: heap.endBytes,
            allocatedBytes: report.recording.exact(heap.allocatedBytes),
            allocations: report.recording.exact(heap.allocations), sampled: report.recording.isSampled,
            oneMoment: report.recording.isProfile)
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
            addedAllocatedBytes: RecordingDiffView.difference(before.allocatedBytes, after.allocatedBytes),
            addedAllocations: RecordingDiffView.difference(before.allocations, after.allocations))
    }
}
