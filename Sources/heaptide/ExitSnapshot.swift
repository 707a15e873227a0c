// The heap of a recorded program as it leaves it, each object with the stack that allocated it.
import Foundation
import Glibc
import HeapFile
import HeapGraph
import PythonHeap
import Recording
import Synchronization

/// Waits on a thread of its own for the program's heap, and writes it.
final class ExitSnapshot: @unchecked Sendable {
    let socketPath: String
    private let socket: AgentSocket
    private let path: String
    private let recording: String
    private let command: [String]
    private let session: RecordingSession
    private let hasEnded = Atomic<Bool>(false)
    private let stacks = Mutex<LiveStacks?>(nil)
    private let outcome = Mutex<Result<HeapSnapshot, HeapStreamError>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)
    private(set) var isTaken = false

    private static let lookMilliseconds: Int32 = 100
    /// How long after the program's end its clone may still come.
    private static let patienceSeconds = 120.0

    init(path: String, session: RecordingSession, recording: String, command: [String]) throws(RecordingError) {
        self.path = path
        self.session = session
        self.recording = recording
        self.command = command
        socket = try AgentSocket()
        socketPath = socket.path
        Thread { [self] in
            receive()
            isDone.signal()
        }.start()
    }

    // MARK: The thread

    private func receive() {
        var wait = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&wait, 1, Self.lookMilliseconds) == 0 { if hasEnded.load(ordering: .acquiring) { return } }
        do throws(HeapStreamError) {
            let connection = try HeapConnection(listener: socket.descriptor)
            let reader = try connection.read { _ in true }
            // The recorder meets the marker in the ring at about the time when the first object comes.
            let snapshot = try build(reader, liveStacks())
            outcome.withLock { $0 = .success(snapshot) }
        } catch {
            outcome.withLock { $0 = .failure(error) }
        }
    }

    private func liveStacks() -> LiveStacks? {
        for _ in 0..<500 {
            if let stacks = session.liveStacks { return stacks }
            usleep(10_000)
        }
        return nil
    }

    private func build(
        _ reader: consuming HeapStreamReader, _ live: LiveStacks?
    ) throws(HeapStreamError) -> HeapSnapshot {
        var table = StackNumbers(live)
        let python = try reader.finish(stack: { table.number(of: $0) })
        var facts = SnapshotFacts()
        facts.language = "python"
        facts.version = "3.\(python.facts.minor)"
        facts.pid = python.facts.pid
        facts.taken = ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double(python.facts.taken)))
        facts.walkSeconds = python.facts.walkSeconds
        facts.opaqueObjects = python.facts.opaqueObjects
        facts.recording = recording
        facts.command = command
        return HeapSnapshot(
            facts: facts, graph: python.graph, stacks: table.finish(), contents: python.contents,
            capacities: python.capacities, slotSavings: SparseColumn([], numbering: Column([])))
    }

    // MARK: The owner

    /// Called when the program has ended. Returns what is to be said.
    func finish() -> String {
        hasEnded.store(true, ordering: .releasing)
        guard isDone.wait(timeout: .now() + Self.patienceSeconds) == .success else {
            return "heaptide: the heap did not come; no snapshot was written\n"
        }
        switch outcome.withLock({ $0 }) {
        case .success(let snapshot): return write(snapshot)
        case .failure(let error): return "heaptide: \(error)\n"
        case nil: return "heaptide: the program ended without its exit functions; there is no snapshot\n"
        }
    }

    private func write(_ snapshot: HeapSnapshot) -> String {
        do throws(HeapFileError) {
            try snapshot.write(to: path)
            isTaken = true
            return "Heap at exit: \(path)\nNext: heaptide heap \(path) suspects\n"
        } catch {
            return "heaptide: \(error)\n"
        }
    }
}

/// Gives the recorder's stacks the numbers of a snapshot, as they are met.
private struct StackNumbers: ~Copyable {
    private let live: LiveStacks?
    private var builder = AllocationStackBuilder()
    private var numbers: [UInt32: StackIndex] = [0: 0]

    init(_ live: LiveStacks?) { self.live = live }

    mutating func number(of block: UInt64) -> StackIndex {
        guard let live else { return 0 }
        return number(ofStack: live.stack(of: block), live)
    }

    private mutating func number(ofStack stack: UInt32, _ live: LiveStacks) -> StackIndex {
        if let known = numbers[stack] { return known }
        // Outermost first; a stack can be deep.
        var path = [stack]
        while let last = path.last, numbers[live.caller(of: last)] == nil { path.append(live.caller(of: last)) }
        for stack in path.reversed() {
            let place = live.place(of: stack)
            let frame = AllocationFrame(
                function: place.function, file: place.file, line: UInt32(max(0, place.line)))
            numbers[stack] = builder.stack(frame, calledBy: numbers[live.caller(of: stack)] ?? 0)
        }
        return numbers[stack] ?? 0
    }

    consuming func finish() -> AllocationStacks { builder.finish() }
}
