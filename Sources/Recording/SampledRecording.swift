// The recording of a heap that is looked at from time to time instead of being followed: V8's. It has the tables of an
// exact one; what was not measured is NULL in them.

/// Who is recorded: a process, or a thread with a heap of its own.
package struct SampledIdentity: Sendable {
    /// The row in the file.
    package var number: Int
    package var pid: Int32
    package var parentPid: Int32
    /// A worker thread's number within its process; nil for the process itself.
    package var worker: Int?
    package var version: String
    package var command: [String]
    /// After the recording's start.
    package var startSeconds: Double

    package init(
        number: Int, pid: Int32, parentPid: Int32, worker: Int?, version: String, command: [String],
        startSeconds: Double
    ) {
        self.number = number
        self.pid = pid
        self.parentPid = parentPid
        self.worker = worker
        self.version = version
        self.command = command
        self.startSeconds = startSeconds
    }
}

/// One heap in a recording. Used by one thread.
package final class SampledRecording {
    package let identity: SampledIdentity
    private let file: RecordingWriter
    private let clock: RecordingClock

    // What a stack held, by its number; that of `SampledTree.unsampled` is what no sample accounts for.
    private var live: [Int64] = [0, 0]
    private var peak: [Int64] = [0, 0]
    private var closed: [Int64] = [0, 0]
    private var tree = SampledTree()

    private var heapBytes: Int64 = 0
    private var peakBytes: Int64 = 0
    private var peakSeconds = 0.0
    /// Heap in use when `peak` was taken.
    private var keptBytes: Int64 = -1
    private var endBytes: Int64?
    private var intervalPeak: Int64 = 0
    private var intervalResident: Int64?
    private var resident: Int64?
    private var residentPeak: Int64 = 0

    private var collections: Collections = [:]
    private var closedPauseSeconds = 0.0

    private var timeline = Timeline()
    private var nextIntervalSeconds = 0.1
    private var nextSaveSeconds = 1.0
    private var savedStacks = 1
    private var savedLocations = SavedLocations()
    private var savedIntervals = 0
    private var savedGeneration = 0

    package init(_ identity: SampledIdentity, file: RecordingWriter, clock: RecordingClock) {
        self.identity = identity
        self.file = file
        self.clock = clock
    }

    private var now: Double { clock.seconds - identity.startSeconds }

    /// Whether the heap has grown so much since the stacks of its high-water mark were taken that they should be again.
    package var needsProfile: Bool { heapBytes > keptBytes + max(keptBytes / 16, 1 << 20) }

    /// - Parameters:
    ///   - heapBytes: in use, garbage that was not collected yet included.
    ///   - residentBytes: of the process, if this is one; nil = not measured.
    package func observe(heapBytes: Int64, residentBytes: Int64?) {
        self.heapBytes = heapBytes
        intervalPeak = max(intervalPeak, heapBytes)
        if heapBytes > peakBytes {
            peakBytes = heapBytes
            peakSeconds = now
        }
        if let residentBytes {
            resident = residentBytes
            intervalResident = max(intervalResident ?? 0, residentBytes)
            residentPeak = max(residentPeak, residentBytes)
        }
        closeIntervalIfDue()
    }

    /// The largest resident set, as the kernel has counted it.
    package func observe(residentPeak: Int64) { self.residentPeak = max(self.residentPeak, residentPeak) }

    /// The pauses of the garbage collector since the heap's beginning.
    package func observe(_ collections: Collections) { self.collections = collections }

    /// What is live now, by stack; follows an `observe` of the heap.
    ///
    /// - Complexity: O(stacks).
    package func observe(_ profile: SampledProfile) {
        let numbers = tree.intern(profile)
        let missing = tree.count - live.count
        for column in [\SampledRecording.live, \.peak, \.closed] {
            self[keyPath: column] += [Int64](repeating: 0, count: missing)
        }
        for index in live.indices { live[index] = 0 }
        for (index, number) in numbers.enumerated() { live[number] += profile.bytes[index] }
        live[SampledTree.unsampled] = max(0, heapBytes - live.reduce(0, +))
        if heapBytes > keptBytes {
            keptBytes = heapBytes
            peak = live
        }
    }

    /// The heap's last state: what the last profile's collection has left.
    package func observeEnd(heapBytes: Int64) {
        self.heapBytes = heapBytes
        live[SampledTree.unsampled] = 0
        live[SampledTree.unsampled] = max(0, heapBytes - live.reduce(0, +))
        endBytes = heapBytes
    }

    private func closeIntervalIfDue() {
        guard now >= nextIntervalSeconds else { return }
        closeInterval()
        guard now >= nextSaveSeconds, file.isIdle else { return }
        file.save(checkpoint(end: .running))
        nextSaveSeconds = now + max(1, file.lastSaveSeconds * 10)
    }

    private func closeInterval() {
        var changes: [(cell: UInt32, bytes: Int64, blocks: Int64)] = []
        for index in live.indices where live[index] != closed[index] {
            changes.append((UInt32(index), live[index] - closed[index], 0))
        }
        closed = live
        let pauseSeconds = collections.ofProgram.seconds
        timeline.append(
            TimelineInterval(
                endSeconds: now, heapBytes: heapBytes, heapPeakBytes: intervalPeak, residentBytes: intervalResident,
                changes: ChangeList.encode(changes),
                pauseSeconds: collections.isEmpty ? nil : pauseSeconds - closedPauseSeconds))
        closedPauseSeconds = pauseSeconds
        intervalPeak = heapBytes
        intervalResident = nil
        nextIntervalSeconds = now + timeline.step
    }

    /// Ends the recording of this heap.
    package func finish(_ end: ProcessEnd) {
        closeInterval()
        file.save(checkpoint(end: end))
    }

    // MARK: Saving

    private func checkpoint(end: ProcessEnd) -> Checkpoint {
        let replaces = timeline.generation != savedGeneration
        let checkpoint = Checkpoint(
            process: row(end), newLocations: savedLocations.take(from: tree.locations),
            stacks: (savedStacks..<max(savedStacks, tree.count)).map {
                .init(id: UInt32($0), parent: tree.parents[$0], location: tree.stackLocations[$0])
            },
            cells: live.indices.dropFirst().map { (UInt32($0), cell($0)) }, replacesStacks: false,
            firstInterval: replaces ? 0 : savedIntervals, replacesIntervals: replaces,
            intervals: replaces ? timeline.intervals : Array(timeline.intervals[savedIntervals...]), firstMark: 0,
            marks: [], lineTotals: end == .running ? [] : lineTotals())
        savedStacks = tree.count
        savedIntervals = timeline.intervals.count
        savedGeneration = timeline.generation
        return checkpoint
    }

    private func lineTotals() -> [LineTotals] {
        var figures = LineTotals.none(count: tree.locations.count)
        for index in live.indices.dropFirst() {
            let cell = cell(index)
            figures[Int(tree.stackLocations[index])].add(cell)
        }
        return figures
    }

    private func cell(_ index: Int) -> Checkpoint.Cell {
        var cell = Checkpoint.Cell(stack: UInt32(index), blockClass: 0)
        cell.bytes = live[index]
        cell.peakBytes =
            index == SampledTree.unsampled ? max(0, peakBytes - peak.reduce(0, +) + peak[index]) : peak[index]
        cell.endBytes = live[index]
        return cell
    }

    private func row(_ end: ProcessEnd) -> Checkpoint.Process {
        var totals = HeapTotals()
        totals.bytes = heapBytes
        totals.peakBytes = peakBytes
        totals.peakSeconds = peakSeconds
        var row = Checkpoint.Process(
            number: identity.number, pid: identity.pid, parentPid: identity.parentPid, isForked: false,
            version: identity.version, command: identity.command, startSeconds: identity.startSeconds,
            durationSeconds: now, totals: totals, endBytes: endBytes ?? heapBytes, endBlocks: 0, peakEpoch: 0,
            residentPeakBytes: residentPeak, residentEndBytes: resident ?? -1, threads: 0, unwrittenRecords: 0,
            denials: 0, end: end)
        row.isSampled = true
        row.worker = identity.worker
        row.collections = collections
        return row
    }
}

