// Events of a connection, in the order they came, for one thread that waits for them.
import Dispatch
import Synchronization

/// What the other side said without being asked.
package struct DevToolsEvent: Sendable {
    package let method: String
    package let parameters: JSON
    /// The target that said it, in a connection that has several; nil = the connection's own.
    package let session: String?

    package init(method: String, parameters: JSON, session: String?) {
        self.method = method
        self.parameters = parameters
        self.session = session
    }
}

/// A queue with a bound: who does not listen loses the newest, and is told.
package final class EventQueue: Sendable {
    private let events = Mutex<(waiting: [DevToolsEvent], lost: Int)>(([], 0))
    private let count = DispatchSemaphore(value: 0)
    private static let most = 10_000

    func append(_ event: DevToolsEvent) {
        let isKept = events.withLock {
            guard $0.waiting.count < Self.most else {
                $0.lost += 1
                return false
            }
            $0.waiting.append(event)
            return true
        }
        if isKept { count.signal() }
    }

    /// Wakes who waits, without an event.
    func wake() { count.signal() }

    /// The next event; nil if none comes within the time, or the connection has ended.
    package func next(seconds: Double) -> DevToolsEvent? {
        guard count.wait(timeout: .now() + max(0, seconds)) == .success else { return nil }
        return events.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
    }

    /// Events that nobody fetched in time.
    package var lostCount: Int { events.withLock { $0.lost } }
}
