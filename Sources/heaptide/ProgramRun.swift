// One run: program, recorder and file from start to end.
import Foundation
import Glibc
import HeapFile
import Recording
import Reports

struct ProgramRun {
    let command: RunCommand
    let launch: ProgramLaunch
    let agent: String
    let path: String
    let program: [String]

    /// How long children may outlive the program before they are let go.
    private static let farewellSeconds = 1.0
    /// How long a process may stay above its ceiling while it keeps asking for more.
    private static let graceSeconds = 5.0

    /// Where the heap goes, if it is kept.
    private var snapshotPath: String? {
        guard command.snapshot != nil else { return nil }
        let stem = path.hasSuffix(".heaptide") ? String(path.dropLast(".heaptide".count)) : path
        return "\(stem).\(HeapSnapshot.fileExtension)"
    }

    /// Runs the program. Returns its exit status (128 + n for a signal).
    func run() throws -> Int32 {
        var signals = ProgramSignals()
        let file = try problem { () throws(RecordingError) in try RecordingWriter(path: path) }
        let session: RecordingSession
        let pid: pid_t
        var exitSnapshot: ExitSnapshot?
        do {
            session = try problem { () throws(RecordingError) in
                try RecordingSession(
                    file: file,
                    options: .init(
                        memoryLimit: command.memoryLimit?.bytes, ifPossible: command.ifPossible,
                        takesSnapshot: snapshotPath != nil))
            }
            if let snapshotPath {
                exitSnapshot = try ExitSnapshot(
                    path: snapshotPath, session: session, recording: path, command: launch.arguments)
            }
            let environment = AgentEnvironment.make(
                agent: agent, socket: session.socketPath, native: !command.noNative,
                heapSocket: exitSnapshot?.socketPath)
            pid = try launch.start(environment: environment, mask: signals.originalMask)
        } catch {
            file.remove()
            throw error
        }
        begin(file)
        let end = watch(pid, session, &signals)
        let snapshotText = exitSnapshot?.finish()
        let status = try conclude(pid, end, session, file)
        if let snapshotText, !command.quiet || exitSnapshot?.isTaken == false { say(snapshotText) }
        return status
    }

    private func problem<T>(_ body: () throws(RecordingError) -> T) throws(Problem) -> T {
        do {
            return try body()
        } catch {
            throw .failure(error.description)
        }
    }

    /// Only once the program has started: the first use of Foundation takes some milliseconds.
    private func begin(_ file: RecordingWriter) {
        let arguments = launch.arguments
        let started = Date()
        let limit: RecordedFact = command.memoryLimit.map { .integer($0.bytes) } ?? .none
        let native: RecordedFact = .integer(command.noNative ? 0 : 1)
        file.begin {
            [
                "tool_version": .text(Heaptide.version),
                "language": .text("python"),
                "command": .text(String(decoding: (try? JSONEncoder().encode(arguments)) ?? Data(), as: UTF8.self)),
                "directory": .text(FileManager.default.currentDirectoryPath),
                "started": .text(started.formatted(.iso8601)),
                "memory_limit": limit,
                "native": native,
                "complete": .text("0"),
            ]
        }
    }

    // MARK: While it runs

    private struct Ending {
        var status: Int32 = 0
        /// Processes ended because they stayed above the ceiling.
        var killed: [pid_t] = []
    }

    private func watch(_ pid: pid_t, _ session: RecordingSession, _ signals: inout ProgramSignals) -> Ending {
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
        let signal = ending.status & 0x7F
        let exitCode = signal == 0 ? (ending.status >> 8) & 0xFF : nil
        let status = exitCode ?? 128 + signal
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
        session.setExit(pid: pid, exitCode: exitCode, signal: signal == 0 ? nil : signal)
        file.set([
            "exit_code": exitCode.map { .integer(Int64($0)) } ?? .none,
            "signal": signal == 0 ? .none : .integer(Int64(signal)),
            "duration_seconds": .real(session.clock.seconds),
            "killed_at_limit": .integer(Int64(ending.killed.count)),
            "complete": .text("1"),
        ])
        do {
            try SourceCollector.collect(into: file)
            try file.close()
        } catch {
            file.remove()
            say("heaptide: \(error.description); no recording was kept\n")
            return status
        }
        report(session, ending)
        return status
    }

    private func report(_ session: RecordingSession, _ ending: Ending) {
        for refused in session.refused { say("heaptide: process \(refused.pid): \(refused.reason)\n") }
        for pid in ending.killed {
            say(
                "heaptide: process \(pid) stayed above the memory limit for \(Int(Self.graceSeconds)) s and was ended\n"
            )
        }
        if command.quiet { return }
        guard let recording = try? RecordingFile.read(path) else { return }
        let style = TextStyle(isColored: isatty(STDERR_FILENO) != 0 && getenv("NO_COLOR") == nil)
        let report = Report(recording)
        say(SummaryView.text(report, advice: ReportAdvice(report), style: style, top: 5))
        say(
            "\nRecorded to \(path)\nNext: heaptide report \(ShellText.quoted(path)) --view lines, or --html report.html\n"
        )
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
