// What the kernel says of a process in /proc.
import Glibc

/// Files below `/proc/PID`. Everything answers nil once the process is gone.
struct ProcessFiles {
    let pid: Int32

    /// What of /proc is read at most: 64 MiB, the map of half a million mappings.
    private static let limit = 64 << 20

    func text(_ name: String) -> [UInt8]? { Self.read("/proc/\(pid)/\(name)") }

    /// The value behind `key:` in /proc/PID/status or a thread's.
    func status(_ key: String, thread: Int32? = nil) -> String? {
        guard let text = text(thread.map { "task/\($0)/status" } ?? "status") else { return nil }
        return Self.value(of: key, in: text)
    }

    /// Fields of /proc/PID/stat from the third (state) on.
    func stat() -> [Substring]? {
        guard let text = text("stat"), let end = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        return String(decoding: text[(end + 1)...], as: UTF8.self).split(separator: " ")
    }

    /// When the process began, clock ticks since boot: tells it from a later one of the same number.
    func startTime() -> UInt64? {
        guard let fields = stat(), fields.count > 19 else { return nil }
        return UInt64(fields[19])
    }

    /// Its name, cut by the kernel to 15 bytes.
    func name() -> String? { text("comm").map { String(decoding: $0.filter { $0 != 10 }, as: UTF8.self) } }

    /// The process's threads, its first thread first.
    func threads() -> [Int32] {
        guard let directory = opendir("/proc/\(pid)/task") else { return [] }
        defer { closedir(directory) }
        var threads: [Int32] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let thread = Int32(name) { threads.append(thread) }
        }
        return threads.sorted { ($0 == pid ? 0 : $0) < ($1 == pid ? 0 : $1) }
    }

    /// Device and inode of what a link below /proc/PID leads to.
    func identity(_ name: String) -> FileIdentity? { FileIdentity(path: "/proc/\(pid)/\(name)") }

    static func value(of key: String, in text: [UInt8]) -> String? {
        let key = Array((key + ":").utf8)
        for line in text.split(separator: UInt8(ascii: "\n")) where line.starts(with: key) {
            let value = line.dropFirst(key.count).drop { $0 == 9 || $0 == 32 }
            return String(decoding: value, as: UTF8.self)
        }
        return nil
    }

    static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while text.count < limit {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 { break }
            text.append(contentsOf: buffer[0..<count])
        }
        return text
    }
}

/// What tells a file, a directory or a namespace from every other.
struct FileIdentity: Equatable {
    let device: UInt64
    let inode: UInt64

    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}
