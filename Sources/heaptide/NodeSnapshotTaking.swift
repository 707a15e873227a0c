// The heap of a running Node, as V8 writes it.
import DevTools
import Foundation
import Glibc
import HeapFile
import HeapGraph
import NodeRecorder
import Recording
import Reports

struct NodeSnapshotTaking {
    let node: RunningNode
    let path: String
    /// Whether files of workers' heaps may be replaced.
    var force = false

    struct Worker: Encodable {
        let worker: Int
        let script: String
        let file: String
        @Nullable var nodes: Int?
        @Nullable var edges: Int?
        @Nullable var totalBytes: UInt64?
    }

    struct Summary: Encodable {
        let file: String
        let language: String
        @Nullable var pauseSeconds: Double?
        @Nullable var walkSeconds: Double?
        @Nullable var nodes: Int?
        @Nullable var edges: Int?
        @Nullable var totalBytes: UInt64?
        let workers: [Worker]
        let notes: [String]
    }

    /// - Throws: one line that says why not, and what to do.
    func take() throws(Problem) -> Summary {
        do {
            return try node.withConnection { connection throws(DevToolsError) in
                let start = DispatchTime.now()
                let snapshot = try DownloadedSnapshot.take(connection, to: path)
                let seconds = Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e9
                var notes: [String] = []
                let workers = WorkerSnapshots(connection) { path(ofWorker: $0, &notes) }
                return Summary(
                    file: path, language: "javascript", pauseSeconds: seconds, walkSeconds: nil,
                    nodes: snapshot.nodes, edges: snapshot.edges,
                    totalBytes: try? HeapInput.snapshot(path).graph.totalBytes,
                    workers: workers.taken.map(Self.worker), notes: notes + workers.problems)
            }
        } catch {
            throw .failure(error.description)
        }
    }

    /// `app.4711.worker1.heapsnapshot` beside `app.4711.heapsnapshot`; nil if something stands there.
    private func path(ofWorker number: Int, _ notes: inout [String]) -> String? {
        let suffix = ".heapsnapshot"
        let stem = path.hasSuffix(suffix) ? String(path.dropLast(suffix.count)) : path
        let name = "\(stem).worker\(number)\(suffix)"
        do throws(Problem) {
            _ = try OutputFile.isToBeReplaced(name, force: force)
            return name
        } catch {
            notes.append("worker \(number): \(error.message)")
            return nil
        }
    }

    private static func worker(_ worker: WorkerSnapshot) -> Worker {
        Worker(
            worker: worker.worker, script: worker.script, file: worker.snapshot.path, nodes: worker.snapshot.nodes,
            edges: worker.snapshot.edges, totalBytes: try? HeapInput.snapshot(worker.snapshot.path).graph.totalBytes)
    }

    static func text(_ summary: Summary) -> String {
        let nodes = summary.nodes.map { Decimal.grouped($0) } ?? "?"
        let edges = summary.edges.map { Decimal.grouped($0) } ?? "?"
        let pause = Decimal.text(summary.pauseSeconds ?? 0, digits: 2)
        let path = ShellText.quoted(summary.file)
        var text = "\(nodes) nodes, \(edges) references; the program stood still for up to \(pause) s\n"
        text += "Written to \(summary.file)\n"
        for worker in summary.workers {
            let nodes = worker.nodes.map { Decimal.grouped($0) } ?? "?"
            text += "Worker \(worker.worker), \(nodes) nodes, written to \(worker.file)\n"
        }
        for note in summary.notes { text += "Note: \(SourceLocation.printable(note))\n" }
        return text + "Next: heaptide heap \(path) suspects\n"
    }
}
