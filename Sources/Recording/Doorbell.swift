// How a thread wakes another one that waits in poll().
import CRecorderPlatform
import Glibc

/// A descriptor that is readable from `ring` until `answer`.
final class Doorbell: Sendable {
    /// -1 if the kernel had none: the one who waits then sees what has happened when its time is up.
    let descriptor = heaptide_event_descriptor()

    deinit { if descriptor >= 0 { close(descriptor) } }

    func ring() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    func answer() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
