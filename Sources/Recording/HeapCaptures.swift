// What the recorder knows of the moments at which programs were cloned, until the walk of the clone has arrived.
import Glibc
import Synchronization

/// One such moment.
package struct HeapCapture: Sendable {
    /// What allocated what was live.
    package let stacks: LiveStacks
    /// All that was live: Python objects, native blocks, mappings.
    package let heapBytes: Int64
    /// After the recording's start.
    package let seconds: Double
    /// For how long the program stood still; nil until it has said so.
    package var pauseSeconds: Double?
    package let command: [String]
    /// The process's number in the recording.
    package let process: Int
}

/// Kept by process and serial number of the walk. Safe to use from any thread.
package final class HeapCaptures: Sendable {
    private struct Key: Hashable {
        var pid: Int32
        var serial: UInt32
    }
    private struct Kept {
        var captures: [Key: HeapCapture] = [:]
        /// In the order of their coming.
        var order: [Key] = []
    }

    private let kept = Mutex(Kept())
    /// Walks that never come are forgotten.
    private static let most = 8
    private static let attempts = 500
    private static let attemptMicroseconds: UInt32 = 10_000

    func add(_ capture: HeapCapture, pid: Int32, serial: UInt32) {
        kept.withLock { kept in
            let key = Key(pid: pid, serial: serial)
            kept.order.removeAll { $0 == key }
            kept.order.append(key)
            kept.captures[key] = capture
            if kept.order.count > Self.most { kept.captures[kept.order.removeFirst()] = nil }
        }
    }

    func setPause(_ seconds: Double?, pid: Int32, serial: UInt32) {
        kept.withLock { $0.captures[Key(pid: pid, serial: serial)]?.pauseSeconds = seconds }
    }

    /// What was live when the process sent the walk with that number; waits for the recorder to come to it, which takes
    /// no longer than what is in the ring. Nil if it does not within five seconds.
    package func capture(pid: Int32, serial: UInt32) -> HeapCapture? {
        for _ in 0..<Self.attempts {
            if let known = kept.withLock({ $0.captures[Key(pid: pid, serial: serial)] }) { return known }
            usleep(Self.attemptMicroseconds)
        }
        return nil
    }

    /// The same, for the last time, and with the pause: the program tells it when its clone is at work already.
    package func take(pid: Int32, serial: UInt32) -> HeapCapture? {
        var capture = capture(pid: pid, serial: serial)
        for _ in 0..<Self.attempts where capture != nil && capture?.pauseSeconds == nil {
            usleep(Self.attemptMicroseconds)
            capture = kept.withLock { $0.captures[Key(pid: pid, serial: serial)] } ?? capture
        }
        kept.withLock { kept in
            kept.captures[Key(pid: pid, serial: serial)] = nil
            kept.order.removeAll { $0.pid == pid && $0.serial == serial }
        }
        return capture
    }
}
