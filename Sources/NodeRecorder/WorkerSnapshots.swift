// Heaps of the worker threads of a running Node, each a file.
package import DevTools

/// The heap of a worker thread.
package struct WorkerSnapshot: Sendable {
    /// The worker's number, as `threadId` says it to the program.
    package let worker: Int
    /// What it runs; of one without a file its name.
    package let script: String
    package let snapshot: DownloadedSnapshot
}

package struct WorkerSnapshots: Sendable {
    package private(set) var taken: [WorkerSnapshot] = []
    /// A line for each worker whose heap could not be had.
    package private(set) var problems: [String] = []

    private static let mostWorkers = 1000

    /// Takes them one after the other; each worker stands still for its own.
    ///
    /// - Parameters:
    ///   - silentSeconds: how long a worker may say nothing, as one that is in a long computation without allocating.
    ///   - path: where the heap of the worker of this number goes; nil = it is not wanted.
    package init(
        _ connection: DevToolsConnection, silentSeconds: Double = 30, path: (Int) -> String?
    ) {
        // Not there in a Node that was built without worker threads.
        guard (try? connection.call("NodeWorker.enable", ["waitForDebuggerOnStart": false])) != nil else { return }
        let workers = NodeWorkers(connection)
        for worker in Self.find(workers) {
            guard let path = path(worker.number) else { continue }
            do throws(DevToolsError) {
                let snapshot = try DownloadedSnapshot.take(to: path) { sink throws(DevToolsError) in
                    try workers.takeSnapshot(worker: worker.session, silentSeconds: silentSeconds, sink)
                }
                taken.append(WorkerSnapshot(worker: worker.number, script: worker.script, snapshot: snapshot))
            } catch {
                problems.append("worker \(worker.number): \(error)")
            }
        }
        _ = try? connection.call("NodeWorker.disable", seconds: 5)
    }

    /// The workers that there are, by their numbers.
    private static func find(_ workers: NodeWorkers) -> [(number: Int, script: String, session: String)] {
        var found: [(number: Int, script: String, session: String)] = []
        while found.count < mostWorkers, let event = workers.next(seconds: 0.2) {
            guard event.method == "NodeWorker.attachedToWorker", let session = event.parameters["sessionId"]?.string
            else { continue }
            let info = WorkerInfo(event.parameters["workerInfo"])
            let script = info.url.isEmpty ? info.title : ProfilePlaces.path(info.url)
            found.append((info.number ?? found.count + 1, script, session))
        }
        return found.sorted { ($0.number, $0.session) < ($1.number, $1.session) }
    }
}
