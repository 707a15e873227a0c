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
        lastNumber += 1
        let number = lastNumber
        let message: JSON = ["id": .number(Double(number)), "method": .string(method), "params": parameters]
        let text = String(decoding: message.text, as: UTF8.self)
        let wrapped: JSON = ["sessionId": .string(worker), "message": .string(text)]
        guard (try? connection.call("NodeWorker.sendMessageToWorker", wrapped, seconds: seconds)) != nil else {
            return nil
        }
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
