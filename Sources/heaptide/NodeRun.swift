// One run of a Node program: program, recorder and file from start to end.
import DevTools
import Foundation
import Glibc
import NodeRecorder
import Recording
import Reports

struct NodeRun {
    let command: RunCommand
    let launch: ProgramLaunch
    let agent: NodeLaunch.Agent
    let path: String

    /// How long children may outlive the program before they are let go.
    private static let farewellSeconds = 1.0
    /// Mean bytes between two sampled allocations.
    private static let samplingInterval = 64 << 10

    /// Runs the program. Returns its exit status (128 + n for a signal).
    func run() throws -> Int32 {
        var signals = ProgramSignals()
        let file = try RunOutcome.problem { () throws(RecordingError) in try RecordingWriter(path: path) }
        let session: NodeSession
        let pid: pid_t
        do {
            session = try RunOutcome.problem { () throws(RecordingError) in
                try NodeSession(file: file, samplingInterval: Self.samplingInterval)
            }
            let environment = NodeLaunch.environment(
                agent, folder: session.folder.path, samplingInterval: Self.samplingInterval,
                snapshots: command.snapshot == nil ? nil : NodeSnapshots.prefix(path),
                options: limitOptions(session.folder.path))
            pid = try launch.start(environment: environment, mask: signals.originalMask)
        } catch {
            file.remove()
            throw error
        }
        let facts = outcome.firstFacts(
            language: "javascript", started: Date(),
            ["sampling_interval": .integer(Int64(Self.samplingInterval))])
        file.begin { facts }
        let status = watch(pid, session, &signals)
        return try conclude(pid, status, session, file)
    }

    private var outcome: RunOutcome { RunOutcome(launch: launch, path: path, memoryLimit: command.memoryLimit) }

    /// V8's own limit for the old generation, in MiB, and its snapshot shortly before the end.
    private func limitOptions(_ folder: String) -> [String] {
        guard let limit = command.memoryLimit?.bytes else { return [] }
        return [
            "--max-old-space-size=\(max(1, limit >> 20))", "--heapsnapshot-near-heap-limit=1",
            "--diagnostic-dir=\(NodeLaunch.quoted(folder))",
        ]
    }

    // MARK: While it runs

    private func watch(_ pid: pid_t, _ session: NodeSession, _ signals: inout ProgramSignals) -> Int32 {
        var status: Int32?
        var stoppedBy: Int32?
        var farewell = Double.infinity
        while true {
            var descriptors = [
                pollfd(fd: session.folder.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            poll(&descriptors, 2, status == nil ? 100 : 5)
            session.accept()
            if signals.handle(program: pid), status == nil {
                switch ProgramState.change(of: pid) {
                case .ended(let ending):
                    status = ending
                    farewell = session.clock.seconds + Self.farewellSeconds
                case .stopped(let signal): stoppedBy = signal
                case .continued: stoppedBy = nil
                case nil: break
                }
            }
            if let stoppedBy { signals.follow(pid, stoppedBy: stoppedBy) }
            if status != nil && (session.activeCount == 0 || session.clock.seconds > farewell) { break }
        }
        session.detachAll()
        while session.activeCount > 0 { usleep(2000) }
        return status ?? 0
    }

    // MARK: After it has ended

    private func conclude(
        _ pid: pid_t, _ waitStatus: Int32, _ session: NodeSession, _ file: RecordingWriter
    ) throws -> Int32 {
        let ending = ProgramEnding(waitStatus: waitStatus)
        let status = ending.status
        let snapshots = NodeSnapshots(recording: path, program: pid).collect(nearLimit: session.folder.path)
        guard session.processCount > 0 else {
            file.remove()
            let reason = session.outcomes.compactMap(\.outcome.problem).first
            say("heaptide: \(reason ?? "\(launch.arguments[0]) started no Node 20 or later"): nothing was recorded\n")
            return status
        }
        if let number = session.number(of: pid) {
            file.setExit(process: number, exitCode: ending.exitCode, signal: ending.endingSignal)
        }
        let name = snapshots.first.map { String($0.split(separator: "/").last ?? "") }
        let isKept = outcome.close(
            file, ending, seconds: session.clock.seconds, ["snapshot": name.map { .text($0) } ?? .none])
        guard isKept else { return status }
        report(session, snapshots)
        return status
    }

    private func report(_ session: NodeSession, _ snapshots: [String]) {
        if command.snapshot != nil && snapshots.isEmpty {
            say("heaptide: the program ended without its exit functions; there is no snapshot\n")
        }
        for problem in session.outcomes.compactMap(\.outcome.problem) { say("heaptide: \(problem)\n") }
        if command.quiet { return }
        outcome.summarize()
        for snapshot in snapshots {
            say("Heap: \(snapshot)\nNext: heaptide heap \(ShellText.quoted(snapshot)) suspects\n")
        }
    }
}
