// HTTP on one connection: gathers a request up to its limits, has it answered on another thread, writes the answer.
import Dispatch
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Of a request's body, bytes. A learner's program is the largest.
    static let largestBody = 256 << 10

    private let door: Door
    private let site: any ServerSite
    private var head: HTTPRequestHead?
    private var body = Data()
    private var isRefused = false

    private static let queue = DispatchQueue(label: "heaptide.server", attributes: .concurrent)

    init(door: Door, site: any ServerSite) {
        self.door = door
        self.site = site
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = Data()
        case .body(let part):
            guard !isRefused else { return }
            body.append(contentsOf: part.readableBytesView)
            if body.count > Self.largestBody { refuse(context) }
        case .end:
            guard !isRefused, let head else { return }
            self.head = nil
            answer(head, context.channel)
        }
    }

    /// The rest of what is sent is not waited for.
    private func refuse(_ context: ChannelHandlerContext) {
        isRefused = true
        body = Data()
        let refusal = ServerResponse.problem(413, "a request may have \(Self.largestBody >> 10) KiB; send less")
        Self.write(refusal, to: context.channel, isLast: true)
    }

    private func answer(_ head: HTTPRequestHead, _ channel: any Channel) {
        let (gate, site, isLast) = (door.openGate, site, !head.isKeepAlive)
        guard let gate, let request = Self.request(head, body) else {
            return Self.write(.problem(400, "this address cannot be read"), to: channel, isLast: true)
        }
        body = Data()
        Self.queue.async {
            Self.write(Self.response(to: request, gate, site), to: channel, isLast: isLast)
        }
    }

    private static func request(_ head: HTTPRequestHead, _ body: Data) -> ServerRequest? {
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard head.uri.hasPrefix("/"), let path = String(parts[0]).removingPercentEncoding else { return nil }
        return ServerRequest(
            method: head.method.rawValue, path: path, query: parts.count > 1 ? String(parts[1]) : "",
            headers: head.headers.map { ($0.name.lowercased(), $0.value) }, body: body)
    }

    private static func response(to request: ServerRequest, _ gate: Gate, _ site: any ServerSite) -> ServerResponse {
        switch gate.verdict(on: request) {
        case .refused(let refusal): return refusal
        case .enters: return site.answer(request)
        case .entersFirst(let cookie):
            var response = site.answer(request)
            response.headers.append(("set-cookie", cookie))
            return response
        }
    }

    // MARK: Writing

    /// The page may load what this server has, and nothing else; no script stands in a page.
    private static let safety = [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        ("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"), ("cache-control", "no-store"),
        ("cross-origin-resource-policy", "same-origin"), ("cross-origin-opener-policy", "same-origin"),
    ]

    private static func write(_ response: ServerResponse, to channel: any Channel, isLast: Bool) {
        var headers = HTTPHeaders(Self.safety)
        headers.add(name: "content-type", value: response.type)
        headers.add(name: "content-length", value: String(response.body.count))
        for header in response.headers { headers.replaceOrAdd(name: header.name, value: header.value) }
        if isLast { headers.add(name: "connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: response.status), headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: response.body))), promise: nil)
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in
            if isLast { channel.close(promise: nil) }
        }
    }

    // MARK: Ends

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
