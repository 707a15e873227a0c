// One run: program, recorder and file from start to end.
import Foundation
import Glibc
import HeapFile
import Recording
import Reports

/// What `heaptide run` is told beside the program.
struct RunOptions {
    var memoryLimit: ByteSize?
    var noNative = false
    var ifPossible = false
    var quiet = false
    /// The heap that is kept: where, when, and how.
    var snapshot: Snapshot?
    /// The recording is but a means, and goes in the end.
    var isPassing = false

    struct Snapshot {
        var path: String
        var watchesPeak = false
        var values = false
    }
}

struct ProgramRun {
    let command: RunOptions
    let launch: ProgramLaunch
    let agent: String
    let path: String
    let program: [String]

    /// How long children may outlive the program before they are let go.
    private static let farewellSeconds = 1.0
    /// How long a process may stay above its ceiling while it keeps asking for more.
    private static let graceSeconds = 5.0

    /// Runs the program. Returns its exit status (128 + n for a signal), and whether the heap that was asked for is there.
    func run() throws -> (status: Int32, hasSnapshot: Bool) {
        var signals = ProgramSignals()
        let file = try RunOutcome.problem { () throws(RecordingError) in try RecordingWriter(path: path) }
        let session: RecordingSession
        let pid: pid_t
        var desk: HeapDesk!
        do {
            session = try RunOutcome.problem { () throws(RecordingError) in
                try RecordingSession(
                    file: file,
                    options: .init(
                        memoryLimit: command.memoryLimit?.bytes, ifPossible: command.ifPossible,
                        snapshot: command.snapshot.map { .init(watchesPeak: $0.watchesPeak, values: $0.values) }))
            }
            desk = try RunOutcome.problem { () throws(RecordingError) in try HeapDesk(plan, session: session) }
            let environment = AgentEnvironment.make(
                agent: agent, socket: session.socketPath, native: !command.noNative)
            pid = try launch.start(environment: environment, mask: signals.originalMask)
        } catch {
            desk?.close()
            file.remove()
            throw error
        }
        begin(file)
        let end = watch(pid, session, desk, &signals)
        let heaps = desk.finish()
        if let snapshot = heaps.path { file.set(["snapshot": .text(Self.name(snapshot))]) }
        let status = try conclude(pid, end, session, file)
        if !command.quiet { say(heaps.text) }
        say(heaps.problems)
        return (status, heaps.path != nil)
    }

    private var plan: HeapDesk.Plan {
        var plan = HeapDesk.Plan()
        plan.path = command.snapshot?.path
        plan.watchesPeak = command.snapshot?.watchesPeak == true
        plan.hasValues = command.snapshot?.values == true
        plan.recording = command.isPassing ? nil : path
        plan.command = launch.arguments
        return plan
    }

    private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Only once the program has started: the first use of Foundation takes some milliseconds.
    private func begin(_ file: RecordingWriter) {
        let (outcome, started, native) = (outcome, Date(), command.noNative ? 0 : 1)
        file.begin { outcome.firstFacts(language: "python", started: started, ["native": .integer(Int64(native))]) }
    }

    private var outcome: RunOutcome { RunOutcome(launch: launch, path: path, memoryLimit: command.memoryLimit) }

    // MARK: While it runs

    private struct Ending {
        var status: Int32 = 0
        /// Processes ended because they stayed above the ceiling.
        var killed: [pid_t] = []
    }

    private func watch(
        _ pid: pid_t, _ session: RecordingSession, _ desk: HeapDesk, _ signals: inout ProgramSignals
    ) -> Ending {
        var ending = Ending()
        var guardian = CeilingGuard(limit: command.memoryLimit?.bytes, graceSeconds: Self.graceSeconds)
        var isRunning = true
        var stoppedBy: Int32?
        var nextSample = 0.0
        var farewell = Double.infinity
        while true {
            // A process that has ended takes some milliseconds to be saved, on another thread.
            session.serve(milliseconds: isRunning ? 10 : 1, other: signals.descriptor)
            if signals.handle(program: pid), isRunning {
                switch ProgramState.change(of: pid) {
                case .ended(let status):
                    isRunning = false
                    ending.status = status
                    farewell = session.clock.seconds + Self.farewellSeconds
                case .stopped(let signal): stoppedBy = signal
                case .continued: stoppedBy = nil
                case nil: break
                }
            }
            if let stoppedBy { signals.follow(pid, stoppedBy: stoppedBy) }
            // Here, and on no other thread: waitpid above would take what the tracer waits for.
            if isRunning, stoppedBy == nil, let late = session.takeOverdueSnapshot() {
                desk.fetch(from: late, agent: agent)
            }
            if session.clock.seconds >= nextSample {
                session.sample()
                nextSample = session.clock.seconds + 0.02
                guardian.check(session, &ending.killed)
            }
            if !isRunning && (session.activeCount == 0 || session.clock.seconds > farewell) { break }
        }
        session.detachAll()
        finishDraining(session)
        return ending
    }

