// Recordings for tests of reports, made by hand: processes, stacks, allocations, moments.
package import Recording

/// Bytes and blocks: `3.blocks(of: 100)`.
package struct Amount: Sendable {
    package var bytes: Int
    package var blocks: Int

    package init(bytes: Int, blocks: Int) {
        self.bytes = bytes
        self.blocks = blocks
    }
}

extension Int {
    package func blocks(of size: Int) -> Amount { Amount(bytes: self * size, blocks: self) }
}

/// Builds a `RecordedProgram` whose processes' totals are the sums of what was allocated.
package struct ProgramBuilder {
    package private(set) var program = RecordedProgram()

    /// What a block is: the four classes of a recording.
    package enum Kind: Int { case object, raw, native, mapping }

    package init(meta: [String: String] = [:]) {
        program.path = "made.heaptide"
        program.meta = [
            "tool_version": "1.2.3", "language": "python", "command": #"["python3","app.py"]"#, "directory": "/srv",
            "started": "2026-01-02T03:04:05Z", "complete": "1", "duration_seconds": "2.5", "exit_code": "0",
        ].merging(meta) { $1 }
    }

    /// A process that runs from `start` on. Returns its number.
    package mutating func process(
        _ pid: Int, start: Double = 0, seconds: Double = 2.5, _ change: (inout RecordedProcess) -> Void = { _ in }
    ) -> Int {
        var process = RecordedProcess()
        process.number = program.processes.count + 1
        process.pid = pid
        process.parentPid = 1
        process.version = "3.11.7 (main, Jan  1 2026)"
        process.command = ["python3", "app.py"]
        process.startSeconds = start
        process.durationSeconds = seconds
        process.peakSeconds = seconds / 2
        process.end = .exited
        process.exitCode = 0
        process.threads = 1
        change(&process)
        program.processes.append(process)
        return process.number
    }

    /// A stack, outermost frame first, each as `file:line function`. Returns its number; none at all is the empty stack.
    package mutating func stack(_ frames: String...) -> Int {
        var node = 0
        for frame in frames { node = child(of: node, at: location(frame)) }
        return node
    }

    private mutating func location(_ frame: String) -> Int {
        let colon = frame.lastIndex(of: ":")!
        let rest = frame[frame.index(after: colon)...].split(separator: " ", maxSplits: 1)
        let location = SourceLocation(
            file: String(frame[..<colon]), function: String(rest[1]), line: Int32(String(rest[0]))!)
        if let known = program.locations.firstIndex(of: location) { return known }
        program.locations.append(location)
        return program.locations.count - 1
    }

    private mutating func child(of parent: Int, at location: Int) -> Int {
        for node in program.stacks.parents.indices.dropFirst()
        where program.stacks.parents[node] == parent && program.stacks.locations[node] == location {
            return node
        }
        program.stacks.parents.append(Int32(parent))
        program.stacks.locations.append(Int32(location))
        return program.stacks.parents.count - 1
    }

    /// What `stack` allocated in all, and how much of it was live at the peak and at the end.
    package mutating func allocate(
        _ process: Int, _ stack: Int, _ kind: Kind = .object, all: Amount, peak: Amount = 0.blocks(of: 0),
        end: Amount = 0.blocks(of: 0), temporaries: Int = 0
    ) {
        var allocation = RecordedAllocation()
        allocation.process = process
        allocation.cell = program.allocations.count { $0.process == process } + 1
        allocation.stack = stack
        allocation.blockClass = kind.rawValue
        (allocation.peakBytes, allocation.peakBlocks) = (peak.bytes, peak.blocks)
        (allocation.endBytes, allocation.endBlocks) = (end.bytes, end.blocks)
        (allocation.allocatedBytes, allocation.allocations) = (all.bytes, all.blocks)
        allocation.temporaries = temporaries
        program.allocations.append(allocation)
        sum(allocation, into: &program.processes[process - 1])
    }

    private func sum(_ allocation: RecordedAllocation, into process: inout RecordedProcess) {
        process.peakBytes += allocation.peakBytes
        process.peakBlocks += allocation.peakBlocks
        process.endBytes += allocation.endBytes
        process.endBlocks += allocation.endBlocks
        process.allocatedBytes += allocation.allocatedBytes
        process.allocations += allocation.allocations
        switch Kind(rawValue: allocation.blockClass)! {
        case .object: process.objectPeakBytes += allocation.peakBytes
        case .raw: process.rawPeakBytes += allocation.peakBytes
        case .native: process.nativePeakBytes += allocation.peakBytes
        case .mapping: process.mappingPeakBytes += allocation.peakBytes
        }
    }

    /// A moment of a process's timeline; `changes` by cell, counted from 1 in the order of `allocate`.
    package mutating func moment(
        _ process: Int, _ seconds: Double, heap: Int, peak: Int? = nil, resident: Int? = nil,
        changes: [(cell: Int, amount: Amount)] = []
    ) {
        let packed = ChangeList.encode(
            changes.map { (UInt32($0.cell), Int64($0.amount.bytes), Int64($0.amount.blocks)) })
        program.intervals[process, default: []].append(
            TimelineInterval(
                endSeconds: seconds, heapBytes: Int64(heap), heapPeakBytes: Int64(peak ?? heap),
                residentBytes: resident.map(Int64.init), changes: packed))
    }

    /// The text of a line, as a recording keeps it.
    package mutating func source(_ file: String, _ line: Int, _ text: String) {
        program.source[file, default: [:]][line] = text
    }
}
