// One connection to something that speaks the DevTools protocol (Node's inspector, a Chromium), over a WebSocket.
import Dispatch
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Synchronization

/// Calls wait for their answers, each for a bounded time; events are queued. May be used from several threads.
package final class DevToolsConnection: Sendable {
    /// What the other side says unasked.
    package let events: EventQueue
    private let channel: any Channel
    private let handler: NIOLoopBound<MessageHandler>
    private let peer: String

    /// Connects.
    ///
    /// - Parameter peer: how errors call the other side: "process 4711", "Chromium".
    /// - Throws: one line if nobody answers there in time, or refuses.
    package init(_ address: DevToolsAddress, peer: String, seconds: Double = 5) throws(DevToolsError) {
        let events = EventQueue()
        self.events = events
        self.peer = peer
        let upgraded = try EventLoops.connect(port: address.port, seconds: seconds) { channel in
            Self.setUp(channel, address, events, peer)
        }
        let opened: Opened?
        do {
            opened = try Waiting(upgraded).value(seconds: seconds)
        } catch let error as DevToolsError {
            throw DevToolsError("\(peer): \(error) at \(address)", isEnd: true)
        } catch {
            throw DevToolsError("\(peer) refused the connection at \(address)", isEnd: true)
        }
        guard let opened else { throw DevToolsError("\(peer) refused the connection at \(address)", isEnd: true) }
        (channel, handler) = (opened.channel, opened.handler)
    }

    deinit { channel.close(promise: nil) }

    private struct Opened: Sendable {
        let channel: any Channel
        let handler: NIOLoopBound<MessageHandler>
    }

    private static func setUp(
        _ channel: any Channel, _ address: DevToolsAddress, _ events: EventQueue, _ peer: String
    ) -> EventLoopFuture<EventLoopFuture<Opened?>> {
        let upgrader = NIOTypedWebSocketClientUpgrader<Opened?>(
            maxFrameSize: MessageHandler.largestMessage, enableAutomaticErrorHandling: false
        ) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                let handler = MessageHandler(events: events, peer: peer)
                try channel.pipeline.syncOperations.addHandler(handler)
                return Opened(channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
            }
        }
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: address.path, headers: ["Host": address.description])
        let upgrade = NIOTypedHTTPClientUpgradeConfiguration<Opened?>(
            upgradeRequestHead: head, upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.close(promise: nil)
                return channel.eventLoop.makeSucceededFuture(nil)
            })
        return channel.eventLoop.makeCompletedFuture {
            var configuration = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: upgrade)
            configuration.leftOverBytesStrategy = .forwardBytes
            return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                configuration: configuration)
        }
    }

    /// Whether the other side is still there.
    package var isOpen: Bool { channel.isActive }

    package func close() { try? channel.close().wait() }

    // MARK: Calls

    /// Asks, and waits for the answer.
    ///
    /// - Parameters:
    ///   - session: the target that is asked, in a connection with several.
    ///   - seconds: how long the answer may take.
    /// - Throws: one line if the other side refuses, is gone, or takes longer.
    @discardableResult
    package func call(
        _ method: String, _ parameters: JSON = [:], session: String? = nil, seconds: Double = 10
    ) throws(DevToolsError) -> JSON {
        let reply = Waiting<JSON>()
        let number = begin(method, parameters, session, reply)
        return try finish(method, number, reply, seconds)
    }

    /// Asks, and does not care for the answer.
    package func post(_ method: String, _ parameters: JSON = [:]) {
        _ = begin(method, parameters, nil, Waiting<JSON>())
    }

    private func begin(
        _ method: String, _ parameters: JSON, _ session: String?, _ reply: Waiting<JSON>
    ) -> Waiting<Int> {
        let number = Waiting<Int>()
        channel.eventLoop.execute { [handler] in
            number.complete(.success(handler.value.send(method, parameters, session: session, reply)))
        }
        return number
    }

    private func finish(
        _ method: String, _ number: Waiting<Int>, _ reply: Waiting<JSON>, _ seconds: Double
    ) throws(DevToolsError) -> JSON {
        do {
            return try reply.value(seconds: seconds)
        } catch let error as DevToolsError where error.description.hasPrefix("no answer") {
            channel.eventLoop.execute { [handler] in
                if let number = try? number.value(seconds: 0) { handler.value.forget(number) }
            }
            throw DevToolsError("\(peer) did not answer \(method) within \(Int(seconds.rounded(.up))) s")
        } catch {
            throw error as? DevToolsError ?? DevToolsError("\(error)")
        }
    }

    // MARK: Snapshots

    /// Takes a heap snapshot, and gives its text to `sink` piece by piece as it comes. Memory stays bounded: while the
    /// sink works, nothing is read.
    ///
    /// - Parameters:
    ///   - silentSeconds: how long the other side may say nothing: it stands still, and a large heap is first collected.
    ///   - sink: what it throws ends the connection and is thrown on.
    /// - Returns: bytes of the snapshot.
    /// - Throws: one line; also if the text does not end as a snapshot does.
    package func takeHeapSnapshot(
        session: String? = nil, silentSeconds: Double = 120, _ sink: @escaping SnapshotSink
    ) throws(DevToolsError) -> Int {
        let progress = SnapshotProgress()
        let guarded: SnapshotSink = { bytes in
            try sink(bytes)
            progress.add(bytes)
        }
        setSink(guarded)
        defer { setSink(nil) }
        let reply = Waiting<JSON>()
        let number = begin("HeapProfiler.takeHeapSnapshot", ["reportProgress": false], session, reply)
        // A large snapshot takes longer than any limit; silence is what must not last.
        var before = -1
        while !reply.isComplete(seconds: silentSeconds), progress.byteCount > before { before = progress.byteCount }
        _ = try finish("HeapProfiler.takeHeapSnapshot", number, reply, 0)
        guard progress.isWhole else { throw DevToolsError("\(peer) sent a heap snapshot without its end") }
        return progress.byteCount
    }

    private func setSink(_ sink: SnapshotSink?) {
        let isSet = Waiting<Void>()
        channel.eventLoop.execute { [handler] in
            handler.value.setSink(sink)
            isSet.complete(.success(()))
        }
        try? isSet.value(seconds: 10)
    }
}

/// What has come of a snapshot.
private final class SnapshotProgress: Sendable {
    private let state = Mutex<(bytes: Int, last: UInt8)>((0, 0))

    func add(_ bytes: UnsafeRawBufferPointer) {
        state.withLock {
            $0.bytes += bytes.count
            if let last = bytes.last(where: { $0 != 0x0A && $0 != 0x20 }) { $0.last = last }
        }
    }

    var byteCount: Int { state.withLock { $0.bytes } }
    var isWhole: Bool { state.withLock { $0.bytes > 0 && $0.last == UInt8(ascii: "}") } }
}
