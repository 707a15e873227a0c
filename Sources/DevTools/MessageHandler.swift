// The protocol on one WebSocket: frames to messages, messages to replies, events and snapshot text. Lives on its
// channel's event loop.
import NIOCore
import NIOWebSocket

/// What is done with the text of a heap snapshot: called on the connection's thread, which reads nothing more from the
/// socket until it returns. That is the back-pressure.
package typealias SnapshotSink = @Sendable (UnsafeRawBufferPointer) throws -> Void

final class MessageHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// Of a message. Profiles are the largest: a node of the tree takes 250 bytes.
    static let largestMessage = 256 << 20

    private struct Call {
        let method: String
        let reply: Waiting<JSON>
    }

    private let events: EventQueue
    private let peer: String
    private var calls: [Int: Call] = [:]
    private var lastNumber = 0
    private var message: ByteBuffer?
    private var sink: SnapshotSink?
    private var chunk: [UInt8] = []
    private var end: DevToolsError?
    private var context: ChannelHandlerContext?

    init(events: EventQueue, peer: String) {
        self.events = events
        self.peer = peer
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    // MARK: Asking

    /// Returns the call's number.
    func send(_ method: String, _ parameters: JSON, session: String?, _ reply: Waiting<JSON>) -> Int {
        lastNumber += 1
        if let end {
            reply.complete(.failure(end))
            return lastNumber
        }
        var members: [String: JSON] = [
            "id": .number(Double(lastNumber)), "method": .string(method), "params": parameters,
        ]
        if let session { members["sessionId"] = .string(session) }
        calls[lastNumber] = Call(method: method, reply: reply)
        write(.text, JSON.object(members).text)
        return lastNumber
    }

    func forget(_ number: Int) { calls[number] = nil }

    func setSink(_ sink: SnapshotSink?) { self.sink = sink }

    private func write(_ opcode: WebSocketOpcode, _ bytes: [UInt8]) {
        guard let context else { return }
        let frame = WebSocketFrame(
            fin: true, opcode: opcode, maskKey: .random(), data: context.channel.allocator.buffer(bytes: bytes))
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    // MARK: Being answered

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text, .binary:
            message = nil
            gather(frame)
        case .continuation: gather(frame)
        case .ping: write(.pong, Array(frame.unmaskedData.readableBytesView))
        case .connectionClose: fail("closed the connection")
        default: break
        }
    }

    /// TCP_QUICKACK of tcp(7). The other side holds back what it writes next until it hears that the last piece has
    /// come; the kernel would wait 40 ms with that, and falls back into it.
    private static let quickAcknowledgement = ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: 12))

    func channelReadComplete(context: ChannelHandlerContext) {
        context.channel.setOption(Self.quickAcknowledgement, value: 1).whenFailure { _ in }
        context.fireChannelReadComplete()
    }

    private func gather(_ frame: WebSocketFrame) {
        var data = frame.unmaskedData
        if message == nil { message = data } else { message?.writeBuffer(&data) }
        guard let whole = message else { return }
        if whole.readableBytes > Self.largestMessage {
            fail("sent a message of more than \(Self.largestMessage >> 20) MiB")
        } else if frame.fin {
            message = nil
            whole.withUnsafeReadableBytes { handle($0) }
        }
    }

    private func handle(_ bytes: UnsafeRawBufferPointer) {
        if sink != nil, let body = SnapshotChunk.body(of: bytes) {
            chunk.removeAll(keepingCapacity: true)
            if JSONText.decode(body, into: &chunk) { return deliver(chunk) }
        }
        guard let json = JSONParser.parse(bytes) else { return fail("sent what is no DevTools message") }
        if let number = json["id"]?.int {
            if let call = calls.removeValue(forKey: number) { answer(call, json) }
        } else if let method = json["method"]?.string {
            if method == SnapshotChunk.method, let text = json["params"]?["chunk"]?.string {
                deliver(Array(text.utf8))
            } else {
                events.append(
                    DevToolsEvent(
                        method: method, parameters: json["params"] ?? [:], session: json["sessionId"]?.string))
            }
        } else if json["error"] == nil {
            fail("sent what is no DevTools message")
        }
    }

    private func answer(_ call: Call, _ json: JSON) {
        if let error = json["error"] {
            let text = error["message"]?.string ?? "an error without words"
            call.reply.complete(.failure(DevToolsError("\(peer) refused \(call.method): \(text)")))
        } else {
            call.reply.complete(.success(json["result"] ?? [:]))
        }
    }

    private func deliver(_ text: [UInt8]) {
        do {
            try text.withUnsafeBytes { try sink?($0) }
        } catch {
            sink = nil
            fail(error as? DevToolsError ?? DevToolsError("\(error)"))
        }
    }

    // MARK: Ends

    func channelInactive(context: ChannelHandlerContext) { fail("closed the connection") }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isFrame = error is NIOWebSocketError
        fail(isFrame ? "sent what is no WebSocket frame, or a message that is too large" : "closed the connection")
    }

    private func fail(_ what: String) { fail(DevToolsError("\(peer) \(what)", isEnd: true)) }

    private func fail(_ error: DevToolsError) {
        guard end == nil else { return }
        end = error
        for call in calls.values { call.reply.complete(.failure(error)) }
        calls = [:]
        events.wake()
        context?.close(promise: nil)
    }
}

/// The one message that is too large and too frequent to be parsed as JSON.
enum SnapshotChunk {
    static let method = "HeapProfiler.addHeapSnapshotChunk"
    private static let prefix = Array("{\"method\":\"HeapProfiler.addHeapSnapshotChunk\",\"params\":{\"chunk\":\"".utf8)

    /// The chunk's text between its quotes, if `message` is one as V8 writes it; nil for anything else.
    static func body(of message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard message.starts(with: prefix) else { return nil }
        let rest = UnsafeRawBufferPointer(rebasing: message[prefix.count...])
        guard let end = JSONText.end(of: rest) else { return nil }
        return UnsafeRawBufferPointer(rebasing: rest[..<end])
    }
}
