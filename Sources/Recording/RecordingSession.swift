// One `heaptide run` from the recorder's side: the socket that agents connect to, the processes they announce, their
// samples and their ends. Driven by its owner's loop; never blocks for longer than an agent's handshake.
import CAgentABI
import CRecorderPlatform
import Glibc

/// An interpreter that asked to be recorded and could not be.
package struct RefusedInterpreter: Sendable {
    package let pid: Int32
    package let version: String
    package let reason: String
}

package final class RecordingSession {
    package struct Options: Sendable {
        /// Memory ceiling of every process, bytes; nil = none.
        package var memoryLimit: Int64?
        /// Lets an interpreter that cannot be recorded run on unrecorded.
        package var ifPossible: Bool

        /// Asks the first process for its heap when it exits.
        package var takesSnapshot: Bool

        package init(memoryLimit: Int64? = nil, ifPossible: Bool = false, takesSnapshot: Bool = false) {
            self.memoryLimit = memoryLimit
            self.ifPossible = ifPossible
            self.takesSnapshot = takesSnapshot
        }
    }

    package let file: RecordingWriter
    package var socketPath: String { socket.path }
    package let clock = RecordingClock()
    package private(set) var refused: [RefusedInterpreter] = []
    private var samples = 0
    /// One sample in so many looks at more than the resident set.
    private static let thoroughEvery = 10
    private let socket: AgentSocket
    private let options: Options
    /// What is kept of every process that was announced; its account goes when it has ended and is saved.
    private var known: [KnownProcess] = []
    /// Processes that turned out to be of an unknown layout after they had begun.
    private var refusedLate = 0
    private var startExcess: Int?

    private struct KnownProcess {
        var number: Int
        var pid: Int32
    }

    private var active: [ProcessRecording] = []
    private let doorbell = Doorbell()
    private var snapshotProcess: ProcessRecording?

    /// Opens the socket that agents look for.
    package init(file: RecordingWriter, options: Options) throws(RecordingError) {
        self.file = file
        self.options = options
        socket = try AgentSocket()
    }

    // MARK: What the owner asks

    /// What allocated the blocks that were live when the first process sent its heap; nil if it has not yet.
    package var liveStacks: LiveStacks? { snapshotProcess?.liveStacks }

    /// Processes that were recorded at all.
    package var processCount: Int { known.count - refusedLate }
    package var activeCount: Int { active.count }
    package var heapBytes: Int { active.reduce(0) { $0 + $1.heapBytes } }
    package var residentBytes: Int { active.reduce(0) { $0 + max(0, $1.residentBytes) } }
    /// Processes that stand at their ceiling: (pid, allocations denied so far).
    package var denied: [(pid: Int32, denials: Int, heapBytes: Int)] {
        active.filter { $0.denials > 0 }.map { ($0.pid, $0.denials, $0.heapBytes) }
    }
    /// What the first interpreter used before its first line, if that was above the limit: it was ended. Nil = it fits.
    package var bytesAboveLimitAtStart: Int? {
        startExcess
    }

    /// Waits at most `milliseconds` for something to happen on the socket, `other`, or a process: its end, or that its
    /// account is closed. Serves it.
    package func serve(milliseconds: Int32, other: Int32) {
        var polls = [
            pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: other, events: Int16(POLLIN), revents: 0),
            pollfd(fd: doorbell.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        for process in active where process.pidfd >= 0 && !process.hasEnded {
            polls.append(pollfd(fd: process.pidfd, events: Int16(POLLIN), revents: 0))
        }
        defer { retireFinished() }
        guard poll(&polls, nfds_t(polls.count), milliseconds) > 0 else { return }
        if polls[0].revents != 0 { acceptAgent() }
        if polls[2].revents != 0 { doorbell.answer() }
        for poll in polls.dropFirst(3) where poll.revents != 0 {
            active.first { $0.pidfd == poll.fd }?.finish(.exited)
        }
    }

    /// Samples every process; finds processes that execute another program now.
    package func sample() {
        samples += 1
        for process in active where !process.hasEnded {
            if !process.sampleResident(isThorough: samples % Self.thoroughEvery == 0) { process.finish(.replaced) }
        }
    }

    /// Lets go of every process that is still running.
    package func detachAll() { for process in active { process.finish(.detached) } }

    /// Notes how a process ended, once its account is closed.
    package func setExit(pid: Int32, exitCode: Int32?, signal: Int32?) {
        guard let process = known.last(where: { $0.pid == pid }) else { return }
        file.setExit(process: process.number, exitCode: exitCode, signal: signal)
    }

    private func retireFinished() {
        for process in active where process.isFinished && process.number == 1 && process.bytesAboveLimitAtStart > 0 {
            startExcess = process.bytesAboveLimitAtStart
        }
        for process in active where process.isFinished && process.refusal != 0 {
            refusedLate += 1
            refused.append(
                RefusedInterpreter(
                    pid: process.pid, version: process.version,
                    reason: Self.explain(UInt32(process.refusal), process.version)))
        }
        active.removeAll { $0.isFinished }
    }

    // MARK: Agents

    private func acceptAgent() {
        let connection = heaptide_accept(socket.descriptor)
        guard connection >= 0 else { return }
        defer { close(connection) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var hello = heaptide_hello()
        var ringFile: Int32 = -1
        let isWhole = heaptide_receive_descriptor(connection, &hello, MemoryLayout<heaptide_hello>.size, &ringFile)
        defer { if ringFile >= 0 { close(ringFile) } }
        guard isWhole, let pid = Self.peer(connection) else { return }
        var welcome = heaptide_welcome(
            abi_version: UInt32(HEAPTIDE_ABI_VERSION), verdict: admit(hello, pid: pid, ringFile: ringFile).rawValue,
            snapshot: options.takesSnapshot && known.count == 1 && hello.forked == 0 ? 1 : 0)
        send(connection, &welcome, MemoryLayout<heaptide_welcome>.size, Int32(MSG_NOSIGNAL))
    }

    /// The kernel's word for who is at the other end, if it is the same user.
    private static func peer(_ connection: Int32) -> Int32? {
        var pid: Int32 = 0
        var user: UInt32 = 0
        guard heaptide_peer(connection, &pid, &user) else { return nil }
        return user == getuid() || getuid() == 0 ? pid : nil
    }

    private func admit(_ hello: heaptide_hello, pid: Int32, ringFile: Int32) -> heaptide_verdict {
        guard hello.abi_version == UInt32(HEAPTIDE_ABI_VERSION) else {
            refused.append(
                RefusedInterpreter(
                    pid: pid, version: "", reason: "the agent is of another Heaptide than the recorder; build both anew"
                ))
            return HEAPTIDE_VERDICT_IGNORE
        }
        if hello.refusal != 0 {
            let version = ProcessRecording.text(hello)
            refused.append(RefusedInterpreter(pid: pid, version: version, reason: Self.explain(hello.refusal, version)))
            return options.ifPossible ? HEAPTIDE_VERDICT_IGNORE : HEAPTIDE_VERDICT_END
        }
        guard ringFile >= 0, let ring = Ring(file: ringFile) else { return HEAPTIDE_VERDICT_IGNORE }
        // The same process again: it has executed another Python.
        for earlier in active where earlier.pid == pid { earlier.finish(.replaced) }
        let process = ProcessRecording(
            number: known.count + 1, hello: hello, pid: pid, ring: ring, clock: clock, file: file,
            limit: options.memoryLimit, acceptsRefusal: options.ifPossible, whenDone: { [doorbell] in doorbell.ring() })
        guard process.start() else { return HEAPTIDE_VERDICT_IGNORE }
        known.append(KnownProcess(number: process.number, pid: pid))
        active.append(process)
        if options.takesSnapshot && snapshotProcess == nil { snapshotProcess = process }
        _ = process.sampleResident(isThorough: false)
        return HEAPTIDE_VERDICT_RECORD
    }

    private static func explain(_ refusal: UInt32, _ version: String) -> String {
        let name = version.split(separator: " ").first.map { "CPython \($0)" } ?? "this interpreter"
        switch heaptide_refusal(refusal) {
        case HEAPTIDE_REFUSAL_VERSION: return "\(name) is not supported (3.9 to 3.14 are)"
        case HEAPTIDE_REFUSAL_FREE_THREADED: return "\(name) is a free-threaded build, which is not supported yet"
        case HEAPTIDE_REFUSAL_NOT_CPYTHON: return "\(name) is not CPython"
        case HEAPTIDE_REFUSAL_DEBUG_BUILD: return "\(name) is a debug build, which is not supported"
        case HEAPTIDE_REFUSAL_SYMBOLS: return "\(name) lacks symbols that every supported build exports"
        default:
            return "\(name) is laid out in memory in a way that this Heaptide does not know (check \(refusal) failed)"
        }
    }
}
