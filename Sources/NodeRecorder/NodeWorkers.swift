// Worker threads of a Node: each has a V8 of its own, reached through its process's connection. Messages are carried in
// messages (`NodeWorker.sendMessageToWorker`, `receivedMessageFromWorker`).
import DevTools

/// Calls to worker threads, by the one thread that reads the connection's events.
final class NodeWorkers {
    private let connection: DevToolsConnection
    private var lastNumber = 0
    /// What came while an answer was waited for.
    private var deferred: [DevToolsEvent] = []

    init(_ connection: DevToolsConnection) { self.connection = connection }

    /// The next event of the process, or of a worker (then `session` names it).
    func next(seconds: Double) -> DevToolsEvent? {
        if !deferred.isEmpty { return deferred.removeFirst() }
        return connection.events.next(seconds: seconds).flatMap { Self.unwrap($0).event }
    }

    /// Asks a worker and waits for its answer; nil if it does not come in time, or is a refusal.
    func call(_ method: String, _ parameters: JSON = [:], worker: String, seconds: Double = 10) -> JSON? {
        guard let number = send(method, parameters, worker, seconds) else { return nil }
        for _ in 0..<20_000 {
            guard let event = connection.events.next(seconds: seconds) else { return nil }
            let (own, answer) = Self.unwrap(event)
            if let answer, answer.worker == worker, answer.json["id"]?.int == number { return answer.json["result"] }
            if let own { deferred.append(own) }
            // It is gone, and will not answer.
            if own?.method == "NodeWorker.detachedFromWorker", own?.parameters["sessionId"]?.string == worker {
                return nil
            }
        }
        return nil
    }

    /// The number of what was asked; nil if nobody took it.
    private func send(_ method: String, _ parameters: JSON, _ worker: String, _ seconds: Double) -> Int? {
        lastNumber += 1
        let message: JSON = ["id": .number(Double(lastNumber)), "method": .string(method), "params": parameters]
        let text = String(decoding: message.text, as: UTF8.self)
        let wrapped: JSON = ["sessionId": .string(worker), "message": .string(text)]
        let answer = try? connection.call("NodeWorker.sendMessageToWorker", wrapped, seconds: seconds)
        return answer == nil ? nil : lastNumber
    }

    // MARK: Snapshots

    /// A worker's heap.
    ///
    /// - Parameters:
    ///   - silentSeconds: how long the worker may say nothing.
    ///   - sink: is given the text piece by piece.
    /// - Returns: bytes of the snapshot.
    /// - Throws: one line if the worker ends, refuses or is silent, or what `sink` throws.
    func takeSnapshot(worker: String, silentSeconds: Double, _ sink: SnapshotSink) throws(DevToolsError) -> Int {
        guard let number = send("HeapProfiler.takeHeapSnapshot", ["reportProgress": false], worker, 10) else {
            throw DevToolsError("the worker does not answer")
        }
        var (bytes, last) = (0, UInt8(0))
        while let event = connection.events.next(seconds: silentSeconds) {
            let (own, answer) = Self.unwrap(event)
            if own?.method == "HeapProfiler.addHeapSnapshotChunk", own?.session == worker {
                var text = own?.parameters["chunk"]?.string ?? ""
                bytes += text.utf8.count
                last = text.utf8.last { $0 > 0x20 } ?? last
                do {
                    try text.withUTF8 { try sink(UnsafeRawBufferPointer($0)) }
                } catch {
                    throw error as? DevToolsError ?? DevToolsError("\(error)")
                }
            } else if let answer, answer.worker == worker, answer.json["id"]?.int == number {
                guard last == UInt8(ascii: "}") else { throw DevToolsError("the worker sent no whole heap snapshot") }
                return bytes
            } else if own?.method == "NodeWorker.detachedFromWorker", own?.parameters["sessionId"]?.string == worker {
                throw DevToolsError("the worker ended meanwhile")
            }
        }
        throw DevToolsError("the worker did not answer within \(Int(silentSeconds)) s")
    }

    /// An event, or the answer to a call, from the worker that said it.
    private static func unwrap(_ event: DevToolsEvent) -> (event: DevToolsEvent?, answer: (worker: String, json: JSON)?)
    {
        guard event.method == "NodeWorker.receivedMessageFromWorker" else { return (event, nil) }
        guard let worker = event.parameters["sessionId"]?.string, let text = event.parameters["message"]?.string,
            let json = JSONParser.parse(Array(text.utf8))
        else { return (nil, nil) }
        guard let method = json["method"]?.string else { return (nil, (worker, json)) }
        return (DevToolsEvent(method: method, parameters: json["params"] ?? [:], session: worker), nil)
    }
}
