// The memory of another process.
import Glibc

/// /proc/PID/mem, held open: it stays the memory of the program that ran when it was opened. Once that has ended or
/// executed something else, every read and write fails, whatever has the same number by then.
final class ProcessMemory: Sendable {
    private let file: Int32

    /// - Returns: nil, and errno, if the kernel does not let us. What it asks is what ptrace asks.
    init?(pid: Int32) {
        file = open("/proc/\(pid)/mem", O_RDWR | O_CLOEXEC)
        if file < 0 { return nil }
    }

    deinit { close(file) }

    /// `count` bytes at `address`; nil if they are not all there.
    func bytes(_ address: UInt64, _ count: Int) -> [UInt8]? {
        guard let offset = off_t(exactly: address), count >= 0 else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            used = max(0, pread(file, buffer.baseAddress, count, offset))
        }
        return bytes.count == count ? bytes : nil
    }

    /// An integer at `address`.
    func load<T: FixedWidthInteger>(_ address: UInt64, as type: T.Type = T.self) -> T? {
        guard let offset = off_t(exactly: address) else { return nil }
        var value: T = 0
        let count = withUnsafeMutableBytes(of: &value) { pread(file, $0.baseAddress, $0.count, offset) }
        return count == MemoryLayout<T>.size ? value : nil
    }

    /// Writes all of `bytes`; also where the process itself may not write, if we are its tracer.
    func write(_ bytes: [UInt8], to address: UInt64) -> Bool {
        guard let offset = off_t(exactly: address) else { return false }
        return pwrite(file, bytes, bytes.count, offset) == bytes.count
    }

    func store<T: FixedWidthInteger>(_ value: T, to address: UInt64) -> Bool {
        withUnsafeBytes(of: value) { write([UInt8]($0), to: address) }
    }
}
