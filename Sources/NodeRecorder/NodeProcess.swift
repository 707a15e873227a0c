// One recorded Node: its connection, its heap and those of its worker threads, from the first line of its program to its
// end. Has a thread of its own, because every question to the program waits for its answer.
import DevTools
import Foundation
import Recording
import Synchronization

/// How the recording of a Node went.
package struct NodeOutcome: Sendable {
    /// Why it was not recorded, or not whole; nil if it was.
    package var problem: String?
    /// It has a row in the file.
    package var isRecorded = false
    /// It told its end; else it was killed, or goes on.
    package var hasEnded = false
    package var workers = 0
}

final class NodeProcess: Sendable {
    let announcement: NodeAnnouncement
    /// Its row in the file.
    let number: Int
    private let shared: NodeSession.Shared
    private let isDetached = Atomic<Bool>(false)
    private let isDone = Atomic<Bool>(false)
    private let result = Mutex(NodeOutcome())

    var isActive: Bool { !isDone.load(ordering: .acquiring) }
    var outcome: NodeOutcome { result.withLock { $0 } }

    init(_ announcement: NodeAnnouncement, number: Int, _ shared: NodeSession.Shared) {
        self.announcement = announcement
        self.number = number
        self.shared = shared
    }

    func start() {
        let thread = Thread { [self] in
            run()
            isDone.store(true, ordering: .releasing)
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Lets the program go on unrecorded.
    func detach() { isDetached.store(true, ordering: .releasing) }

    // MARK: The thread

    private func run() {
        do {
            let connection = try DevToolsConnection(
                announcement.address, peer: "process \(announcement.pid)", seconds: 20)
            defer { connection.close() }
            var heaps = try NodeHeaps(connection, announcement, number, shared)
            result.withLock { $0.isRecorded = true }
            shared.folder.release(announcement)
            heaps.follow { isDetached.load(ordering: .acquiring) }
            var outcome = heaps.outcome
            outcome.isRecorded = true
            result.withLock { $0 = outcome }
        } catch {
            shared.folder.release(announcement)
            result.withLock { $0.problem = error.description }
        }
    }
}
