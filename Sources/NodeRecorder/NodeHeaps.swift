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
            identity: SampledIdentity(
                number: number, pid: pid, parentPid: ProcessStatus.parent(pid), worker: nil,
                version: String((version ?? "").drop { $0 == "v" }), command: ProcessStatus.command(pid),
                startSeconds: shared.clock.seconds), heapLimit: announcement.heapLimit,
            collections: announcement.token, shared)
        do {
            if !main.isSampling { try connection.call("HeapProfiler.startSampling", shared.sampling) }
        } catch {
            if error.isEnd { throw error }
            outcome.problem = "process \(pid) does not let its allocations be sampled: \(error)"
        }
        if main.knowsScripts {
            for (method, parameters) in NodeHeap.knowingScripts { try connection.call(method, parameters) }
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
        for name in threads.keys { threads[name]?.finish(end) }
        main.finish(end)
        // Not before the file knows: the program may be gone a moment later.
        if end == .detached { _ = try? connection.call("HeapProfiler.stopSampling", seconds: 1) }
    }

    // MARK: Looking

    private mutating func look() {
        main.look(
            residentBytes: ProcessStatus.residentBytes(pid), &reader,
            { [connection] in try? connection.call($0, $1, seconds: Self.patienceSeconds) })
        if let peak = ProcessStatus.residentPeakBytes(pid) { main.recording.observe(residentPeak: peak) }
        for name in threads.keys {
            threads[name]?.look(residentBytes: nil, &reader, { [workers] in workers.call($0, $1, worker: name) })
        }
    }

    // MARK: Events

    /// True if the program has ended.
    private mutating func handle(_ event: DevToolsEvent) -> Bool {
        switch (event.method, event.session) {
        case ("NodeRuntime.waitingForDisconnect", nil):
            main.end(&reader, { [connection] in try? connection.call($0, $1, seconds: Self.patienceSeconds) })
            outcome.hasEnded = true
            return true
        case ("NodeRuntime.waitingForDisconnect", let worker?):
            threads[worker]?.end(&reader, { [workers] in workers.call($0, $1, worker: worker) })
            _ = try? connection.call("NodeWorker.detach", ["sessionId": .string(worker)])
        case ("Debugger.scriptParsed", nil):
            main.learn(event.parameters)
            reader.learn(event.parameters)
            if main.knowsScripts, let place = NodeHeap.keeping(event.parameters) {
                connection.post("Debugger.setBreakpoint", place)
            }
        case ("Debugger.scriptParsed", let worker?):
            threads[worker]?.learn(event.parameters)
            reader.learn(event.parameters)
            if threads[worker]?.knowsScripts == true, let place = NodeHeap.keeping(event.parameters) {
                _ = workers.call("Debugger.setBreakpoint", place, worker: worker)
            }
        case ("NodeWorker.attachedToWorker", _): begin(event.parameters)
        case ("NodeWorker.detachedFromWorker", _):
            if let worker = event.parameters["sessionId"]?.string {
                threads[worker]?.finish(.exited)
                threads.removeValue(forKey: worker)
            }
        default: break
        }
        return false
    }

    private mutating func begin(_ parameters: JSON) {
        guard let worker = parameters["sessionId"]?.string else { return }
        outcome.workers += 1
        let info = WorkerInfo(parameters["workerInfo"])
        let identity = SampledIdentity(
            number: shared.nextNumber(), pid: pid, parentPid: pid,
            worker: info.number ?? outcome.workers,
            version: main.recording.identity.version,
            command: [info.title, info.url].map(ProfilePlaces.path),
            startSeconds: shared.clock.seconds)
        let heap = NodeHeap(
            identity: identity, heapLimit: heapLimit, collections: "\(pid)-w\(identity.worker ?? 0)", shared)
        threads[worker] = heap
        _ = workers.call("HeapProfiler.startSampling", shared.sampling, worker: worker)
        for (method, parameters) in heap.knowsScripts ? NodeHeap.knowingScripts : [] {
            _ = workers.call(method, parameters, worker: worker)
        }
        _ = workers.call("NodeRuntime.notifyWhenWaitingForDisconnect", ["enabled": true], worker: worker)
        _ = workers.call("Runtime.runIfWaitingForDebugger", worker: worker)
    }
}

/// One V8 heap and when it is to be looked at again.
struct NodeHeap {
    /// Asks the heap's V8: a method, its parameters; nil if it does not answer.
    typealias Call = (String, JSON) -> JSON?

    let recording: SampledRecording
    private let shared: NodeSession.Shared
    private var nextProfile = 0.0
    private var nextAtGrowth = 0.0
    private let heapLimit: Int
    private(set) var knowsScripts: Bool
    private var frames = ProfileFrames()
    /// Where the program counts this heap's collections, once it does.
    private var collections: CollectionPage?
    private let collectionsPath: String

