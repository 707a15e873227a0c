// The threads on which all connections live.
import Dispatch
import NIOCore
import NIOPosix
import Synchronization

enum EventLoops {
    /// Two: while one writes a snapshot to a disk, another process is heard.
    static let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)

    /// A client's channel to a port of this machine, set up by `initializer` before it connects.
    static func connect<Result: Sendable>(
        port: Int, seconds: Double, _ initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Result>
    ) throws(DevToolsError) -> Result {
        do {
            let target = try SocketAddress(ipAddress: "127.0.0.1", port: port)
            let future = EventLoops.group.any().makeFutureWithTask {
                let bootstrap = ClientBootstrap(group: group).connectTimeout(.nanoseconds(Int64(seconds * 1e9)))
                return try await bootstrap.connect(to: target, channelInitializer: initializer)
            }
            return try Waiting(future).value(seconds: seconds)
        } catch let error as DevToolsError {
            throw error
        } catch {
            throw DevToolsError("nothing answers at 127.0.0.1:\(port)", isEnd: true)
        }
    }
}

/// A future that is waited for, but not for ever.
final class Waiting<Value: Sendable>: Sendable {
    private let outcome = Mutex<Result<Value, any Error>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    init() {}

    init(_ future: EventLoopFuture<Value>) { future.whenComplete { self.complete($0) } }

    func complete(_ result: Result<Value, any Error>) {
        outcome.withLock { if $0 == nil { $0 = result } }
        isDone.signal()
    }

    /// Whether there is an outcome, waited for.
    func isComplete(seconds: Double) -> Bool {
        guard isDone.wait(timeout: .now() + seconds) == .success else { return false }
        isDone.signal()
        return true
    }

    /// - Throws: what the future failed with; a `DevToolsError` if it took longer.
    func value(seconds: Double) throws -> Value {
        guard isComplete(seconds: seconds), let outcome = outcome.withLock({ $0 }) else {
            throw DevToolsError("no answer within \(Int(seconds.rounded(.up))) s")
        }
        return try outcome.get()
    }
}
