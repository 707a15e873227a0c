import DevTools
import Foundation
import Synchronization
import TestSupport
import Testing

/// A peer that does not keep to the protocol: one clear line each, and in time.
@Suite struct PeerTests {
    private func peer(_ mode: String) throws -> (program: BackgroundProgram, port: Int) {
        let script = TestPrograms.targets + "/devtools_peer.py"
        let program = try BackgroundProgram([TestPrograms.python.path, script, mode])
        #expect(program.wait { $0.output.hasSuffix("\n") })
        return (program, try #require(Int(program.output.dropLast())))
    }

    private func complaint<T>(_ body: () throws -> T) -> String {
        do {
            _ = try body()
            return "no complaint"
        } catch {
            let text = "\(error)"
            #expect(error is DevToolsError && !text.contains("\n"))
            return text
        }
    }

    private static let lists = [
        "not-http": "does not speak HTTP", "not-found": "status 404", "endless-list": "more than 4 MiB",
        "no-list": "does not answer /json/list",
    ]

    @Test(arguments: lists.keys.sorted()) func noList(_ mode: String) throws {
        let (program, port) = try peer(mode)
        withExtendedLifetime(program) {
            let text = complaint { try DevToolsDiscovery.targets(port: port, seconds: 5) }
            #expect(text.contains("127.0.0.1:\(port)") && text.contains(Self.lists[mode]!), "\(text)")
        }
    }

    /// Nothing outside this machine is ever connected to.
    @Test func targetsElsewhereAreLeftOut() throws {
        let (program, port) = try peer("list-elsewhere")
        let targets = try withExtendedLifetime(program) { try DevToolsDiscovery.targets(port: port) }
        #expect(targets.isEmpty)
        #expect(DevToolsAddress(url: "ws://192.0.2.1:1/x") == nil)
        #expect(DevToolsAddress(url: "ws://127.0.0.1:70000/x") == nil)
        #expect(DevToolsAddress(url: "ws://127.0.0.1:9229/a b") == nil)
        #expect(DevToolsAddress(url: "ws://127.0.0.1:9229/ab") == DevToolsAddress(port: 9229, path: "/ab"))
    }

    @Test func nobodyIsThere() throws {
        let (program, port) = try peer("garbage")
        program.kill(9)
        _ = program.status()
        #expect(complaint { try DevToolsDiscovery.targets(port: port) } == "nothing answers at 127.0.0.1:\(port)")
        let address = DevToolsAddress(port: port, path: "/x")
        let text = complaint { try DevToolsConnection(address, peer: "process 7") }
        #expect(text == "nothing answers at 127.0.0.1:\(port)")
    }

    @Test(arguments: ["not-found", "wrong-accept", "not-http", "silent-upgrade"])
    func refusedUpgrade(_ mode: String) throws {
        let (program, port) = try peer(mode)
        let address = DevToolsAddress(port: port, path: "/x")
        withExtendedLifetime(program) {
            let text = complaint { try DevToolsConnection(address, peer: "process 7", seconds: 1) }
            #expect(text.hasPrefix("process 7"), "\(text)")
        }
    }

    private static let answers = [
        "garbage": "process 7 sent what is no DevTools message", "deep": "process 7 sent what is no DevTools message",
        "huge": "process 7 sent what is no WebSocket frame, or a message that is too large",
        "closes": "process 7 closed the connection",
        "other-id": "process 7 did not answer Runtime.enable within 1 s",
    ]

    @Test(arguments: answers.keys.sorted()) func badAnswer(_ mode: String) throws {
        let (program, port) = try peer(mode)
        let address = DevToolsAddress(port: port, path: "/x")
        try withExtendedLifetime(program) {
            let connection = try DevToolsConnection(address, peer: "process 7")
            #expect(complaint { try connection.call("Runtime.enable", seconds: 1) } == Self.answers[mode])
            if mode != "other-id" { #expect(complaint { try connection.call("Again") } == Self.answers[mode]) }
        }
    }

    @Test func vanishes() throws {
        let (program, port) = try peer("vanishes")
        try withExtendedLifetime(program) {
            let connection = try DevToolsConnection(DevToolsAddress(port: port, path: "/x"), peer: "process 7")
            let text = complaint { try connection.call("Runtime.enable", seconds: 5) }
            #expect(text.hasPrefix("process 7 ") && !text.contains("within"), "\(text)")
        }
    }

    /// More events than anybody fetches: the answer still comes, memory is bounded, and the loss is counted.
    @Test func chatter() throws {
        let (program, port) = try peer("chatter")
        try withExtendedLifetime(program) {
            let connection = try DevToolsConnection(DevToolsAddress(port: port, path: "/x"), peer: "process 7")
            #expect(try connection.call("Runtime.enable")["x"]?.int == 7)
            #expect(connection.events.lostCount == 10_000)
            #expect(connection.events.next(seconds: 1)?.parameters["n"]?.int == 1)
        }
    }

    @Test func fragmentsAreOneMessage() throws {
        let (program, port) = try peer("fragments")
        try withExtendedLifetime(program) {
            let connection = try DevToolsConnection(DevToolsAddress(port: port, path: "/x"), peer: "process 7")
            #expect(try connection.call("Runtime.enable")["x"]?.int == 7)
        }
    }

    @Test func snapshotTextIsDecoded() throws {
        let (program, port) = try peer("snapshot")
        let text = Mutex<[UInt8]>([])
        try withExtendedLifetime(program) {
            let connection = try DevToolsConnection(DevToolsAddress(port: port, path: "/x"), peer: "process 7")
            let count = try connection.takeHeapSnapshot { bytes in text.withLock { $0 += bytes } }
            #expect(count == text.withLock { $0.count })
            #expect(String(decoding: text.withLock { $0 }, as: UTF8.self) == "{\"a\":\"A😀\u{FFFD}\ntail\"}")
        }
    }

    @Test func halfASnapshotIsNone() throws {
        let (program, port) = try peer("half-snapshot")
        try withExtendedLifetime(program) {
            let connection = try DevToolsConnection(DevToolsAddress(port: port, path: "/x"), peer: "process 7")
            let text = complaint { try connection.takeHeapSnapshot { _ in } }
            #expect(text == "process 7 sent a heap snapshot without its end")
        }
    }
}
