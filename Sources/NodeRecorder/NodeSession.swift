// All Nodes of one recorded program.
import DevTools
package import Recording
import Synchronization

/// Meets every Node that announces itself, and keeps what became of them. Used by one thread.
package final class NodeSession {
    /// What every Node's thread needs.
    final class Shared: Sendable {
        let folder: NodeFolder
        let file: RecordingWriter
        let clock: RecordingClock
        private let samplingInterval: Int
        private let lastNumber = Atomic<Int>(0)

        init(folder: NodeFolder, file: RecordingWriter, clock: RecordingClock, samplingInterval: Int) {
            self.folder = folder
            self.file = file
            self.clock = clock
            self.samplingInterval = samplingInterval
        }

        /// The next row of the file.
        func nextNumber() -> Int { lastNumber.add(1, ordering: .relaxed).newValue }

        /// Live objects only: what was collected is dropped from the profile.
        var sampling: JSON { ["samplingInterval": .number(Double(samplingInterval)), "stackDepth": 128] }
    }

    package let folder: NodeFolder
    package let clock = RecordingClock()
    private let shared: Shared
    private var processes: [NodeProcess] = []

    /// - Parameter samplingInterval: mean bytes between two samples.
    /// - Throws: one line if no place for meeting can be made.
    package init(file: RecordingWriter, samplingInterval: Int) throws(RecordingError) {
        folder = try NodeFolder()
        shared = Shared(folder: folder, file: file, clock: clock, samplingInterval: samplingInterval)
    }

    /// Begins to record the Nodes that have announced themselves.
    package func accept() {
        for announcement in folder.announcements() {
            let process = NodeProcess(announcement, number: shared.nextNumber(), shared)
            processes.append(process)
            process.start()
        }
    }

    /// Nodes that are being recorded.
    package var activeCount: Int { processes.count { $0.isActive } }
    package var processCount: Int { processes.count { $0.outcome.isRecorded } }
    package var outcomes: [(pid: Int32, outcome: NodeOutcome)] {
        processes.map { ($0.announcement.pid, $0.outcome) }
    }

    /// Lets all that still run go on unrecorded.
    package func detachAll() { for process in processes { process.detach() } }

    /// The row of a process, the last one that had this pid; nil if none was recorded.
    package func number(of pid: Int32) -> Int? { processes.last { $0.announcement.pid == pid }?.number }
}
