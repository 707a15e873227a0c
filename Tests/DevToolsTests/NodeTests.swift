import DevTools
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// Real Node of every version this machine has.
@Suite(.enabled(if: TestNode.any != nil)) struct NodeTests {
    /// A Node whose inspector listens, running `source`.
    private func inspected(_ node: TestNode, _ source: String) throws -> (program: BackgroundProgram, port: Int) {
        let program = try BackgroundProgram([node.path, "--inspect=127.0.0.1:0", "-e", source])
        #expect(program.wait { $0.errors.contains("Debugger listening on ws://") && $0.output.contains("ready") })
        let url = program.errors.components(separatedBy: "listening on ").dropFirst().first?.split(separator: "\n")
            .first
        return (program, try #require(url.flatMap { DevToolsAddress(url: String($0)) }).port)
    }

    private static let idle = "setInterval(() => {}, 1000); console.log('ready')"

    private func connect(_ port: Int) throws -> DevToolsConnection {
        let target = try #require(try DevToolsDiscovery.targets(port: port).first)
        #expect(target.type == "node")
        return try DevToolsConnection(target.address, peer: "node")
    }

    @Test(arguments: TestNode.all) func callsAndEvents(_ node: TestNode) throws {
        let (program, port) = try inspected(node, Self.idle)
        let connection = try connect(port)
        let answer = try connection.call("Runtime.evaluate", ["expression": "'é\\n' + 6 * 7", "returnByValue": true])
        #expect(answer["result"]?["value"]?.string == "é\n42")
        try connection.call("Runtime.enable")
        var methods: Set<String> = []
        while let event = connection.events.next(seconds: 0.2) { methods.insert(event.method) }
        #expect(methods.contains("Runtime.executionContextCreated"))
        #expect(throws: DevToolsError.self) { try connection.call("No.such") }
        #expect(connection.isOpen)
        program.kill(SIGKILL)
        #expect(throws: DevToolsError("node closed the connection", isEnd: true)) {
            while true { try connection.call("Runtime.getHeapUsage", seconds: 10) }
        }
    }

    /// A program that does not come back to its event loop answers all the same; one that is stopped does not.
    @Test func busyAndStopped() throws {
        let (program, port) = try inspected(try #require(TestNode.any), "console.log('ready'); for (;;);")
        let connection = try connect(port)
        #expect((try connection.call("Runtime.getHeapUsage")["usedSize"]?.int ?? 0) > 1 << 20)
        program.kill(SIGSTOP)
        #expect(throws: DevToolsError("node did not answer Runtime.getHeapUsage within 1 s")) {
            try connection.call("Runtime.getHeapUsage", seconds: 1)
        }
        program.kill(SIGCONT)
        #expect((try connection.call("Runtime.getHeapUsage")["usedSize"]?.int ?? 0) > 1 << 20)
    }

    /// The streamed file is what Node itself counts, and this process keeps little of it.
    @Test(arguments: TestNode.all) func snapshotIsWhole(_ node: TestNode) throws {
        let source = "kept = Array.from({length: 60000}, (_, i) => ({i, text: 'é ' + i})); console.log('ready');"
        let (program, port) = try inspected(node, source + Self.idle)
        try withExtendedLifetime(program) {
            let connection = try connect(port)
            let text = Mutex<(bytes: [UInt8], largest: Int)>(([], 0))
            let count = try connection.takeHeapSnapshot { piece in
                text.withLock {
                    $0.bytes += piece
                    $0.largest = max($0.largest, piece.count)
                }
            }
            let (bytes, largest) = text.withLock { $0 }
            #expect(bytes.count == count && count > 8 << 20)
            #expect(largest <= 1 << 20)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
            let head = try #require(object["snapshot"] as? [String: Any])
            let fields = try #require((head["meta"] as? [String: Any])?["node_fields"] as? [Any])
            #expect((object["nodes"] as? [Any])?.count == (head["node_count"] as? Int ?? 0) * fields.count)
            #expect((object["strings"] as? [String])?.contains("é 59999") == true)
        }
    }

    @Test func killedWithinASnapshot() throws {
        let source = "kept = Array.from({length: 300000}, (_, i) => ({i})); console.log('ready');"
        let (program, port) = try inspected(try #require(TestNode.any), source + Self.idle)
        let connection = try connect(port)
        let pid = program.pid
        #expect(throws: DevToolsError("node closed the connection", isEnd: true)) {
            try connection.takeHeapSnapshot { _ in kill(pid, SIGKILL) }
        }
    }

    /// What the sink throws (a full disk) ends it, in its own words.
    @Test func sinkThatFails() throws {
        let (program, port) = try inspected(try #require(TestNode.any), Self.idle)
        try withExtendedLifetime(program) {
            let connection = try connect(port)
            #expect(throws: DevToolsError("the disk is full")) {
                try connection.takeHeapSnapshot { _ in throw DevToolsError("the disk is full") }
            }
        }
    }
}
