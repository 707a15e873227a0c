// One recorded process: a thread that drains its ring into its account, closes intervals, and saves.
import CAgentABI
import CRecorderPlatform
import Glibc
import Synchronization

/// How a process came to its end, as the recorder saw it.
package enum ProcessEnd: Int, Sendable {
    case running = 0
    case exited = 1
    /// It executed another program.
    case replaced = 2
    /// The recording ended first; the process goes on unrecorded.
    case detached = 3
    /// Its interpreter could not be recorded.
    case refused = 4
}

/// Everything about one process (or, after exec, one program image of it).
final class ProcessRecording: @unchecked Sendable {
    let number: Int
    let pid: Int32
    let parentPid: Int32
    let isForked: Bool
    let version: String
    let command: [String]
    let startSeconds: Double
    let pidfd: Int32
    let image: String?

    private let ring: Ring
    private var account: HeapAccount
    private var timeline = Timeline()
    private let clock: RecordingClock
    private let file: RecordingWriter
    private let acceptsRefusal: Bool
    private let limit: Int64?

    // Shared with the session's thread.
    private let end = Atomic<Int>(ProcessEnd.running.rawValue)
    private let exit = Mutex<ProcessExit?>(nil)
    private let resident = Atomic<Int>(-1)
    private let residentPeak = Atomic<Int>(0)
    private let liveBytes = Atomic<Int>(0)
    private let refusalSeen = Atomic<Int>(0)
    private let denialsSeen = Atomic<Int>(0)
    private let readySeen = Atomic<Bool>(false)
    private let bytesTooMany = Atomic<Int>(0)
    private let isDone = Atomic<Bool>(false)
    private let wakeUp = DispatchSemaphoreBox()
    private let whenDone: @Sendable () -> Void
    private let isOverdue = Atomic<Bool>(false)
    private let walksEnded = Atomic<Int>(0)
    private let peakSeen = Atomic<Int>(0)
    private let peakMicroseconds = Atomic<Int>(0)
    private let captures: HeapCaptures
    private var endSeconds = 0.0

    // The drain thread's own.
    private var intervalHeapPeak: Int64 = 0
    private var intervalResident: Int64 = -1
    private var nextIntervalSeconds = 0.1
    private var nextSaveSeconds = 0.5
    private var lastSaveSeconds = 0.0
    private var savedLocations = SavedLocations()
    private var savedNodes = 1
    private var savedIntervals = 0
    private var savedGeneration = 0
    private var peakWatch: PeakWatch?
    private var walksAnnounced = 0
    /// The head of the ring at which the program may stop looking at the header.
    private var attentionEnd: UInt64?
    private var savedMarks = 0

    init(
        number: Int, hello: heaptide_hello, pid: Int32, ring: Ring, clock: RecordingClock, file: RecordingWriter,
        limit: Int64?, acceptsRefusal: Bool, captures: HeapCaptures, watchesPeak: Bool,
        whenDone: @escaping @Sendable () -> Void
    ) {
        self.number = number
        self.pid = pid
        parentPid = hello.parent_pid
        isForked = hello.forked != 0
        version = Self.text(hello)
        command = ProcessStatus.command(pid)
        startSeconds = clock.seconds
        pidfd = heaptide_pidfd(pid)
        image = ProcessStatus.image(pid)
        self.ring = ring
        self.clock = clock
        self.file = file
        self.limit = limit
        self.acceptsRefusal = acceptsRefusal
        self.whenDone = whenDone
        self.captures = captures
        peakWatch = watchesPeak ? PeakWatch() : nil
        account = HeapAccount(minor: Int(hello.minor))
    }

    deinit { if pidfd >= 0 { close(pidfd) } }