    /// Scripts tell what they are called and where their source maps are. No pause is ever made, and no source of a
    /// script kept that the program has dropped.
    static let knowingScripts: [(String, JSON)] = [
        ("Debugger.enable", ["maxScriptsCacheSize": 0]), ("Debugger.setSkipAllPauses", ["skip": true]),
    ]
    /// A profile takes the lines of its functions from their scripts, and a module's script dies when it has run. One
    /// with a breakpoint does not. At the script's end, for a function with a breakpoint is not optimised, and that is
    /// where the program's functions are not. Nil for what is Node's own.
    static func keeping(_ script: JSON) -> JSON? {
        guard let number = script["scriptId"], let url = script["url"]?.string, !url.isEmpty,
            !url.hasPrefix("node:"), let line = script["endLine"], let column = script["endColumn"]
        else { return nil }
        return ["location": ["scriptId": number, "lineNumber": line, "columnNumber": column]]
    }

    /// Near its limit a debugger makes V8 raise it, and the program would not end where it does. A heap with a smaller
    /// limit than this may come near it between two looks.
    private static let leastLimit = 512 << 20

    /// One part in so many of a program's time may go into profiles; twice as much while the heap grows to a new
    /// high-water mark.
    private static let profileShare = 100.0
    /// How much longer a program works on a profile that begins with a full collection than it stands still for it: what
    /// V8 has optimised is thrown away with the objects that it was optimised for.
    private static let collectionCost = 10.0
    private static let leastProfileSeconds = 1.0
    private static let leastGrowthSeconds = 0.05

    /// - Parameter collections: how the heap's page of collections is called.
    init(identity: SampledIdentity, heapLimit: Int, collections: String, _ shared: NodeSession.Shared) {
        self.shared = shared
        collectionsPath = "\(shared.folder.path)/\(collections).gc"
        self.heapLimit = heapLimit
        knowsScripts = heapLimit >= Self.leastLimit
        recording = SampledRecording(identity, file: shared.file, clock: shared.clock)
        readCollections()
    }

    /// Whether the program has itself sampled; else the recorder asks for it.
    var isSampling: Bool { collections?.isSampling ?? false }

    mutating func look(residentBytes: Int64?, _ reader: inout ProfileReader, _ call: Call) {
        guard let used = call("Runtime.getHeapUsage", [:])?["usedSize"]?.int else { return }
        readCollections()
        recording.observe(heapBytes: Int64(used), residentBytes: residentBytes)
        if knowsScripts && used > heapLimit / 2 {
            _ = call("Debugger.disable", [:])
            knowsScripts = false
        }
        let isDue = shared.clock.seconds >= (recording.needsProfile ? nextAtGrowth : nextProfile)
        if isDue { takeProfile(&reader, call) }
    }

    /// Takes note of a script (`Debugger.scriptParsed`).
    mutating func learn(_ script: JSON) { frames.learn(script) }

    private mutating func takeProfile(_ reader: inout ProfileReader, _ call: Call) {
        let start = shared.clock.seconds
        let answer = askForProfile(call)
        let seconds = (shared.clock.seconds - start) * (isSampling ? 1 : Self.collectionCost)
        if let answer, let profile = reader.profile(answer, &frames) { recording.observe(profile) }
        nextProfile = shared.clock.seconds + max(Self.leastProfileSeconds, seconds * Self.profileShare)
        nextAtGrowth = shared.clock.seconds + max(Self.leastGrowthSeconds, seconds * Self.profileShare / 2)
    }

    private func askForProfile(_ call: Call) -> JSON? {
        guard let collections, !isSampling else { return call("HeapProfiler.getSamplingProfile", [:]) }
        return collections.askingForProfile { call("HeapProfiler.getSamplingProfile", [:]) }
    }

    private mutating func readCollections() {
        if collections == nil {
            collections = CollectionPage(
                path: collectionsPath, clock: shared.clock, startSeconds: recording.identity.startSeconds)
        }
        if let collections { recording.observe(collections.read()) }
    }

    /// Ends the heap's recording, with what was counted to the last moment.
    mutating func finish(_ end: ProcessEnd) {
        readCollections()
        recording.finish(end)
    }

    /// The last look: what was in use, and what the last collection leaves of it.
    mutating func end(_ reader: inout ProfileReader, _ call: Call) {
        guard let used = call("Runtime.getHeapUsage", [:])?["usedSize"]?.int else { return }
        recording.observe(heapBytes: max(Int64(used), collections?.usedAtEnd ?? 0), residentBytes: nil)
        takeProfile(&reader, call)
        guard let left = call("Runtime.getHeapUsage", [:])?["usedSize"]?.int else { return }
        recording.observeEnd(heapBytes: Int64(left))
    }
}
