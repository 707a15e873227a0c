// A recording, seen from one moment and some of its processes: what every view and format is made from.
package import Recording

/// The moment whose live memory a report shows.
package enum ReportMoment: Equatable, Sendable {
    /// The high-water mark of every process.
    case peak
    /// The program's end, before the interpreter tears itself down.
    case end
    /// That many seconds after the recording began, to the resolution of its timeline.
    case seconds(Double)
}

/// Figures of one line, function, file or stack. Bytes and blocks.
package struct ReportFigures: Equatable, Sendable {
    /// Live at the report's moment, the high-water mark if nothing else was asked for.
    package var peakBytes = 0
    package var peakBlocks = 0
    package var endBytes = 0
    package var endBlocks = 0
    package var allocatedBytes = 0
    package var allocations = 0
    /// Blocks that were freed before the next allocation of the same thread.
    package var temporaries = 0

    package init(
        peakBytes: Int = 0, peakBlocks: Int = 0, endBytes: Int = 0, endBlocks: Int = 0, allocatedBytes: Int = 0,
        allocations: Int = 0, temporaries: Int = 0
    ) {
        self.peakBytes = peakBytes
        self.peakBlocks = peakBlocks
        self.endBytes = endBytes
        self.endBlocks = endBlocks
        self.allocatedBytes = allocatedBytes
        self.allocations = allocations
        self.temporaries = temporaries
    }

    mutating func add(_ other: ReportFigures) {
        peakBytes &+= other.peakBytes
        peakBlocks &+= other.peakBlocks
        endBytes &+= other.endBytes
        endBlocks &+= other.endBlocks
        allocatedBytes &+= other.allocatedBytes
        allocations &+= other.allocations
        temporaries &+= other.temporaries
    }
}

/// A line of Python and what was allocated while it was the innermost.
package struct ReportSite: Sendable {
    package var location: SourceLocation
    package var figures: ReportFigures
}

extension [ReportSite] {
    /// The sites with most of a figure, those with most first, equals as they stand here; none without any.
    ///
    /// - Complexity: O(n log n) in the sites that have any.
    package func largest(_ count: Int = .max, by figure: (ReportFigures) -> Int) -> [ReportSite] {
        let values = map { figure($0.figures) }
        let order = values.indices.filter { values[$0] > 0 }.sorted { (values[$0], $1) > (values[$1], $0) }
        return order.prefix(count).map { self[$0] }
    }
}

