// Time in a recording: seconds since its start, from the monotonic clock.
import Dispatch
import Glibc

/// The recording's one clock.
package struct RecordingClock: Sendable {
    private let start = Self.now

    package init() {}

    package var seconds: Double { Double(Self.now - start) / 1e9 }

    /// The same for a moment of CLOCK_MONOTONIC, nanoseconds; below 0 for one before the recording.
    package func seconds(at moment: UInt64) -> Double { (Double(moment) - Double(start)) / 1e9 }

    private static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// A semaphore that can be shared between threads in Swift 6.
final class DispatchSemaphoreBox: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    func wait() { semaphore.wait() }
    /// Waits no longer than that.
    func wait(microseconds: Int) { _ = semaphore.wait(timeout: .now() + .microseconds(microseconds)) }
    func signal() { semaphore.signal() }
}
