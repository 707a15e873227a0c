// Where something speaks the DevTools protocol: always this machine.

/// A WebSocket of this machine.
package struct DevToolsAddress: Sendable, Equatable, CustomStringConvertible {
    package let port: Int
    /// Begins with a slash.
    package let path: String

    package init(port: Int, path: String) {
        self.port = port
        self.path = path
    }

    /// `ws://127.0.0.1:9229/…`; nil for another scheme or another machine.
    package init?(url: String) {
        guard url.hasPrefix("ws://") else { return nil }
        let rest = url.dropFirst(5)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard let colon = rest[..<slash].lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)..<slash]),
            (1...65535).contains(port), ["127.0.0.1", "localhost", "[::1]"].contains(String(rest[..<colon]))
        else { return nil }
        let path = slash == rest.endIndex ? "/" : String(rest[slash...])
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.init(port: port, path: path)
    }

    package var description: String { "127.0.0.1:\(port)" }
}

/// Something that can be inspected, as the list of a port tells it.
package struct DevToolsTarget: Sendable, Equatable {
    package let id: String
    /// `node`, `page`, `worker`, …
    package let type: String
    package let title: String
    package let url: String
    package let address: DevToolsAddress

    /// Nil if it has no address of its own on `port`.
    init?(_ json: JSON, port: Int) {
        guard let socket = json["webSocketDebuggerUrl"]?.string, let address = DevToolsAddress(url: socket) else {
            return nil
        }
        id = json["id"]?.string ?? ""
        type = json["type"]?.string ?? ""
        title = json["title"]?.string ?? ""
        url = json["url"]?.string ?? ""
        self.address = DevToolsAddress(port: port, path: address.path)
    }
}
