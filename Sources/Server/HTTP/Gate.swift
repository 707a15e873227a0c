// Who may come in: the browser that was given the link, and no page of another place that runs in it.
import Synchronization

/// Checks every request before a page's code sees it. The link's token is taken once, for a session's cookie; without the
/// cookie nothing is answered. Names of other machines that lead here (DNS rebinding) are refused, and so are requests
/// that another page sends (CSRF).
final class Gate: Sendable {
    /// What goes into the link.
    let token = Secret.make()
    private let session = Secret.make()
    private let isTokenUsed = Mutex(false)
    private let port: Int

    init(port: Int) { self.port = port }

    /// What the gate says to a request.
    enum Verdict {
        case enters
        /// Enters with the link; the answer takes the cookie along.
        case entersFirst(cookie: String)
        case refused(ServerResponse)
    }

    func verdict(on request: ServerRequest) -> Verdict {
        guard let host = request.header("host"), hosts.contains(host) else {
            return .refused(.problem(403, "this server answers to 127.0.0.1:\(port) only"))
        }
        guard request.method == "GET" || request.method == "POST" else {
            return .refused(.problem(405, "only GET and POST are understood"))
        }
        if request.method == "POST" {
            guard request.header("origin") == "http://" + host else {
                return .refused(.problem(403, "only the page of this server may ask that"))
            }
            guard request.header("content-type")?.lowercased().hasPrefix("application/json") == true else {
                return .refused(.problem(415, "send JSON, as application/json"))
            }
        }
        if isKnown(request) { return .enters }
        if request.method == "GET", request.path == "/", let given = request.item("token"), takes(given) {
            return .entersFirst(cookie: "\(cookieName)=\(session); HttpOnly; SameSite=Strict; Path=/")
        }
        let why = "this window is not the one that was let in: a link works once; start heaptide lab serve again"
        return .refused(.problem(403, why))
    }

    private var hosts: [String] { ["127.0.0.1:\(port)", "localhost:\(port)"] }
    /// Cookies do not tell ports apart: two servers must not take each other's.
    private var cookieName: String { "heaptide_\(port)" }

    private func isKnown(_ request: ServerRequest) -> Bool {
        let cookies = request.headers.filter { $0.name == "cookie" }.flatMap { $0.value.split(separator: ";") }
        return cookies.contains { cookie in
            let cookie = cookie.drop { $0 == " " }
            guard cookie.hasPrefix(cookieName + "=") else { return false }
            return Secret.isSame(String(cookie.dropFirst(cookieName.count + 1)), session)
        }
    }

    private func takes(_ given: String) -> Bool {
        isTokenUsed.withLock { isUsed in
            guard !isUsed, Secret.isSame(given, token) else { return false }
            isUsed = true
            return true
        }
    }
}

/// What cannot be guessed.
private enum Secret {
    /// 256 bits from the kernel, as 64 hexadecimal digits.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// Compares without telling by its time how far they agree.
    static func isSame(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
