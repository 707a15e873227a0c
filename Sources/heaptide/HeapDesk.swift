// Where a recorder takes in the heaps of the programs that it records: at their end, when they have grown, when they ask
// for it themselves, and when somebody else has asked them to.
import Attach
import CAgentABI
import Foundation
import Glibc
import HeapFile
import HeapGraph
import PythonHeap
import Recording
import Reports
import Synchronization

/// Listens on a thread of its own, and reads every walk on another.
final class HeapDesk: @unchecked Sendable {
    /// What is done with the heap of the recorded program.
    struct Plan: Sendable {
        /// Where the one that is kept goes; nil if none is.
        var path: String?
        var watchesPeak = false
        var hasValues = false
        /// The recording beside it, if that stays.
        var recording: String?
        var command: [String] = []
    }

    private let plan: Plan
    /// Gone when it is closed: what they leave in /tmp goes with them, and threads may outlive this moment.
    private var session: RecordingSession!
    private var socket: AgentSocket!
    private let orders = HeapOrders()
    private let best = Mutex<KeptWalk?>(nil)
    private let tally = Mutex(Tally())
    private let hasEnded = Atomic<Bool>(false)
    private let isClosed = DispatchSemaphore(value: 0)
    private let walks = DispatchGroup()

    private struct Tally {
        var pauses = 0.0
        var count = 0
        var failure: String?
        var said: [String] = []
    }

    private static let lookMilliseconds: Int32 = 1000
    /// How long after the program's end its clones may go on.
    private static let patienceSeconds = 120.0

    /// Begins to listen.
    init(_ plan: Plan, session: RecordingSession) throws(RecordingError) {
        self.plan = plan
        self.session = session
        socket = try session.openHeapSocket()
        Thread { [self] in
            listen()
            isClosed.signal()
        }.start()
    }

    // MARK: Threads

