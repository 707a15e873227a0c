// What becomes of a connection that somebody makes: bounded in number, in silence and in size.
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Sets up connections, and turns away those that are too many.
final class Door: Sendable {
    private let gate = Mutex<Gate?>(nil)
    private let connections = Atomic<Int>(0)

    private static let mostConnections = 64
    /// Of a connection on which nothing comes.
    private static let patience = TimeAmount.seconds(30)

    /// From now on requests are answered.
    func open(_ gate: Gate) { self.gate.withLock { $0 = gate } }

    var openGate: Gate? { gate.withLock { $0 } }

    func setUp(_ channel: any Channel, _ site: any ServerSite) -> EventLoopFuture<Void> {
        guard connections.add(1, ordering: .relaxed).newValue <= Self.mostConnections else {
            connections.subtract(1, ordering: .relaxed)
            return channel.close()
        }
        channel.closeFuture.whenComplete { _ in self.connections.subtract(1, ordering: .relaxed) }
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(IdleStateHandler(readTimeout: Self.patience))
            try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
            try pipeline.addHandler(RequestHandler(door: self, site: site))
        }
    }
}
