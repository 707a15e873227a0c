// Where a learner's program runs: one at a time.
import Dispatch
package import Labs
import Synchronization

/// Starts runs of labs, ends them, and keeps the last one of each lab.
package final class LabDesk: Sendable {
    private let runner: LabRunner
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "heaptide.labs")

    private struct State {
        var last: LabDeskRun?
        /// By lab.
        var runs: [String: LabDeskRun] = [:]
        var lastNumber = 0
        var isClosed = false
    }

    /// Why a run is not started.
    enum Refusal: Error {
        case busy(lab: String)
        case closed
    }

    package init(_ runner: LabRunner) { self.runner = runner }

    /// Starts a lab in the background.
    ///
    /// - Parameter own: texts in place of the lab's own, by the names of its files.
    /// - Returns: the run's number.
    func start(_ lab: Lab, own: [String: String]) throws(Refusal) -> Int {
        let started = state.withLock { state -> Result<LabDeskRun, Refusal> in
            if state.isClosed { return .failure(.closed) }
            if let last = state.last, !last.isOver { return .failure(.busy(lab: last.lab.id)) }
            state.lastNumber += 1
            let run = LabDeskRun(state.lastNumber, lab, own: own)
            state.last = run
            state.runs[lab.id] = run
            return .success(run)
        }
        let run = try started.get()
        queue.async { [runner] in run.work(with: runner) }
        return run.number
    }

    /// The run of that number; nil if its lab has been run again since.
    func run(_ number: Int) -> LabDeskRun? { state.withLock { $0.runs.values.first { $0.number == number } } }

    /// The run that goes on or was the last; nil before the first.
    var last: LabDeskRun? { state.withLock { $0.last } }

    /// Where a run's recordings are.
    func recording(of step: LabStep, in lab: Lab) -> String { runner.recording(of: step, in: lab) }

    /// Ends what runs, and takes nothing more. Returns when no process is left.
    package func close() {
        state.withLock {
            $0.isClosed = true
            $0.last?.stop()
        }
        queue.sync {}
    }
}
