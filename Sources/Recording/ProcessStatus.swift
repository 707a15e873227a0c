// What the kernel says of a process: /proc, read from outside.
import Glibc

/// One look at a process.
struct ProcessSample {
    /// Resident set now and at its highest, bytes.
    var residentBytes: Int64
    var residentPeakBytes: Int64
}

enum ProcessStatus {
    /// VmRSS and VmHWM of /proc/PID/status; nil when the process has no memory any more.
    static func sample(_ pid: Int32) -> ProcessSample? {
        guard let text = read("/proc/\(pid)/status") else { return nil }
        guard let resident = kibibytes(after: "VmRSS:", in: text), let peak = kibibytes(after: "VmHWM:", in: text)
        else { return nil }
        return ProcessSample(residentBytes: resident << 10, residentPeakBytes: peak << 10)
    }

    /// A value that changes when the process executes another program: start of its stack and of its code.
    static func image(_ pid: Int32) -> String? {
        guard let text = read("/proc/\(pid)/stat"), let end = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 25 else { return nil }
        // Fields 26 (startcode) and 28 (startstack) of proc(5); the first after the name is field 3.
        return String(decoding: fields[23], as: UTF8.self) + "/" + String(decoding: fields[25], as: UTF8.self)
    }

    /// The command line, argument by argument.
    static func command(_ pid: Int32) -> [String] {
        guard let text = read("/proc/\(pid)/cmdline") else { return [] }
        return text.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
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
        return (0...(text.count - key.count)).first { text[$0] == key[0] && Array(text[$0..<($0 + key.count)]) == key }
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