    private func finishDraining(_ session: RecordingSession) {
        let start = session.clock.seconds
        var isAnnounced = false
        while session.activeCount > 0 {
            session.serve(milliseconds: 2, other: -1)
            if !isAnnounced && session.clock.seconds - start > 1 && isatty(STDERR_FILENO) != 0 {
                say("heaptide: finishing the recording …\n")
                isAnnounced = true
            }
        }
    }

    // MARK: After it has ended

    private func conclude(_ pid: pid_t, _ ending: Ending, _ session: RecordingSession, _ file: RecordingWriter) throws
        -> Int32
    {
        let end = ProgramEnding(waitStatus: ending.status)
        let status = end.status
        if let used = session.bytesAboveLimitAtStart {
            file.remove()
            throw Problem.usage(
                "the limit of \(Bytes.text(Int(command.memoryLimit?.bytes ?? 0))) is below what the program needs to start (\(Bytes.text(used))); nothing was run"
            )
        }
        if let refused = session.refused.first, session.processCount == 0 {
            file.remove()
            guard command.ifPossible else {
                throw Problem.usage("\(refused.reason); to run it unrecorded, add --if-possible")
            }
            say("heaptide: \(refused.reason); the program ran unrecorded\n")
            return status
        }
        if session.processCount == 0 {
            file.remove()
            say(
                "heaptide: \(launch.arguments[0]) started no CPython (or a static or set-uid one): nothing was recorded\n"
            )
            return status
        }
        session.setExit(pid: pid, exitCode: end.exitCode, signal: end.endingSignal)
        let isKept = outcome.close(
            file, end, seconds: session.clock.seconds, ["killed_at_limit": .integer(Int64(ending.killed.count))])
        guard isKept else { return status }
        report(session, ending)
        return status
    }

    private func report(_ session: RecordingSession, _ ending: Ending) {
        if command.isPassing { return }
        for refused in session.refused { say("heaptide: process \(refused.pid): \(refused.reason)\n") }
        for pid in ending.killed {
            say(
                "heaptide: process \(pid) stayed above the memory limit for \(Int(Self.graceSeconds)) s and was ended\n"
            )
        }
        if command.quiet { return }
        outcome.summarize()
    }
}

/// Watches processes that stand at their ceiling.
struct CeilingGuard {
    let limit: Int64?
    let graceSeconds: Double
    private var known: [pid_t: Series] = [:]

    /// Denials that follow each other within a second.
    private struct Series {
        var firstSeconds: Double
        var lastSeconds: Double
        var denials: Int
    }

    init(limit: Int64?, graceSeconds: Double) {
        self.limit = limit
        self.graceSeconds = graceSeconds
    }

    /// Ends processes that go on asking for memory at the ceiling, denial after denial.
    mutating func check(_ session: RecordingSession, _ killed: inout [pid_t]) {
        guard let limit else { return }
        let now = session.clock.seconds
        for process in session.denied {
            var series = known[process.pid] ?? Series(firstSeconds: now, lastSeconds: now, denials: 0)
            if now - series.lastSeconds > 1 || process.heapBytes < limit / 4 * 3 { series.firstSeconds = now }
            if process.denials > series.denials {
                series.lastSeconds = now
                series.denials = process.denials
            }
            known[process.pid] = series
            if series.lastSeconds - series.firstSeconds > graceSeconds {
                kill(process.pid, SIGKILL)
                killed.append(process.pid)
                known[process.pid] = nil
            }
        }
    }
}
