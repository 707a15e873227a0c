// Which threads of a process are asleep for long.

/// Watches threads by their system call and their count of context switches: a thread in which neither changes has not
/// run.
struct ThreadWatch {
    private struct Rest {
        var signature: [UInt8]
        var since: Double
    }

    private let process: PythonProcess
    private var rests: [Int32: Rest] = [:]

    /// How many threads are looked at.
    private static let limit = 64

    init(_ process: PythonProcess) { self.process = process }

    /// Looks at the first thread.
    mutating func lookAtMain() { look(at: process.pid) }

    /// Looks at all of them, up to a limit.
    mutating func look() {
        let threads = process.files.threads().prefix(Self.limit)
        for thread in threads { look(at: thread) }
        rests = rests.filter { threads.contains($0.key) }
    }

    private mutating func look(at thread: Int32) {
        guard let text = process.files.text("task/\(thread)/syscall"), let call = Self.call(text),
            SystemCalls.patient.contains(call), let status = process.files.text("task/\(thread)/status")
        else { return rests[thread] = nil }
        let switches = status.suffix(from: status.firstIndex(of: UInt8(ascii: "\n")) ?? 0).suffix(80)
        let signature = text + switches
        if rests[thread]?.signature == signature { return }
        rests[thread] = Rest(signature: signature, since: monotonicSeconds())
    }

    /// The number at the start of `7 0x1 0x2 …`; nil for a thread that runs, or sleeps elsewhere.
    private static func call(_ text: [UInt8]) -> Int? {
        Int(String(decoding: text.prefix { $0 > 32 }, as: UTF8.self))
    }

    /// Since when, as far as was seen, the first thread sleeps in a patient call; nil if it does not.
    var mainAsleepSince: Double? { rests[process.pid]?.since }

    /// A thread that has not run for that long, the first thread first.
    func settled(_ seconds: Double) -> Int32? {
        let now = monotonicSeconds()
        let threads = rests.filter { now - $0.value.since >= seconds }.keys
        return threads.contains(process.pid) ? process.pid : threads.min()
    }

    /// What the first thread is doing, in words.
    var mainInWords: String {
        guard let text = process.files.text("task/\(process.pid)/syscall") else { return "its main thread is gone" }
        if process.files.stat()?.first == "T" { return "it has been stopped" }
        return Self.call(text).map { "its main thread waits in system call \($0)" }
            ?? "its main thread is running C code"
    }
}