/// Gives the stacks of one profile after the other their numbers. Stack 0 is the empty one, location 0 none.
private struct SampledTree {
    /// The stack that stands for what no sample accounts for.
    static let unsampled = 1

    private(set) var parents: [UInt32] = [0, 0]
    private(set) var stackLocations: [UInt32] = [0, 1]
    private(set) var locations = LocationTable()
    private var stacks: [Key: UInt32] = [:]

    private struct Key: Hashable {
        var parent: UInt32
        var location: UInt32
    }

    var count: Int { parents.count }

    init() { _ = locations.intern(SourceLocation(file: SourceLocation.unsampled, function: "", line: 0)) }

    /// The number of each node's stack.
    mutating func intern(_ profile: SampledProfile) -> [Int] {
        var known: [Int] = []
        known.reserveCapacity(profile.parents.count)
        for (index, parent) in profile.parents.enumerated() {
            let caller = parent < 0 ? 0 : UInt32(known[Int(parent)])
            known.append(Int(stack(profile.locations[index], caller)))
        }
        return known
    }

    private mutating func stack(_ location: SourceLocation, _ parent: UInt32) -> UInt32 {
        let key = Key(parent: parent, location: locations.intern(location))
        if let stack = stacks[key] { return stack }
        let stack = UInt32(parents.count)
        parents.append(parent)
        stackLocations.append(key.location)
        stacks[key] = stack
        return stack
    }
}