    private func listen() {
        var wait = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            // After the end, who has come by then is still served.
            let isLast = hasEnded.load(ordering: .acquiring)
            if poll(&wait, 1, isLast ? 0 : Self.lookMilliseconds) <= 0 {
                if isLast { return }
                continue
            }
            guard let visitor = HeapVisitor(listener: socket.descriptor) else { continue }
            walks.enter()
            Thread { [self] in
                receive(visitor)
                walks.leave()
            }.start()
        }
    }

    private func receive(_ visitor: HeapVisitor) {
        switch visitor.ask() {
        case .order(let order): orders.take(order, from: visitor, isRecorded: session.isRecording(order.pid))
        case .walk(let origin) where origin.reason == HEAPTIDE_HEAP_ASKED: receiveAsked(visitor, origin)
        case .walk(let origin): receiveOwn(visitor, origin)
        case nil: break
        }
    }

    // MARK: Walks that the recorder has asked for

    private func receiveOwn(_ visitor: HeapVisitor, _ origin: WalkOrigin) {
        defer { if origin.reason == HEAPTIDE_HEAP_PEAK { session.noteWalkEnd() } }
        guard plan.path != nil, let capture = session.captures.capture(pid: visitor.pid, serial: origin.serial) else {
            return
        }
        // A smaller heap is further from the high-water mark than what there is; its clone ends when nobody reads.
        let isBetter = best.withLock { $0.map { $0.heapBytes < capture.heapBytes } ?? true }
        guard isBetter || !plan.watchesPeak else { return forget(visitor, origin) }
        do throws(HeapStreamError) {
            let reader = try visitor.connection().read { _ in true }
            let last = session.captures.take(pid: visitor.pid, serial: origin.serial) ?? capture
            count(last)
            var walk = ReceivedWalk(reader, last)
            walk.facts.moment = origin.reason == HEAPTIDE_HEAP_EXIT ? "exit" : "peak"
            walk.facts.pid = visitor.pid
            let kept = KeptWalk(walk, heapBytes: last.heapBytes)
            best.withLock { if ($0?.heapBytes ?? -1) <= kept.heapBytes { $0 = kept } }
        } catch {
            tally.withLock { $0.failure = "\(error)" }
        }
    }

    /// Has a program send its heap that does not come to do it by itself: it sleeps, or another of its threads works. Not
    /// every system allows that; then there is no snapshot of this moment.
    func fetch(from pid: Int32, agent: String) {
        let options = HEAPTIDE_HEAP_FOR_PEAK.rawValue | (plan.hasValues ? HEAPTIDE_HEAP_VALUES.rawValue : 0)
        _ = try? PythonProcess(pid: pid).call(
            library: agent, symbol: HeapTaking.entryPoint, argument: "\(socket.path) \(options)",
            timeoutSeconds: Self.fetchSeconds)
    }

    private static let fetchSeconds = 1.0

    private func forget(_ visitor: HeapVisitor, _ origin: WalkOrigin) {
        if let capture = session.captures.take(pid: visitor.pid, serial: origin.serial) { count(capture) }
    }

    private func count(_ capture: HeapCapture) {
        tally.withLock {
            $0.count += 1
            $0.pauses += capture.pauseSeconds ?? 0
        }
    }

    // MARK: Walks that somebody else has asked for

    private func receiveAsked(_ visitor: HeapVisitor, _ origin: WalkOrigin) {
        var target = ""
        do {
            let reader = try visitor.connection().read { _ in true }
            target = reader.target ?? ""
            let isOrdered = orders.isOrdered(target)
            try checkTarget(target, visitor, isOrdered: isOrdered)
            var walk = ReceivedWalk(reader, session.captures.take(pid: visitor.pid, serial: origin.serial))
            walk.facts.moment = "asked"
            walk.facts.pid = visitor.pid
            walk.facts.recording = plan.recording
            if let call = orders.call(of: target) {
                walk.facts.pauseSeconds = call.pauseSeconds
                walk.facts.hasValues = call.hasValues != 0
            }
            try walk.snapshot().write(to: target)
            if !isOrdered { say(once: "Heap asked for by the program: \(target)\n") }
            orders.conclude(target, "")
        } catch {
            if !orders.conclude(target, "\(error)") { say(once: "heaptide: \(error)\n") }
        }
    }

    /// A program may have its heap written where it could write itself, but not in place of anything but a snapshot.
    private func checkTarget(_ target: String, _ visitor: HeapVisitor, isOrdered: Bool) throws(HeapFileError) {
        guard target.hasPrefix("/") else { throw HeapFileError("the program named no file for its heap") }
        if isOrdered { return }
        guard visitor.user == geteuid() else {
            throw HeapFileError("\(target): the program is another user's now; its heap is not written")
        }
        guard access(target, F_OK) == 0 else { return }
        guard try FileKind(of: target) == .snapshot else {
            throw HeapFileError("\(target) is no snapshot, so the program's heap does not replace it")
        }
    }

    private func say(once text: String) {
        tally.withLock { if $0.said.count < 20, !$0.said.contains(text) { $0.said.append(text) } }
    }

    // MARK: The owner

    /// What is to be said in the end.
    struct Outcome {
        /// The snapshot, if one was kept and written.
        var path: String?
        /// What went well, and what did not.
        var text = ""
        var problems = ""
    }

    /// Ends the listening, if no program was started.
    func close() {
        endListening()
        (socket, session) = (nil, nil)
    }

    private func endListening() {
        hasEnded.store(true, ordering: .releasing)
        // A visitor that wants nothing, so that it is noticed at once.
        let wake = AgentSocket.connect(to: socket.path)
        if wake >= 0 { Glibc.close(wake) }
        isClosed.wait()
    }

    /// Called when the program has ended: waits for what is still being read, and writes the heap that was kept.
    func finish() -> Outcome {
        endListening()
        var outcome = Outcome()
        let isQuiet = walks.wait(timeout: .now() + Self.patienceSeconds) == .success
        if !isQuiet {
            outcome.problems = "heaptide: a heap did not come to its end in two minutes; it is left out\n"
        }
        for text in tally.withLock({ $0.said }) {
            if text.hasPrefix("heaptide:") { outcome.problems += text } else { outcome.text += text }
        }
        if let path = plan.path { writeBest(to: path, &outcome) }
        if isQuiet { (socket, session) = (nil, nil) }
        return outcome
    }

    private func writeBest(to path: String, _ outcome: inout Outcome) {
        guard let kept = best.withLock({ $0 }), var walk = kept.take() else {
            let failure = tally.withLock { $0.failure } ?? "the program ended without its exit functions"
            outcome.problems += "heaptide: there is no snapshot: \(failure)\n"
            return
        }
        walk.facts.recording = plan.recording
        walk.facts.command = plan.command
        walk.facts.hasValues = plan.hasValues
        if let peak = session.firstPeak, plan.watchesPeak {
            walk.facts.peakBytes = max(peak.bytes, walk.facts.heapBytes ?? 0)
            walk.facts.peakSeconds = peak.seconds
        }
        let progress = ProgressLine("putting the heap together")
        do {
            let snapshot = try walk.snapshot(onPhase: { progress.show(phase: $0.rawValue) })
            try snapshot.write(to: path)
            progress.clear()
            outcome.path = path
            outcome.text += text(of: snapshot.facts, path)
        } catch {
            progress.clear()
            outcome.problems += "heaptide: \(error)\n"
        }
    }

    private func text(of facts: SnapshotFacts, _ path: String) -> String {
        let next = "Next: heaptide heap \(path) suspects\n"
        guard plan.watchesPeak else { return "Heap at exit: \(path)\n" + next }
        let (count, pauses) = tally.withLock { ($0.count, $0.pauses) }
        let taken = "\(count) \(count == 1 ? "snapshot was" : "snapshots were") taken on the way"
        return "Heap near the peak: \(path)\n  \(facts.momentText)\n"
            + "  \(taken), for which the program stood still for \(String(format: "%.0f", pauses * 1e3)) ms in all\n"
            + next
    }
}

/// A walk that may be put together later, or thrown away.
private final class KeptWalk: @unchecked Sendable {
    let heapBytes: Int64
    private var walk: ReceivedWalk?

    init(_ walk: consuming ReceivedWalk, heapBytes: Int64) {
        self.walk = consume walk
        self.heapBytes = heapBytes
    }

    /// Once, by one thread.
    func take() -> ReceivedWalk? {
        var taken: ReceivedWalk?
        swap(&taken, &walk)
        return taken
    }
}
