// Who gets an answer, tried over TCP.
import Foundation
import TestSupport
import Testing

@Suite struct GateTests {
    private static let addresses = [
        "/", "/assets/index.html", "/api/labs", "/api/labs/copies", "/api/labs/copies/answer", "/api/runs",
        "/api/runs/1",
        "/api/runs/1/pictures/program.svg", "/nothing",
    ]

    @Test func linkWorksOnce() throws {
        let served = try ServedLabs()
        let first = try served.ask("GET", "/?token=\(served.token)")
        #expect(first.status == 200)
        let cookie = try #require(first.header("set-cookie"))
        for part in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains("; \(part)")) }
        let second = try served.ask("GET", "/?token=\(served.token)")
        #expect(second.status == 403)
        #expect(second.header("set-cookie") == nil)
        #expect(second.error?.contains("a link works once") == true)
        // The one that was let in stays in.
        let mine = String(try #require(cookie.split(separator: ";").first))
        #expect(try served.ask("GET", "/", cookie: mine).status == 200)
    }

    @Test func nothingWithoutCookie() throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let wrong = String(cookie.dropLast()) + (cookie.hasSuffix("0") ? "1" : "0")
        for given in [nil, wrong, "heaptide_\(served.port)=", "heaptide_1=x; other=\(served.token)"] {
            for address in Self.addresses {
                let answer = try served.ask("GET", address, cookie: given)
                #expect(answer.status == 403, "\(address) with \(given ?? "no cookie")")
                #expect(answer.header("set-cookie") == nil)
            }
            #expect(try served.ask("POST", "/api/runs", cookie: given, body: #"{"lab":"sizes"}"#).status == 403)
            #expect(try served.ask("POST", "/api/runs/1/stop", cookie: given).status == 403)
        }
        #expect(try served.ask("GET", "/?token=" + String(repeating: "0", count: 64)).status == 403)
        #expect(served.cache.names == [])
    }

    /// A name of somebody else's that leads to 127.0.0.1 (DNS rebinding).
    @Test func otherHosts() throws {
        let served = try ServedLabs()
        for host in [
            "example.com", "example.com:\(served.port)", "127.0.0.1", "127.0.0.1:1", "0.0.0.0:\(served.port)", "",
        ] {
            // Not even with the link, which must not be used up by that.
            #expect(try served.ask("GET", "/?token=\(served.token)", headers: ["Host": host]).status == 403, "\(host)")
        }
        let both = "GET /?token=\(served.token) HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nHost: example.com\r\n"
        let answer = try Answer(served.send(Array((both + "Connection: close\r\n\r\n").utf8)))
        #expect([400, 403].contains(answer.status))
        let cookie = try served.enter()
        #expect(try served.ask("GET", "/api/labs", cookie: cookie).status == 200)
        #expect(try served.ask("GET", "/api/labs", cookie: cookie, headers: ["Host": "example.com"]).status == 403)
    }

    /// What a page of another place can have a browser send, cookie and all.
    @Test func otherOrigins() throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let order = #"{"lab":"sizes"}"#
        for origin in ["", "null", "http://example.com", "https://127.0.0.1:\(served.port)", "http://127.0.0.1:1"] {
            let answer = try served.ask("POST", "/api/runs", cookie: cookie, headers: ["Origin": origin], body: order)
            #expect(answer.status == 403, "\(origin)")
        }
        for type in ["", "text/plain", "application/x-www-form-urlencoded"] {
            let answer = try served.ask(
                "POST", "/api/runs", cookie: cookie, headers: ["Content-Type": type], body: order)
            #expect(answer.status == 415, "\(type)")
        }
        for method in ["PUT", "DELETE", "OPTIONS", "HEAD", "TRACE"] {
            #expect(try served.ask(method, "/api/runs", cookie: cookie).status == 405, "\(method)")
        }
        #expect(served.cache.names == [])
    }

    /// Only 127.0.0.1 is bound: as the kernel lists it, and as the machine's other addresses find it.
    @Test func loopbackOnly() throws {
        let served = try ServedLabs()
        let port = String(format: "%04X", served.port)
        let listening = ["tcp", "tcp6"].flatMap { name -> [String] in
            let table = String(
                decoding: FileManager.default.contents(atPath: "/proc/net/\(name)") ?? Data(), as: UTF8.self)
            return table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
                .filter { $0.count > 3 && $0[3] == "0A" && $0[1].hasSuffix(":" + port) }.map { $0[1] }
        }
        #expect(listening == ["0100007F:" + port])
        #expect(throws: ServedLabs.NoLink.self) { try ServedLabs.connect("127.0.0.2", served.port) }
    }

    @Test func policy() throws {
        let served = try ServedLabs()
        let page = try served.ask("GET", "/?token=\(served.token)")
        let policy = try #require(page.header("content-security-policy"))
        #expect(policy.hasPrefix("default-src 'none'; script-src 'self';"))
        #expect(!policy.contains("unsafe"))
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(page.header("x-content-type-options") == "nosniff")
        #expect(page.header("cache-control") == "no-store")
        #expect(page.header("referrer-policy") == "no-referrer")
        #expect(!String(decoding: page.body, as: UTF8.self).contains("<script>"))
    }
}
