// Asks a port what can be inspected there: GET /json/list.
import NIOCore
import NIOHTTP1
import NIOPosix

package enum DevToolsDiscovery {
    /// Of an answer: a browser with a thousand pages stays below it.
    private static let largestAnswer = 4 << 20

    /// What can be inspected at a port of this machine.
    ///
    /// - Throws: one line if nothing answers within the time, or something that is no inspector.
    package static func targets(port: Int, seconds: Double = 5) throws(DevToolsError) -> [DevToolsTarget] {
        let body = try get("/json/list", port: port, seconds: seconds)
        guard case .array(let targets) = JSONParser.parse(body) else {
            throw DevToolsError("127.0.0.1:\(port) is no inspector: it does not answer /json/list")
        }
        return targets.compactMap { DevToolsTarget($0, port: port) }
    }

    private static func get(_ path: String, port: Int, seconds: Double) throws(DevToolsError) -> [UInt8] {
        let answer = Waiting<[UInt8]>()
        let channel = try EventLoops.connect(port: port, seconds: seconds) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(
                    AnswerHandler(path: path, port: port, most: largestAnswer, answer))
                return channel
            }
        }
        defer { channel.close(promise: nil) }
        do {
            return try answer.value(seconds: seconds)
        } catch let error as DevToolsError {
            throw DevToolsError("127.0.0.1:\(port) is no inspector: \(error)")
        } catch {
            throw DevToolsError("127.0.0.1:\(port) is no inspector: it does not speak HTTP")
        }
    }
}

/// Sends one request when the channel is open, and gathers its answer.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let path: String
    private let port: Int
    private let most: Int
    private let answer: Waiting<[UInt8]>
    private var status = 0
    private var body: [UInt8] = []

    init(path: String, port: Int, most: Int, _ answer: Waiting<[UInt8]>) {
        self.path = path
        self.port = port
        self.most = most
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        let headers: HTTPHeaders = ["Host": "127.0.0.1:\(port)", "Connection": "close"]
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = Int(head.status.code)
        case .body(let buffer):
            body.append(contentsOf: buffer.readableBytesView)
            if body.count > most { fail(context, "it answers with more than \(most >> 20) MiB") }
        case .end:
            if status == 200 {
                answer.complete(.success(body))
                context.close(promise: nil)
            } else {
                fail(context, "it answers with status \(status)")
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) { fail(context, "it closed the connection") }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(context, "it does not speak HTTP") }

    private func fail(_ context: ChannelHandlerContext, _ reason: String) {
        answer.complete(.failure(DevToolsError(reason)))
        context.close(promise: nil)
    }
}
