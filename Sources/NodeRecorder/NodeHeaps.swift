// The heaps of one Node (its own and its worker threads'), looked at by turns.
import DevTools
import Foundation
import Recording

struct NodeHeaps {
    private let connection: DevToolsConnection
    private let workers: NodeWorkers
    private let pid: Int32
    private let heapLimit: Int
    private let shared: NodeSession.Shared
    private var main: NodeHeap
    private var threads: [String: NodeHeap] = [:]
    private var reader = ProfileReader()
    private(set) var outcome = NodeOutcome()

    /// Between two looks at how much is in use.
    private static let lookSeconds = 0.05
    /// A program that is stopped, or deep in native code, answers late.
    private static let patienceSeconds = 60.0

    /// Says to a Node that waits what to record.
    init(
        _ connection: DevToolsConnection, _ announcement: NodeAnnouncement, _ number: Int, _ shared: NodeSession.Shared
    ) throws(DevToolsError) {
        self.connection = connection
        pid = announcement.pid
        heapLimit = announcement.heapLimit
        self.shared = shared
        workers = NodeWorkers(connection)
        let version = try connection.call(
            "Runtime.evaluate", ["expression": "process.version", "returnByValue": true])["result"]?["value"]?.string
        main = NodeHeap(
            SampledIdentity(
                number: number, pid: pid, parentPid: ProcessStatus.parent(pid), worker: nil,
                version: String((version ?? "").drop { $0 == "v" }), command: ProcessStatus.command(pid),
                startSeconds: shared.clock.seconds), heapLimit: announcement.heapLimit, shared)
        do {
            try connection.call("HeapProfiler.startSampling", shared.sampling)
        } catch {
            if error.isEnd { throw error }
            outcome.problem = "process \(pid) does not let its allocations be sampled: \(error)"
        }
        if main.keepsScripts {
            for (method, parameters) in NodeHeap.keepingScripts { try connection.call(method, parameters) }
        }
        try connection.call("NodeRuntime.notifyWhenWaitingForDisconnect", ["enabled": true])
        // Not there in a Node that was built without worker threads.
        _ = try? connection.call("NodeWorker.enable", ["waitForDebuggerOnStart": true])
    }

    /// Records until the program ends, or `isDetached` says so.
    mutating func follow(_ isDetached: () -> Bool) {
        var nextLook = shared.clock.seconds
        while connection.isOpen && !isDetached() {
            while let event = workers.next(seconds: nextLook - shared.clock.seconds) {
                if handle(event) { return finish(.exited) }
            }
            guard shared.clock.seconds >= nextLook else { continue }
            look()
            nextLook = max(nextLook + Self.lookSeconds, shared.clock.seconds)
        }
        finish(connection.isOpen ? .detached : .exited)
    }

    private mutating func finish(_ end: ProcessEnd) {
        if let peak = ProcessStatus.residentPeakBytes(pid) { main.recording.observe(residentPeak: peak) }
        for heap in threads.values { heap.recording.finish(end) }
        main.recording.finish(end)
        // Not before the file knows: the program may be gone a moment later.
        if end == .detached { _ = try? connection.call("HeapProfiler.stopSampling", seconds: 1) }
    }

    // MARK: Looking

    private mutating func look() {
        main.look(
            residentBytes: ProcessStatus.residentBytes(pid), &reader,
            { [connection] in try? connection.call($0, seconds: Self.patienceSeconds) })
        if let peak = ProcessStatus.residentPeakBytes(pid) { main.recording.observe(residentPeak: peak) }
        for name in threads.keys {
            threads[name]?.look(residentBytes: nil, &reader, { [workers] in workers.call($0, worker: name) })
        }
    }

    // MARK: Events

    /// True if the program has ended.
    private mutating func handle(_ event: DevToolsEvent) -> Bool {
        switch (event.method, event.session) {
        case ("NodeRuntime.waitingForDisconnect", nil):
            main.end(&reader, { [connection] in try? connection.call($0, seconds: Self.patienceSeconds) })
            outcome.hasEnded = true
            return true
        case ("NodeRuntime.waitingForDisconnect", let worker?):
            threads[worker]?.end(&reader, { [workers] in workers.call($0, worker: worker) })
            _ = try? connection.call("NodeWorker.detach", ["sessionId": .string(worker)])
        case ("Debugger.scriptParsed", _): reader.learn(event.parameters)
        case ("NodeWorker.attachedToWorker", _): begin(event.parameters)
        case ("NodeWorker.detachedFromWorker", _):
            if let worker = event.parameters["sessionId"]?.string {
                threads.removeValue(forKey: worker)?.recording.finish(.exited)
            }
        default: break
        }
        return false
    }

