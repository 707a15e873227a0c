// A Node that runs already: whether it is one, where its inspector listens, and how it is switched on and off again.
package import DevTools
import Foundation
import Glibc

package struct RunningNode: Sendable {
    package let pid: Int32

    /// How long Node may take to open its inspector after SIGUSR1; a thread of its own does that.
    private static let openSeconds = 5.0

    /// - Returns: nil if the process is no Node, or is gone.
    package init?(pid: Int32) {
        guard let executable = Self.link("/proc/\(pid)/exe") else { return nil }
        let name = executable.split(separator: "/").last.map(String.init) ?? ""
        let isNode = name == "node" || name == "nodejs" || name.hasPrefix("node-") || name.hasPrefix("node ")
        guard isNode || Self.text("/proc/\(pid)/maps").contains("/libnode.so") else { return nil }
        self.pid = pid
    }

    /// Opens the inspector if it is not open, gives a connection to `body`, and closes it if it was not open before.
    ///
    /// Node itself says so on the program's standard error; that cannot be had without.
    ///
    /// - Throws: one line if the inspector cannot be opened, or what `body` throws.
    package func withConnection<Result>(
        _ body: (DevToolsConnection) throws(DevToolsError) -> Result
    ) throws(DevToolsError) -> Result {
        if let open = inspector() { return try body(DevToolsConnection(open, peer: "process \(pid)")) }
        try checkSignal()
        guard kill(pid, SIGUSR1) == 0 else {
            throw DevToolsError("cannot signal process \(pid): \(String(cString: strerror(errno)))")
        }
        let connection = try DevToolsConnection(try opened(), peer: "process \(pid)")
        defer { switchOff(connection) }
        return try body(connection)
    }

    /// A program for which SIGUSR1 is not what Node makes of it would be ended by it.
    private func checkSignal() throws(DevToolsError) {
        let status = Self.text("/proc/\(pid)/status")
        func mask(_ name: String) -> UInt64 {
            guard let range = status.range(of: "\n\(name):\t") else { return 0 }
            return UInt64(status[range.upperBound...].prefix { $0.isHexDigit }, radix: 16) ?? 0
        }
        let bit: UInt64 = 1 << UInt64(SIGUSR1 - 1)
        guard mask("SigCgt") & bit != 0 else {
            throw DevToolsError(
                "process \(pid) does not open its inspector on SIGUSR1 (--disable-sigusr1, or it was built without one); start it with --inspect"
            )
        }
    }

    private func opened() throws(DevToolsError) -> DevToolsAddress {
        for _ in 0..<Int(Self.openSeconds * 100) {
            if let address = inspector() { return address }
            if kill(pid, 0) != 0 && errno == ESRCH { throw DevToolsError("process \(pid) ended on SIGUSR1") }
            usleep(10_000)
        }
        throw DevToolsError(
            "process \(pid) did not open its inspector: it handles SIGUSR1 itself, or port 9229 is taken; start it with --inspect=0"
        )
    }

    /// Closing ends the connection, mostly before the answer has come.
    private func switchOff(_ connection: DevToolsConnection) {
        _ = try? connection.call("Runtime.evaluate", ["expression": "process._debugEnd()"], seconds: 5)
        connection.close()
    }

    // MARK: Where it listens

    /// The inspector's address, if it listens.
    private func inspector() -> DevToolsAddress? {
        for port in listeningPorts() {
            let targets = (try? DevToolsDiscovery.targets(port: port, seconds: 2)) ?? []
            if let node = targets.first(where: { $0.type == "node" }) { return node.address }
        }
        return nil
    }

    /// Loopback ports on which the process listens, those first that Node takes.
    package func listeningPorts() -> [Int] {
        let own = sockets()
        let lines = ["tcp", "tcp6"].flatMap { Self.text("/proc/\(pid)/net/\($0)").split(separator: "\n").dropFirst() }
        let ports = lines.compactMap { line -> Int? in
            // Fields of proc(5): local address, state (0A = LISTEN), and the socket's inode.
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A", own.contains(String(fields[9])) else { return nil }
            let address = fields[1].split(separator: ":")
            guard address.count == 2, Self.isLoopback(address[0]) else { return nil }
            return Int(address[1], radix: 16)
        }
        return Set(ports).sorted { abs($0 - 9229) < abs($1 - 9229) }
    }

    private static func isLoopback(_ address: Substring) -> Bool {
        address.hasSuffix("7F") && address.count == 8 || Set(address) == ["0"]
            || address == "00000000000000000000000001000000"
    }

    /// Inodes of the sockets that the process has open.
    private func sockets() -> Set<String> {
        let folder = "/proc/\(pid)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(
            names.compactMap { Self.link("\(folder)/\($0)") }.filter { $0.hasPrefix("socket:[") }
                .map { String($0.dropFirst("socket:[".count).dropLast()) })
    }

    private static func link(_ path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        return text.hasSuffix(" (deleted)") ? String(text.dropLast(" (deleted)".count)) : text
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