    static func text(_ hello: heaptide_hello) -> String {
        withUnsafeBytes(of: hello.version) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    // MARK: For the session's thread

    /// Whether a snapshot was asked for that the program has not come to; true once for each.
    func takeOverdue() -> Bool { isOverdue.exchange(false, ordering: .relaxed) }
    /// A walk of this process that was asked for has been read, or given up.
    func noteWalkEnd() { walksEnded.add(1, ordering: .relaxed) }
    /// The high-water mark so far: bytes, and seconds after the recording's start.
    var peak: (bytes: Int, seconds: Double) {
        (peakSeen.load(ordering: .relaxed), Double(peakMicroseconds.load(ordering: .relaxed)) / 1e6)
    }
    var isFinished: Bool { isDone.load(ordering: .acquiring) }
    var refusal: Int { refusalSeen.load(ordering: .relaxed) }
    var denials: Int { denialsSeen.load(ordering: .relaxed) }
    /// What the interpreter used when it was ready, if that was above the limit: the process was ended. 0 = it was not.
    var bytesAboveLimitAtStart: Int { bytesTooMany.load(ordering: .relaxed) }
    var isReady: Bool { readySeen.load(ordering: .relaxed) }
    var heapBytes: Int { liveBytes.load(ordering: .relaxed) }
    var residentBytes: Int { resident.load(ordering: .relaxed) }
    var hasEnded: Bool { end.load(ordering: .relaxed) != 0 }

    /// Takes a sample of the resident set; a thorough one also of its peak. True while this is the program image that
    /// was announced (unknown counts as true); only a thorough sample looks.
    func sampleResident(isThorough: Bool) -> Bool {
        guard !hasEnded, let bytes = ProcessStatus.residentBytes(pid) else { return true }
        resident.store(Int(bytes), ordering: .relaxed)
        var peak = bytes
        if isThorough { peak = max(peak, ProcessStatus.residentPeakBytes(pid) ?? 0) }
        residentPeak.store(max(residentPeak.load(ordering: .relaxed), Int(peak)), ordering: .relaxed)
        holdToLimit(bytes)
        guard isThorough, let image, let now = ProcessStatus.image(pid) else { return true }
        return now == image
    }

    private func holdToLimit(_ residentBytes: Int64) {
        guard let limit else { return }
        // The heap is held to the limit exactly; the resident set, which has the interpreter and our ring in it, only
        // betrays memory that no hook sees.
        let over = residentBytes > limit + limit / 4 + (32 << 20)
        ring.header.pointee.resident_over_ceiling = over ? 1 : 0
    }

    /// Tells the drain thread that no more records will come.
    func finish(_ reason: ProcessEnd) {
        if hasEnded { return }
        if reason == .detached {
            heaptide_store_release32(&ring.header.pointee.state, UInt32(HEAPTIDE_RING_DETACHED.rawValue))
        }
        if reason == .exited { noteExit() }
        end.store(reason.rawValue, ordering: .releasing)
        wakeUp.signal()
    }

    /// At once, while its parent may not have asked for it.
    private func noteExit() {
        guard let known = ProcessExit.ended(pid: pid, pidfd: pidfd) else { return }
        exit.withLock { $0 = known }
    }

    /// How it has ended: the kernel's word, else its own on the way out.
    private func howItEnded() -> ProcessExit? {
        guard end_ == ProcessEnd.exited.rawValue else { return nil }
        if exit.withLock({ $0 == nil }) { noteExit() }
        return exit.withLock { $0 } ?? account.exitCode.map { ProcessExit(code: $0) }
    }

    /// Starts draining. Returns when the thread holds the ring's lock, so that the program can rely on it.
    func start() -> Bool {
        let holding = DispatchSemaphoreBox()
        let box = Unmanaged.passRetained(ThreadStart(recording: self, holding: holding))
        var thread = pthread_t()
        let error = pthread_create(
            &thread, nil,
            { argument in
                let start = Unmanaged<ThreadStart>.fromOpaque(argument!).takeRetainedValue()
                start.recording.run(start.holding)
                return nil
            }, box.toOpaque())
        guard error == 0 else {
            box.release()
            return false
        }
        pthread_detach(thread)
        holding.wait()
        return true
    }

    // MARK: The drain thread

    private func run(_ holding: DispatchSemaphoreBox) {
        _ = ring.header.withAliveLock { heaptide_hold_alive_lock($0) }
        ring.header.pointee.ceiling_bytes = UInt64(limit ?? 0)
        holding.signal()
        var idleRounds = 0
        while true {
            let reason = end.load(ordering: .acquiring)
            let consumed = ring.drain(into: &account, skipsUnwritten: reason != 0) { self.publishLive($0) }
            publishTotals()
            account.continueCopy(bytes: consumed > 0 ? Self.copiedBeside : Self.copiedIdle)
            closeIntervalIfDue()
            if consumed >= Ring.batch { continue }
            if consumed == 0 {
                if reason != 0 && (ring.head == ring.tail || ring.isOverrun) { break }
            }
            idleRounds = consumed == 0 ? idleRounds + 1 : 0
            if reason != 0 { continue }
            saveIfDue()
            wakeUp.wait(microseconds: pause(idleRounds))
        }
        complete()
    }

    /// Bytes of the live table that are copied for a snapshot after each batch of records, and while there are none.
    private static let copiedBeside = 256 << 10
    private static let copiedIdle = 4 << 20

    /// Microseconds until the next look at the ring. To follow a program record by record would cost it the cache line
    /// that both write to, and a part of the core that both may share: the recorder works in bursts. A program at its
    /// ceiling waits for the next look.
    private func pause(_ idleRounds: Int) -> Int {
        if limit != nil { return 100 }
        return idleRounds < 20 ? 1000 : 3000
    }

    private func publishTotals() {
        account.now = clock.seconds - startSeconds
        for event in account.takeSnapshotEvents() { note(event) }
        let bytes = account.totals.bytes
        liveBytes.store(Int(bytes), ordering: .relaxed)
        if peakWatch != nil { watchPeak() }
        intervalHeapPeak = max(intervalHeapPeak, bytes)
        intervalResident = max(intervalResident, Int64(resident.load(ordering: .relaxed)))
        if account.isReady && !isReady { readySeen.store(true, ordering: .relaxed) }
        if account.denials > 0 { denialsSeen.store(account.denials, ordering: .relaxed) }
        if account.refusal != 0 { answerRefusal() }
    }

    // MARK: Snapshots

    private func note(_ event: SnapshotEvent) {
        switch event {
        case .taken(let serial, let stacks, let heapBytes):
            let capture = HeapCapture(
                stacks: stacks, heapBytes: heapBytes, seconds: clock.seconds, command: command, process: number)
            captures.add(capture, pid: pid, serial: serial)
            peakWatch?.taken(bytes: heapBytes)
        case .paused(let serial, let seconds):
            captures.setPause(seconds, pid: pid, serial: serial)
            if seconds == nil { peakWatch?.giveUp() }
        }
    }

    /// Asks for a snapshot when one is due; the program looks while the ring demands attention.
    private func watchPeak() {
        let totals = account.currentTotals()
        peakSeen.store(Int(totals.peakBytes), ordering: .relaxed)
        peakMicroseconds.store(Int((startSeconds + totals.peakSeconds) * 1e6), ordering: .relaxed)
        guard account.isReady, account.endTotals == nil else { return ring.attention = false }
        let ended = walksEnded.load(ordering: .relaxed)
        if ended != walksAnnounced {
            for _ in walksAnnounced..<ended { peakWatch?.walkEnded() }
            walksAnnounced = ended
            ring.header.pointee.walks_ended = UInt64(ended)
            attentionEnd = ring.head &+ Self.attentionSlots
        }
        switch peakWatch?.look(bytes: totals.bytes, peak: totals.peakBytes, now: account.now) {
        case .snapshot: ring.header.pointee.snapshot_wanted &+= 1
        case .fetch: isOverdue.store(true, ordering: .relaxed)
        case .hurry: ring.header.pointee.snapshot_hurried = ring.header.pointee.snapshot_wanted
        default: break
        }
        if let end = attentionEnd, Int64(bitPattern: ring.head &- end) >= 0 { attentionEnd = nil }
        ring.attention = peakWatch?.isAsking == true || attentionEnd != nil
    }

    /// Records that the program writes in some milliseconds at most, and in which it looks often enough.
    private static let attentionSlots: UInt64 = 2000

    /// Before the ring's tail moves on: a program that waits for the tail reads these next.
    private func publishLive(_ account: borrowing HeapAccount) {
        guard let limit else { return }
        if account.isReady && !isReady { judgeStart(account.totals.bytes, limit) }
        // The agent counts what is requested the same way, and reads these two in the opposite order.
        heaptide_store_release(heaptide_ring_live(ring.header), UInt64(max(0, account.totals.bytes)))
        heaptide_store_release(
            heaptide_ring_seen_requested(ring.header), UInt64(bitPattern: account.totals.allocatedBytes))
    }

    /// The program waits for the tail to pass its READY record: the state is set before that.
    private func judgeStart(_ heapBytes: Int64, _ limit: Int64) {
        readySeen.store(true, ordering: .relaxed)
        let touchedByUs = Int64(min(ring.head, UInt64(HEAPTIDE_RING_CAPACITY))) * 16
        let used = max(heapBytes, (ProcessStatus.residentBytes(pid) ?? 0) - touchedByUs)
        guard used > limit else { return }
        bytesTooMany.store(Int(used), ordering: .relaxed)
        heaptide_store_release32(&ring.header.pointee.state, UInt32(HEAPTIDE_RING_END_PROGRAM.rawValue))
    }

    private func answerRefusal() {
        refusalSeen.store(Int(account.refusal), ordering: .relaxed)
        let state = acceptsRefusal ? HEAPTIDE_RING_DETACHED.rawValue : HEAPTIDE_RING_END_PROGRAM.rawValue
        heaptide_store_release32(&ring.header.pointee.state, UInt32(state))
    }

    private func closeIntervalIfDue() {
        guard account.now >= nextIntervalSeconds else { return }
        closeInterval()
        saveIfDue()
    }

    private func closeInterval() {
        var changes: [(cell: UInt32, bytes: Int64, blocks: Int64)] = []
        for cell in account.cells.intervalChanges.sorted() {
            let index = Int(cell)
            let bytes = account.cells.cells[index].bytes - account.cells.closedBytes[index]
            let blocks = account.cells.cells[index].blocks - account.cells.closedBlocks[index]
            if bytes != 0 || blocks != 0 { changes.append((cell, bytes, blocks)) }
            account.cells.closeCell(index)
            account.cells.cells[index].changes &= ~AllocationTotals.changedInInterval
        }
        account.cells.intervalChanges.removeAll(keepingCapacity: true)
        timeline.append(
            TimelineInterval(
                endSeconds: account.now, heapBytes: account.totals.bytes, heapPeakBytes: intervalHeapPeak,
                residentBytes: intervalResident < 0 ? nil : intervalResident, changes: ChangeList.encode(changes)))
        intervalHeapPeak = account.totals.bytes
        intervalResident = Int64(resident.load(ordering: .relaxed))
        nextIntervalSeconds = account.now + timeline.step
    }

    /// Lets at most one part in ten of the time go into saving, and never piles saves up.
    private func saveIfDue() {
        guard account.now >= nextSaveSeconds, account.now - lastSaveSeconds >= expectedSaveSeconds * 10, file.isIdle
        else { return }
        let start = clock.seconds
        file.save(checkpoint(isLast: false))
        lastSaveSeconds = account.now
        nextSaveSeconds = account.now + max(1.0, (clock.seconds - start) * 10, file.lastSaveSeconds * 10)
    }

    /// What a program has imported comes from very many stacks. If it ends soon, most of them are folded before the one
    /// save that there is.
    private var expectedSaveSeconds: Double {
        let rows = account.tree.count - savedNodes + account.cells.unsavedChanges.count
        return Double(rows) * Self.saveSecondsOfRow
    }

    private static let saveSecondsOfRow = 1e-6

    private func complete() {
        account.now = (endSeconds > 0 ? endSeconds : clock.seconds) - startSeconds
        account.continueCopy(bytes: nil)
        closeInterval()
        file.save(checkpoint(isLast: true))
        heaptide_store_release32(&ring.header.pointee.state, UInt32(HEAPTIDE_RING_DETACHED.rawValue))
        _ = ring.header.withAliveLock {
            heaptide_drop_alive_lock($0)
            return true
        }
        isDone.store(true, ordering: .releasing)
        whenDone()
    }

    // MARK: Saving

    private func checkpoint(isLast: Bool) -> Checkpoint {
        if isLast && account.tree.count > StackFolding.enough { return foldedCheckpoint() }
        var stacks: [Checkpoint.Stack] = []
        for node in savedNodes..<max(savedNodes, account.tree.count) {
            stacks.append(
                .init(id: UInt32(node), parent: account.tree.parents[node], location: account.tree.locations[node]))
        }
        let cells = account.cells.unsavedChanges.map { (id: $0, cell: account.savedCell(Int($0))) }
        for cell in account.cells.unsavedChanges {
            account.cells.cells[Int(cell)].changes &= ~AllocationTotals.changedSinceSave
        }
        account.cells.unsavedChanges.removeAll(keepingCapacity: true)
        let replaces = timeline.generation != savedGeneration
        let intervals = replaces ? timeline.intervals : Array(timeline.intervals[savedIntervals...])
        let checkpoint = Checkpoint(
            process: processRow(isLast: isLast), newLocations: savedLocations.take(from: account.codes.locations),
            stacks: stacks, cells: cells,
            replacesStacks: false, firstInterval: replaces ? 0 : savedIntervals, replacesIntervals: replaces,
            intervals: intervals, firstMark: savedMarks, marks: Array(account.marks.marks[savedMarks...]),
            lineTotals: isLast ? account.lineTotals() : [])
        savedMarks = account.marks.marks.count
        savedNodes = account.tree.count
        savedIntervals = timeline.intervals.count
        savedGeneration = timeline.generation
        return checkpoint
    }

    /// The last save of a process with very many stacks.
    private func foldedCheckpoint() -> Checkpoint {
        let small = account.codes.intern(SourceLocation(file: SourceLocation.smallStacks, function: "", line: 0))
        let folded = StackFolding.fold(account, foldedLocation: small)
        var row = processRow(isLast: true)
        row.peakEpoch = 0
        return Checkpoint(
            process: row, newLocations: savedLocations.take(from: account.codes.locations),
            stacks: folded.stacks, cells: folded.cells,
            replacesStacks: true, firstInterval: 0, replacesIntervals: true,
            intervals: StackFolding.renumber(timeline.intervals, folded.cellNumbers), firstMark: savedMarks,
            marks: Array(account.marks.marks[savedMarks...]), lineTotals: account.lineTotals())
    }

    private func processRow(isLast: Bool) -> Checkpoint.Process {
        let totals = account.currentTotals()
        // While the heap stands at its high-water mark, no cell has kept a figure: the cells themselves are it.
        let token = account.peakToken
        let epoch = token & 1 == 1 ? -1 : Int64(token >> 1)
        let end = account.endTotals ?? (totals.bytes, totals.blocks)
        return Checkpoint.Process(
            number: number, pid: pid, parentPid: parentPid, isForked: isForked, version: version, command: command,
            startSeconds: startSeconds, durationSeconds: account.now, totals: totals, endBytes: end.bytes,
            endBlocks: end.blocks, peakEpoch: epoch,
            residentPeakBytes: max(Int64(residentPeak.load(ordering: .relaxed)), Int64(account.exitResidentBytes)),
            residentEndBytes: Int64(resident.load(ordering: .relaxed)), threads: account.threadsSeen,
            unwrittenRecords: ring.unwrittenRecords, denials: account.denials,
            end: isLast ? ProcessEnd(rawValue: end_) ?? .exited : .running, exit: isLast ? howItEnded() : nil)
    }

    private var end_: Int { end.load(ordering: .relaxed) }
}

private final class ThreadStart {
    let recording: ProcessRecording
    let holding: DispatchSemaphoreBox
    init(recording: ProcessRecording, holding: DispatchSemaphoreBox) {
        self.recording = recording
        self.holding = holding
    }
}

extension UnsafeMutablePointer where Pointee == heaptide_ring_header {
    /// The place of the ring's robust lock.
    fileprivate func withAliveLock<T>(_ body: (UnsafeMutablePointer<UInt64>) -> T) -> T {
        let offset = MemoryLayout<heaptide_ring_header>.offset(of: \.alive)!
        return body((UnsafeMutableRawPointer(self) + offset).assumingMemoryBound(to: UInt64.self))
    }
}