    private mutating func begin(_ parameters: JSON) {
        guard let worker = parameters["sessionId"]?.string else { return }
        outcome.workers += 1
        let info = parameters["workerInfo"]
        let identity = SampledIdentity(
            number: shared.nextNumber(), pid: pid, parentPid: pid,
            worker: info?["workerId"]?.string.flatMap { Int($0) } ?? outcome.workers,
            version: main.recording.identity.version,
            command: [info?["title"]?.string, info?["url"]?.string].compactMap { $0.map(ProfileReader.path) },
            startSeconds: shared.clock.seconds)
        let heap = NodeHeap(identity, heapLimit: heapLimit, shared)
        threads[worker] = heap
        _ = workers.call("HeapProfiler.startSampling", shared.sampling, worker: worker)
        for (method, parameters) in heap.keepsScripts ? NodeHeap.keepingScripts : [] {
            _ = workers.call(method, parameters, worker: worker)
        }
        _ = workers.call("NodeRuntime.notifyWhenWaitingForDisconnect", ["enabled": true], worker: worker)
        _ = workers.call("Runtime.runIfWaitingForDebugger", worker: worker)
    }
}

/// One V8 heap and when it is to be looked at again.
struct NodeHeap {
    let recording: SampledRecording
    private let shared: NodeSession.Shared
    private var nextProfile = 0.0
    private var nextAtGrowth = 0.0
    private let heapLimit: Int
    private(set) var keepsScripts: Bool

    /// A profile takes the names of its functions from their scripts, and a module's script dies when it has run. One
    /// with a breakpoint does not. No pause is ever made. Scripts tell their source maps besides.
    static let keepingScripts: [(String, JSON)] = [
        ("Debugger.enable", [:]), ("Debugger.setSkipAllPauses", ["skip": true]),
        ("Debugger.setBreakpointByUrl", ["urlRegex": "^(?!node:)", "lineNumber": 0]),
    ]
    /// Near its limit a debugger makes V8 raise it, and the program would not end where it does. A heap with a smaller
    /// limit than this may come near it between two looks.
    private static let leastLimit = 512 << 20

    /// Every profile is preceded by a full collection, which the program waits for. One part in so many of its time may
    /// go into that; twice as much while the heap grows to a new high-water mark.
    private static let profileShare = 100.0
    private static let leastProfileSeconds = 1.0
    private static let leastGrowthSeconds = 0.05

    init(_ identity: SampledIdentity, heapLimit: Int, _ shared: NodeSession.Shared) {
        self.shared = shared
        self.heapLimit = heapLimit
        keepsScripts = heapLimit >= Self.leastLimit
        recording = SampledRecording(identity, file: shared.file, clock: shared.clock)
    }

    /// - Parameter call: asks the heap's V8; nil if it does not answer.
    mutating func look(residentBytes: Int64?, _ reader: inout ProfileReader, _ call: (String) -> JSON?) {
        guard let used = call("Runtime.getHeapUsage")?["usedSize"]?.int else { return }
        recording.observe(heapBytes: Int64(used), residentBytes: residentBytes)
        if keepsScripts && used > heapLimit / 2 {
            _ = call("Debugger.disable")
            keepsScripts = false
        }
        let isDue = shared.clock.seconds >= (recording.needsProfile ? nextAtGrowth : nextProfile)
        if isDue { takeProfile(&reader, call) }
    }

    private mutating func takeProfile(_ reader: inout ProfileReader, _ call: (String) -> JSON?) {
        let start = shared.clock.seconds
        if let profile = call("HeapProfiler.getSamplingProfile").flatMap({ reader.profile($0) }) {
            recording.observe(profile)
        }
        let end = shared.clock.seconds
        nextProfile = end + max(Self.leastProfileSeconds, (end - start) * Self.profileShare)
        nextAtGrowth = end + max(Self.leastGrowthSeconds, (end - start) * Self.profileShare / 2)
    }

    /// The last look: what is in use, and what the collection before the profile leaves of it.
    mutating func end(_ reader: inout ProfileReader, _ call: (String) -> JSON?) {
        guard let used = call("Runtime.getHeapUsage")?["usedSize"]?.int else { return }
        recording.observe(heapBytes: Int64(used), residentBytes: nil)
        takeProfile(&reader, call)
        guard let left = call("Runtime.getHeapUsage")?["usedSize"]?.int else { return }
        recording.observeEnd(heapBytes: Int64(left))
    }
}