package struct Report: Sendable {
    package let recording: RecordedProgram
    package let moment: ReportMoment
    package let processes: [RecordedProcess]
    /// Per entry of `recording.allocations` that belongs to `processes`: its figures at `moment`.
    let allocations: [(stack: Int, blockClass: Int, figures: ReportFigures)]
    /// What each innermost Python line allocated, largest first.
    package let sites: [ReportSite]

    /// - Parameter process: only the process with this pid; nil = all.
    package init(_ recording: RecordedProgram, moment: ReportMoment = .peak, process: Int? = nil) {
        self.recording = recording
        self.moment = moment
        processes = recording.processes.filter { process == nil || $0.pid == process }
        let numbers = Set(processes.map(\.number))
        let then = Self.liveThen(recording, moment)
        allocations = recording.allocations.filter { numbers.contains($0.process) }.map { allocation in
            var figures = ReportFigures(
                peakBytes: allocation.peakBytes, peakBlocks: allocation.peakBlocks, endBytes: allocation.endBytes,
                endBlocks: allocation.endBlocks, allocatedBytes: allocation.allocatedBytes,
                allocations: allocation.allocations, temporaries: allocation.temporaries)
            if moment == .end {
                figures.peakBytes = figures.endBytes
                figures.peakBlocks = figures.endBlocks
            } else if let then {
                let live = then[Key(process: allocation.process, cell: allocation.cell)] ?? (0, 0)
                figures.peakBytes = live.bytes
                figures.peakBlocks = live.blocks
            }
            return (allocation.stack, allocation.blockClass, figures)
        }
        sites = Self.sites(recording, allocations)
    }

    private struct Key: Hashable {
        var process: Int
        var cell: Int
    }

    /// What was live at a second: the sum of all changes up to the last interval that ended by then.
    private static func liveThen(_ recording: RecordedProgram, _ moment: ReportMoment) -> [Key: (
        bytes: Int, blocks: Int
    )]? {
        guard case .seconds(let seconds) = moment else { return nil }
        var live: [Key: (bytes: Int, blocks: Int)] = [:]
        for process in recording.processes {
            for interval in recording.intervals[process.number] ?? [] {
                guard process.startSeconds + interval.endSeconds <= seconds else { break }
                for change in ChangeList.decode(interval.changes) {
                    let key = Key(process: process.number, cell: Int(change.cell))
                    let known = live[key] ?? (0, 0)
                    live[key] = (known.bytes &+ Int(change.bytes), known.blocks &+ Int(change.blocks))
                }
            }
        }
        return live
    }

    // MARK: Sums

    /// Sum over the processes. With several, the peaks are each process's own, at its own moment.
    package var heap: ReportFigures {
        var heap = ReportFigures()
        for process in processes {
            heap.peakBytes &+= process.peakBytes
            heap.peakBlocks &+= process.peakBlocks
            heap.endBytes &+= process.endBytes
            heap.endBlocks &+= process.endBlocks
            heap.allocatedBytes &+= process.allocatedBytes
            heap.allocations &+= process.allocations
        }
        return heap
    }

    /// What the moment's heap sums up to: the share of everything is taken of this.
    package var momentBytes: Int { allocations.reduce(0) { $0 &+ $1.figures.peakBytes } }

    /// Sum of the processes' peaks; nil = not measured.
    package var residentPeakBytes: Int? { Self.sum(processes.map(\.residentPeakBytes)) }
    package var residentEndBytes: Int? { Self.sum(processes.map(\.residentEndBytes)) }

    private static func sum(_ values: [Int?]) -> Int? {
        let known = values.compactMap { $0 }
        return known.isEmpty ? nil : known.reduce(0, &+)
    }

    package var lostRecords: Int { processes.reduce(0) { $0 &+ $1.lostRecords } }

    // MARK: Groups

    private static func sites(
        _ recording: RecordedProgram, _ allocations: [(stack: Int, blockClass: Int, figures: ReportFigures)]
    ) -> [ReportSite] {
        var figures = [ReportFigures](repeating: ReportFigures(), count: recording.locations.count)
        var isThere = [Bool](repeating: false, count: figures.count)
        for allocation in allocations {
            let location = Int(recording.stacks.locations[allocation.stack])
            figures[location].add(allocation.figures)
            isThere[location] = true
        }
        // Numbers are sorted in place of sites: nothing is counted as a reference, and names are looked at last.
        return figures.indices.filter { isThere[$0] }.sorted {
            isLarger(figures[$0], recording.locations[$0], figures[$1], recording.locations[$1])
        }.map { ReportSite(location: recording.locations[$0], figures: figures[$0]) }
    }

    /// By function: the line is the first that allocated.
    package var functions: [ReportSite] {
        merge(sites) { SourceLocation(file: $0.file, function: $0.function, line: 0) }
    }

    /// By file.
    package var files: [ReportSite] { merge(sites) { SourceLocation(file: $0.file, function: "", line: 0) } }

    private func merge(_ sites: [ReportSite], by key: (SourceLocation) -> SourceLocation) -> [ReportSite] {
        var merged: [SourceLocation: ReportFigures] = [:]
        for site in sites { merged[key(site.location), default: ReportFigures()].add(site.figures) }
        return merged.map { ReportSite(location: $0.key, figures: $0.value) }.sorted {
            Self.isLarger($0.figures, $0.location, $1.figures, $1.location)
        }
    }

    private static func isLarger(
        _ a: ReportFigures, _ here: @autoclosure () -> SourceLocation, _ b: ReportFigures,
        _ there: @autoclosure () -> SourceLocation
    ) -> Bool {
        if a.peakBytes != b.peakBytes { return a.peakBytes > b.peakBytes }
        if a.allocatedBytes != b.allocatedBytes { return a.allocatedBytes > b.allocatedBytes }
        let (x, y) = (here(), there())
        return (x.file, x.line, x.function) < (y.file, y.line, y.function)
    }

    /// Whole stacks, largest first: frames from the outermost in.
    package func stacks(by size: (ReportFigures) -> Int, top: Int) -> [(
        frames: [SourceLocation], figures: ReportFigures
    )] {
        var sums: [Int: ReportFigures] = [:]
        for allocation in allocations { sums[allocation.stack, default: ReportFigures()].add(allocation.figures) }
        let largest = sums.filter { size($0.value) > 0 }.sorted {
            (size($0.value), $1.key) > (size($1.value), $0.key)
        }.prefix(top)
        return largest.map { (frames($0.key), $0.value) }
    }

    /// The frames of a stack, outermost first.
    package func frames(_ stack: Int) -> [SourceLocation] {
        var frames: [SourceLocation] = []
        var index = stack
        while index > 0 {
            frames.append(recording.locations[Int(recording.stacks.locations[index])])
            index = Int(recording.stacks.parents[index])
        }
        return frames.reversed()
    }
}
