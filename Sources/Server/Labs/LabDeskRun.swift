// One run of a lab: how far it is, and what has come of it.
import Dispatch
import Labs
import Synchronization

/// Worked on by one thread, looked at by all.
final class LabDeskRun: Sendable {
    let number: Int
    let lab: Lab
    private let own: [String: String]
    private let state = Mutex(State())
    private let isStopped = Atomic(false)
    private let began = DispatchTime.now()

    private struct State {
        var phase = Phase.running
        /// Index into the lab's steps.
        var step = 0
        var seconds: Double?
    }

    enum Phase {
        case running
        case done(LabOutcome)
        /// With one line that says why.
        case failed(String)
        case stopped
    }

    init(_ number: Int, _ lab: Lab, own: [String: String]) {
        self.number = number
        self.lab = lab
        self.own = own
    }

    var phase: Phase { state.withLock { $0.phase } }
    var step: LabStep { lab.steps[stepIndex] }
    var stepIndex: Int { state.withLock { $0.step } }
    var isOver: Bool { if case .running = phase { false } else { true } }

    /// Since it began, up to its end.
    var seconds: Double { state.withLock { $0.seconds } ?? sinceBegan }

    private var sinceBegan: Double { Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9 }

    /// Has its programs ended; they are gone a moment later.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Runs the lab to its end.
    func work(with runner: LabRunner) {
        var runner = runner
        runner.ownTexts = own
        runner.isStopped = { [weak self] in self?.isStopped.load(ordering: .relaxed) ?? true }
        let phase: Phase
        do throws(LabMissing) {
            let result = try runner.run(lab) { step in
                let index = lab.steps.firstIndex { $0.name == step.name } ?? 0
                state.withLock { $0.step = index }
            }
            phase = .done(LabOutcome(result))
        } catch {
            phase = isStopped.load(ordering: .relaxed) ? .stopped : .failed(error.description)
        }
        let seconds = sinceBegan
        state.withLock {
            $0.phase = phase
            $0.seconds = seconds
        }
    }
}
