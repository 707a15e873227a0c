// Requests that no browser sends.
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct MalformedRequestTests {
    @Test func tooLarge() throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let program = String(repeating: "# a program that is too large\n", count: 20_000)
        let order = #"{"lab":"sizes","program":"\#(program.replacing("\n", with: "\\n"))"}"#
        let answer = try served.ask("POST", "/api/runs", cookie: cookie, body: order)
        #expect(answer.status == 413)
        #expect(answer.error?.contains("256 KiB") == true)
        // Without saying how much is to come.
        let chunk = String(repeating: "x", count: 0xF000)
        let chunks = String(repeating: "F000\r\n\(chunk)\r\n", count: 8)
        let head = "POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(try Answer(served.send(Array((head + chunks).utf8))).status == 413)
        // Headers and addresses without end.
        let long = String(repeating: "x", count: 300_000)
        #expect(try served.ask("GET", "/", headers: ["X-Long": long]).status == 400)
        #expect(try served.ask("GET", "/" + long).status == 400)
        #expect(try served.ask("GET", "/api/labs", cookie: cookie).status == 200)
    }

    @Test func badOrders() throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let deep = String(repeating: "[", count: 100_000)
        for order in ["", "{", "[]", "null", "{\"lab\":7}", "{\"lab\":\"sizes\",\"program\":[1]}", "\u{0}", deep] {
            let answer = try served.ask("POST", "/api/runs", cookie: cookie, body: order)
            #expect(answer.status == 400, "\(order.prefix(40))")
            #expect(answer.error?.isEmpty == false)
        }
        for lab in ["nothing", "../../etc/passwd", "sizes/", ""] {
            let answer = try served.ask("POST", "/api/runs", cookie: cookie, body: #"{"lab":"\#(lab)"}"#)
            #expect(answer.status == 404, "\(lab)")
            #expect(answer.error?.contains("no lab is called") == true)
        }
        #expect(served.cache.names == [])
    }

    /// No file of the disk, and none of the page's by a detour.
    @Test func paths() throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let paths = [
            "/assets/../../../../etc/passwd", "/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/assets/..%2findex.html",
            "/../etc/passwd", "//etc/passwd", "/assets//etc/passwd", "/assets/index.html%00.js", "/assets/", "/assets",
            "/api/labs/..%2f..%2fetc", "/api/runs/1/pictures/..%2f..%2fx.svg", "/api/runs/-1",
            "/api/runs/99999999999999999999",
            "/%ff%fe", "/api", "/api/labs/sizes/more/parts",
        ]
        for path in paths {
            let answer = try served.ask("GET", path, cookie: cookie)
            #expect(answer.status == 404 || answer.status == 400, "\(path): \(answer.status)")
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("root:"))
        }
    }

    /// Damaged requests by the hundred: each gets a clean error or nothing, and the server goes on.
    @Test func fuzz() throws {
        let served = try ServedLabs()
        let cookie = try served.enter()
        let order = #"{"lab":"nothing"}"#
        let whole = [
            "GET /api/labs HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nCookie: \(cookie)\r\nConnection: close\r\n\r\n",
            "POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nOrigin: http://127.0.0.1:\(served.port)\r\n"
                + "Content-Type: application/json\r\nCookie: \(cookie)\r\nContent-Length: \(order.utf8.count)\r\n"
                + "Connection: close\r\n\r\n\(order)",
        ].map { Array($0.utf8) }
        var random = SeededBytes(state: 20)
        var answered = 0
        for round in 0..<600 {
            let damaged = random.damage(whole[round % 2])
            let answer = try Answer(served.send(damaged, closes: true))
            let isClean = answer.head.isEmpty || [200, 400, 403, 404, 405, 413, 415].contains(answer.status)
            if answer.status > 0 { answered += 1 }
            #expect(isClean, "\(String(decoding: damaged, as: UTF8.self)): \(answer.head)")
        }
        // Where the end comes with the request, the connection may close before the answer.
        #expect(answered > 100)
        #expect(served.program.isRunning)
        #expect(try served.ask("GET", "/api/labs", cookie: cookie).status == 200)
        #expect(served.program.errors.split(separator: "\n").count == 1, "\(served.program.errors)")
    }

    /// Connections that say nothing take no room from one that does, once they are gone; too many are turned away.
    @Test func silentConnections() throws {
        let served = try ServedLabs()
        var sockets = try (0..<200).map { _ in try ServedLabs.connect("127.0.0.1", served.port) }
        // Those beyond the limit are closed: reading ends at once.
        var closed = 0
        for socket in sockets {
            var wait = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            if poll(&wait, 1, closed == 0 ? 100 : 20) == 1 { closed += 1 }
        }
        #expect(closed == 200 - 64)
        for socket in sockets { close(socket) }
        sockets = []
        var status = 0
        for _ in 0..<100 where status != 200 {
            status = (try? served.ask("GET", "/?token=\(served.token)").status) ?? 0
            if status != 200 { usleep(50_000) }
        }
        #expect(status == 200)
    }
}

/// Random damage that is the same in every run.
private struct SeededBytes {
    var state: UInt64

    private mutating func next(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }

    mutating func damage(_ whole: [UInt8]) -> [UInt8] {
        var bytes = whole
        for _ in 0...next(below: 4) {
            let place = next(below: max(1, bytes.count))
            guard !bytes.isEmpty else { return bytes }
            switch next(below: 5) {
            case 0: bytes[place] = UInt8(next(below: 256))
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + next(below: 20)))
            case 2: bytes.insert(contentsOf: bytes[..<place].suffix(30), at: place)
            case 3: bytes.removeSubrange(place...)
            default: bytes[place] ^= UInt8(1 << next(below: 8))
            }
        }
        return bytes
    }
}
