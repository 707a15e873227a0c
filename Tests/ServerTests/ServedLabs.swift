// `heaptide lab serve` as it is shipped, and what somebody with a socket can send it.
import Foundation
import Glibc
import TestSupport

/// A running server, its link taken by nobody yet. Ends with its owner.
final class ServedLabs {
    let program: BackgroundProgram
    let cache = TemporaryDirectory()
    let port: Int
    let token: String

    struct NoLink: Error, CustomStringConvertible {
        let description: String
    }

    init(_ options: [String] = []) throws {
        let command = [
            TestPrograms.heaptide, "lab", "serve", "--no-open", "--python", TestPrograms.python.path,
        ]
        program = try BackgroundProgram(command + options, environment: ["XDG_CACHE_HOME": cache.path])
        guard program.wait({ $0.output.hasSuffix("\n") }) else { throw NoLink(description: program.errors) }
        let link = program.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let parts = link.split(separator: "/?token=")
        guard parts.count == 2, let port = parts[0].split(separator: ":").last.flatMap({ Int($0) }) else {
            throw NoLink(description: link)
        }
        self.port = port
        token = String(parts[1])
    }

    /// Takes the link. Returns the cookie to send.
    func enter() throws -> String {
        let answer = try ask("GET", "/?token=\(token)")
        guard answer.status == 200, let cookie = answer.header("set-cookie")?.split(separator: ";").first else {
            throw NoLink(description: answer.head)
        }
        return String(cookie)
    }

    /// A whole request, and its answer.
    ///
    /// - Parameter headers: beside Host, Connection, Content-Length, and for POST Origin and Content-Type; in their place
    ///     if they have their names; left out if they are empty.
    func ask(
        _ method: String, _ path: String, cookie: String? = nil, headers: [String: String] = [:], body: String = ""
    ) throws -> Answer {
        var all = ["Host": "127.0.0.1:\(port)", "Connection": "close"]
        if method == "POST" {
            all["Origin"] = "http://127.0.0.1:\(port)"
            all["Content-Type"] = "application/json"
            all["Content-Length"] = String(body.utf8.count)
        }
        if let cookie { all["Cookie"] = cookie }
        all.merge(headers) { $1 }
        let lines = all.filter { !$0.value.isEmpty }.map { "\($0.key): \($0.value)\r\n" }.joined()
        return try Answer(send(Array("\(method) \(path) HTTP/1.1\r\n\(lines)\r\n\(body)".utf8)))
    }

    /// Bytes to the server, and all that comes back until it closes, or for ten seconds.
    func send(_ bytes: [UInt8], closes: Bool = false, to host: String = "127.0.0.1") throws -> [UInt8] {
        let socket = try Self.connect(host, port)
        defer { close(socket) }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // It may have refused and closed before all was sent.
            if count <= 0 { break }
            sent += count
        }
        if closes { shutdown(socket, Int32(SHUT_WR)) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(socket, &buffer, buffer.count)
            guard count > 0 else { return answer }
            answer += buffer[..<count]
        }
    }

    static func connect(_ host: String, _ port: Int) throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(socket)
            throw NoLink(description: "no connection to \(host):\(port)")
        }
        return socket
    }
}

/// What the server has answered.
struct Answer {
    let status: Int
    let head: String
    let body: Data

    init(_ bytes: [UInt8]) throws {
        let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))
        head = String(decoding: bytes[..<(end?.lowerBound ?? bytes.count)], as: UTF8.self)
        body = Data(bytes[(end?.upperBound ?? bytes.count)...])
        let words = head.split(separator: " ")
        status = words.count > 1 ? Int(words[1]) ?? 0 : 0
    }

    func header(_ name: String) -> String? {
        head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ": ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }

    /// A member of the JSON object that was answered.
    subscript(_ key: String) -> Any? { object[key] }

    var object: [String: Any] {
        (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
    }

    var error: String? { self["error"] as? String }
}
