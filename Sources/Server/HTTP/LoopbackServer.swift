// An HTTP server that nobody but this machine can reach.
import Dispatch
import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves a site at 127.0.0.1 until it is stopped.
package final class LoopbackServer: Sendable {
    package let port: Int
    private let gate: Gate
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel

    /// The server could not be started.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Binds and begins to answer.
    ///
    /// - Parameter port: 0 takes one that is free.
    /// - Throws: one line if the port is taken or may not be used.
    package init(_ site: any ServerSite, port: Int) throws(Failure) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.group = group
        do {
            let door = Door()
            let bootstrap = ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 64)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { channel in door.setUp(channel, site) }
            channel = try bootstrap.bind(host: "127.0.0.1", port: port).wait()
            guard let bound = channel.localAddress?.port else { throw Failure(description: "no port was given") }
            self.port = bound
            gate = Gate(port: bound)
            door.open(gate)
        } catch {
            try? group.syncShutdownGracefully()
            let why = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
            throw Failure(description: "cannot serve at 127.0.0.1:\(port): \(why); choose another port with --port")
        }
    }

    /// The link that lets one browser in, once.
    package var link: String { "http://127.0.0.1:\(port)/?token=\(gate.token)" }

    /// Closes all connections. Returns when no thread of the server runs any more.
    package func stop() {
        try? channel.close().wait()
        try? group.syncShutdownGracefully()
    }
}
