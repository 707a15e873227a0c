// A server with worker threads, and a client that never stops asking it. Both end with their owner.
import Foundation
import Glibc
import TestSupport

final class BusyServer {
    /// How the client was answered.
    struct Summary: Decodable {
        let asked: Int
        let wrong: Int
        let lost: Int
    }

    /// What a snapshot could leave in the program.
    struct Traces: Hashable, CustomStringConvertible {
        var descriptors: Int
        var threads: Int
        var children: String
        var mappings: Int
        var blockedSignals: String
        var description: String {
            "\(descriptors) descriptors, \(threads) threads, children [\(children)], \(mappings) mappings,"
                + " signals blocked \(blockedSignals)"
        }
    }

    let directory = TemporaryDirectory()
    private let server = Process()
    private let client = Process()
    private let (serverInput, clientInput) = (Pipe(), Pipe())

    var pid: Int32 { server.processIdentifier }

    init?(_ python: Interpreter) throws {
        try start(server, ["serve", directory / "port"], serverInput, python)
        for _ in 0..<1000 where directory.size("port") == 0 { usleep(10_000) }
        guard directory.size("port") > 0 else { return nil }
        try start(client, ["ask", directory.text("port"), directory / "summary"], clientInput, python)
    }

    private func start(_ process: Process, _ arguments: [String], _ input: Pipe, _ python: Interpreter) throws {
        process.executableURL = URL(fileURLWithPath: python.path)
        process.arguments = [TestPrograms.targets + "/busy_server.py"] + arguments
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try SignalMask.withNothingBlocked { try process.run() }
    }

    deinit {
        for process in [server, client] where process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    var traces: Traces {
        Traces(
            descriptors: count("fd"), threads: count("task"), children: file("task/\(pid)/children"),
            mappings: file("maps").split(separator: "\n").count, blockedSignals: status("SigBlk"))
    }

    var residentBytes: Int { (Int(status("VmRSS").split(separator: " ").first ?? "") ?? 0) * 1024 }

    private func file(_ name: String) -> String {
        (try? String(contentsOfFile: "/proc/\(pid)/\(name)", encoding: .utf8)) ?? ""
    }

    private func count(_ name: String) -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/\(name)").count) ?? 0
    }

    private func status(_ name: String) -> String {
        let line = file("status").split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
        return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
    }

    /// The traces that are found most often: now and then the client is between two connections.
    var usualTraces: Traces {
        var found: [Traces: Int] = [:]
        for _ in 0..<50 {
            found[traces, default: 0] += 1
            usleep(10_000)
        }
        return found.max { $0.value < $1.value }!.key
    }

    /// The traces, as soon as they are these, or after some seconds: threads that wait end a moment after what they wait for.
    func settledTraces(_ wanted: Traces) -> Traces {
        for _ in 0..<500 where traces != wanted { usleep(10_000) }
        return traces
    }

    /// Takes a snapshot of the server. Returns the exit status.
    func snapshot() throws -> Int32 {
        try Command.run(["snapshot", "\(pid)", "-q", "--force", "-o", directory / "busy.heap"], limit: 60).status
    }

    /// Stops the client, then the server. Nil if the server did not end by itself, with its last statement.
    func stop() throws -> Summary? {
        try clientInput.fileHandleForWriting.close()
        client.waitUntilExit()
        guard server.isRunning else { return nil }
        try serverInput.fileHandleForWriting.close()
        server.waitUntilExit()
        guard server.terminationReason == .exit, server.terminationStatus == 0 else { return nil }
        return try JSONDecoder().decode(Summary.self, from: Data(directory.text("summary").utf8))
    }
}

/// `heaptide snapshot`, to be ended before its time.
enum CutShort {
    /// Starts it on `pid`, waits until it holds a thread of the program, or for the given time, and sends it `signal`.
    ///
    /// - Parameter delay: microseconds after that.
    /// - Returns: whether the signal came in time.
    static func run(_ pid: Int32, signal: Int32, whileAttached: Bool, delay: UInt32, output: String) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: TestPrograms.heaptide)
        process.arguments = ["snapshot", "\(pid)", "-q", "--force", "-o", output]
        process.standardError = FileHandle.nullDevice
        try SignalMask.withNothingBlocked { try process.run() }
        if whileAttached { waitForTracer(pid, process) }
        usleep(delay)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal
    }

    private static func waitForTracer(_ pid: Int32, _ process: Process) {
        let file = open("/proc/\(pid)/status", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 512)
        let name = Array("TracerPid:\t".utf8)
        for _ in 0..<2_000_000 {
            let count = pread(file, &bytes, bytes.count, 0)
            guard count > 0, process.isRunning else { return }
            for place in 0..<max(0, count - name.count) where bytes[place] == name[0] {
                if bytes[place..<(place + name.count)].elementsEqual(name) {
                    if bytes[place + name.count] != UInt8(ascii: "0") { return }
                    break
                }
            }
        }
    }
}
