// What the kernel says of a process: /proc, read from outside.
import Glibc

package enum ProcessStatus {
    private static let pageBytes = Int64(sysconf(Int32(_SC_PAGESIZE)))

    /// The resident set now, bytes; nil when the process has no memory any more. Cheap: one short line.
    package static func residentBytes(_ pid: Int32) -> Int64? {
        guard let text = read("/proc/\(pid)/statm") else { return nil }
        let fields = text.split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard fields.count > 1, let pages = Int64(String(decoding: fields[1], as: UTF8.self)), pages > 0 else {
            return nil
        }
        return pages * pageBytes
    }

    /// The highest the resident set has been (VmHWM), bytes.
    package static func residentPeakBytes(_ pid: Int32) -> Int64? {
        guard let text = read("/proc/\(pid)/status") else { return nil }
        return kibibytes(after: "VmHWM:", in: text).map { $0 << 10 }
    }

    /// The process that started it, or has taken it over; 0 when it is gone.
    package static func parent(_ pid: Int32) -> Int32 {
        guard let text = read("/proc/\(pid)/stat"), let end = text.lastIndex(of: UInt8(ascii: ")")) else { return 0 }
        let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
        return fields.count > 1 ? Int32(String(decoding: fields[1], as: UTF8.self)) ?? 0 : 0
    }

    /// A value that changes when the process executes another program: start of its stack and of its code.
    static func image(_ pid: Int32) -> String? {
        guard let text = read("/proc/\(pid)/stat"), let end = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 25 else { return nil }
        // Fields 26 (startcode) and 28 (startstack) of proc(5); the first after the name is field 3.
        return String(decoding: fields[23], as: UTF8.self) + "/" + String(decoding: fields[25], as: UTF8.self)
    }

    /// The wait status of a process that has ended and that its parent has not asked about; nil of any other, and where
    /// /proc does not show it to this user.
    static func endedStatus(_ pid: Int32) -> Int32? {
        guard let text = read("/proc/\(pid)/stat"), let end = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 49, fields[0].first == UInt8(ascii: "Z") else { return nil }
        // Field 52 of proc(5), which reads 0 where it may not be seen; neither can the other file then.
        guard read("/proc/\(pid)/personality") != nil else { return nil }
        return Int32(String(decoding: fields[49].prefix { $0 >= 48 }, as: UTF8.self))
    }

    /// The command line, argument by argument.
    package static func command(_ pid: Int32) -> [String] {
        guard let text = read("/proc/\(pid)/cmdline") else { return [] }
        return text.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The script that an interpreter runs, or its -m module; nil if that cannot be told.
    package static func script(_ pid: Int32) -> String? { script(ofCommand: command(pid)) }

    /// The same of its command line.
    package static func script(ofCommand command: [String]) -> String? {
        let arguments = command.dropFirst()
        if let module = arguments.firstIndex(of: "-m"), module + 1 < arguments.endIndex { return arguments[module + 1] }
        return arguments.first { !$0.hasPrefix("-") && !$0.contains("\n") && $0.count < 100 && !$0.contains(" ") }
    }

    /// A variable of the environment that it was started with; nil if it has none, or that may not be read.
    package static func startVariable(_ name: String, of pid: Int32) -> String? {
        let prefix = Array("\(name)=".utf8)
        let entry = read("/proc/\(pid)/environ")?.split(separator: 0).first { $0.starts(with: prefix) }
        return entry.map { String(decoding: $0.dropFirst(prefix.count), as: UTF8.self) }
    }

    private static func kibibytes(after key: String, in text: [UInt8]) -> Int64? {
        let key = Array(key.utf8)
        guard let start = find(key, in: text) else { return nil }
        var value: Int64?
        for byte in text[(start + key.count)...] {
            if byte >= 48 && byte <= 57 {
                value = (value ?? 0) * 10 + Int64(byte - 48)
            } else if value != nil {
                break
            } else if byte == UInt8(ascii: "\n") {
                break
            }
        }
        return value
    }

    private static func find(_ key: [UInt8], in text: [UInt8]) -> Int? {
        guard text.count >= key.count else { return nil }
        return text.withUnsafeBufferPointer { bytes in
            (0...(text.count - key.count)).first { start in key.indices.allSatisfy { bytes[start + $0] == key[$0] } }
        }
    }

    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 8192)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count <= 0 { break }
            text.append(contentsOf: buffer[0..<count])
            if text.count > 1 << 20 { break }
        }
        return text.isEmpty ? nil : text
    }
}
