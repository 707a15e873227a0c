// Taking the heap of a process: the agent is called inside it, and what its clone sends becomes a snapshot.
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

    private static let entryPoint = "heaptide_snapshot"
    private static let callSeconds = 10.0
    /// A collection is waited for: so often, so many microseconds each.
    private static let attempts = 200
    private static let attemptMicroseconds: UInt32 = 20_000

    /// - Throws: one line that says why not, and what to do.
    func take() throws(Problem) -> HeapSnapshot {
        let agent = try AgentEnvironment.findAgent()
        do {
            let process = try PythonProcess(pid: pid)
            let socket = try AgentSocket()
            let pause = try call(process, agent, socket)
            return try receive(process, socket, pause)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw .failure("\(error)")
        }
    }

    /// Starts the walk. Returns for how long the program stood still, in seconds.
    private func call(_ process: PythonProcess, _ agent: String, _ socket: AgentSocket) throws -> Double {
        let options = recordsValues ? HEAPTIDE_HEAP_VALUES.rawValue : 0
        for _ in 0..<Self.attempts {
            let outcome = try process.call(
                library: agent, symbol: Self.entryPoint, argument: "\(socket.path) \(options)",
                timeoutSeconds: Self.callSeconds)
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

    private func receive(_ process: PythonProcess, _ socket: AgentSocket, _ pause: Double) throws -> HeapSnapshot {
        let progress = ProgressLine("reading objects")
        let reader = try HeapConnection(listener: socket.descriptor).read { progress.show(count: $0) }
        let python = try reader.finish(onPhase: { progress.show(phase: $0.rawValue) })
        progress.clear()
        var facts = SnapshotFacts()
        facts.language = "python"
        facts.version = process.version.description
        facts.pid = pid
        facts.command = ProcessStatus.command(pid)
        facts.taken = ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double(python.facts.taken)))
        facts.pauseSeconds = pause
        facts.walkSeconds = python.facts.walkSeconds
        facts.hasValues = recordsValues
        facts.opaqueObjects = python.facts.opaqueObjects
        return HeapSnapshot(
            facts: facts, graph: python.graph, stacks: .empty, contents: python.contents,
            capacities: python.capacities, slotSavings: SparseColumn([], numbering: Column([])))
    }
}

/// What /proc tells of a process's command.
enum ProcessName {
    /// The script that an interpreter runs, or its -m module; nil if that cannot be told.
    static func script(of pid: Int32) -> String? {
        let arguments = ProcessStatus.command(pid).dropFirst()
        if let module = arguments.firstIndex(of: "-m"), module + 1 < arguments.endIndex { return arguments[module + 1] }
        return arguments.first { !$0.hasPrefix("-") && !$0.contains("\n") && $0.count < 100 && !$0.contains(" ") }
    }
}
