// Taking the heap of a process: the agent is called inside it, and what its clone sends becomes a snapshot. If a recorder
// is at work on the process, the recorder makes it, with the lines that allocated.
import Attach
import CAgentABI
import Foundation
import Glibc
import HeapFile
import HeapGraph
import PythonHeap
import Recording

/// One snapshot of one process.
struct HeapTaking {
    let pid: Int32
    let recordsValues: Bool
    /// Where it goes.
    let path: String

    static let entryPoint = "heaptide_walk"
    private static let callSeconds = 10.0
    /// A collection is waited for: so often, so many microseconds each.
    private static let attempts = 200
    private static let attemptMicroseconds: UInt32 = 20_000

    /// Takes and writes it.
    ///
    /// - Throws: one line that says why not, and what to do.
    func take() throws(Problem) -> HeapSnapshot {
        let agent = try AgentEnvironment.findAgent()
        do {
            let process = try PythonProcess(pid: pid)
            if let snapshot = try takeThroughRecorder(process, agent) { return snapshot }
            let socket = try AgentSocket()
            let pause = try call(process, agent, socket.path)
            let snapshot = try receive(socket, pause)
            try snapshot.write(to: path)
            return snapshot
        } catch let problem as Problem {
            throw problem
        } catch {
            throw .failure("\(error)")
        }
    }

    // MARK: Beside a recorder

    /// Nil if no recorder is at work on the process, or it does not answer, which is said.
    private func takeThroughRecorder(_ process: PythonProcess, _ agent: String) throws -> HeapSnapshot? {
        guard let variable = ProcessStatus.startVariable(HEAPTIDE_SOCKET_VARIABLE, of: pid),
            let desk = AgentSocket.heapSocket(of: variable)
        else { return nil }
        let target = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        guard let order = PlacedOrder(at: desk, HeapOrder(pid: pid, target: target)) else {
            say("heaptide: the recorder of process \(pid) does not answer; the snapshot is without allocating lines\n")
            return nil
        }
        let pause = try call(process, agent, desk, target: target)
        let progress = ProgressLine("the recorder puts the heap together")
        let complaint = try order.conclude(pauseSeconds: pause, hasValues: recordsValues) { progress.showWaiting() }
        progress.clear()
        if !complaint.isEmpty { throw Problem.failure(complaint) }
        return try HeapSnapshot.open(path)
    }

    // MARK: The call

    /// Starts the walk. Returns for how long the program stood still, in seconds.
    private func call(
        _ process: PythonProcess, _ agent: String, _ socket: String, target: String? = nil
    ) throws -> Double {
        let options = recordsValues ? HEAPTIDE_HEAP_VALUES.rawValue : 0
        let argument = "\(socket) \(options)" + (target.map { " " + $0 } ?? "")
        for _ in 0..<Self.attempts {
            let outcome = try process.call(
                library: agent, symbol: Self.entryPoint, argument: argument, timeoutSeconds: Self.callSeconds)
            if outcome.result <= 0 { return outcome.pauseSeconds + Double(-outcome.result) / 1e6 }
            guard outcome.result == Int32(HEAPTIDE_HEAP_BUSY.rawValue) else { throw refusal(outcome.result) }
            usleep(Self.attemptMicroseconds)
        }
        throw Problem.failure("process \(pid) was collecting garbage all the time; try again")
    }

    private func refusal(_ answer: Int32) -> Problem {
        switch UInt32(bitPattern: answer) {
        case HEAPTIDE_HEAP_NO_FORK.rawValue:
            .failure(
                "process \(pid) cannot be cloned: the kernel refuses it another process or the memory for one (ulimit -u, pids.max, vm.overcommit_memory)"
            )
        case HEAPTIDE_HEAP_NO_SOCKET.rawValue:
            .failure("process \(pid) cannot reach /tmp, where this one waits for it")
        default: .failure("process \(pid) runs an interpreter whose objects are not where this version expects them")
        }
    }

    private func receive(_ socket: AgentSocket, _ pause: Double) throws -> HeapSnapshot {
        let progress = ProgressLine("reading objects")
        let reader = try HeapConnection(listener: socket.descriptor).read { progress.show(count: $0) }
        var walk = ReceivedWalk(reader, nil)
        walk.facts.pid = pid
        walk.facts.command = ProcessStatus.command(pid)
        walk.facts.pauseSeconds = pause
        walk.facts.hasValues = recordsValues
        walk.facts.moment = "asked"
        let snapshot = try walk.snapshot(onPhase: { progress.show(phase: $0.rawValue) })
        progress.clear()
        return snapshot
    }
}

/// An order that a recorder has taken.
private final class PlacedOrder {
    private let descriptor: Int32
    private static let patienceSeconds = 5
    private static let lookMilliseconds: Int32 = 100
    private static let longestComplaint = 4096

    /// Nil if nobody listens there, or the recorder does not know the process.
    init?(at desk: String, _ order: HeapOrder) {
        descriptor = AgentSocket.connect(to: desk)
        guard descriptor >= 0 else { return nil }
        var limit = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let bytes = order.bytes
        var answer: UInt8 = 0
        guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count,
            HeapOrder.receive(descriptor, &answer, 1), answer == 1
        else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Waits until the snapshot is written. Returns why it is not, or nothing.
    func conclude(pauseSeconds: Double, hasValues: Bool, whileWaiting: () -> Void) throws(Problem) -> String {
        var call = HeapOrderCall(pauseSeconds: pauseSeconds, hasValues: hasValues ? 1 : 0)
        send(descriptor, &call, MemoryLayout<HeapOrderCall>.size, Int32(MSG_NOSIGNAL))
        var line: [UInt8] = []
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while line.last != UInt8(ascii: "\n") && line.count < Self.longestComplaint {
            if poll(&wait, 1, Self.lookMilliseconds) == 0 {
                whileWaiting()
                continue
            }
            var buffer = [UInt8](repeating: 0, count: 512)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .failure("the recorder ended before the snapshot was written") }
            line += buffer[..<count]
        }
        return String(decoding: line.dropLast(), as: UTF8.self)
    }
}
