import Foundation
import Glibc
import NodeRecorder
import TestSupport
import Testing

/// `heaptide snapshot PID` of a running Node.
@Suite(.enabled(if: TestNode.any != nil), .serialized) struct NodeSnapshotTests {
    private static let idle = """
        class Kept {}; globalThis.kept = Array.from({length: 500}, () => new Kept());
        setInterval(() => {}, 1000); console.log('ready');
        """

    private func running(_ node: TestNode, _ source: String = idle, options: [String] = []) throws -> BackgroundProgram
    {
        let program = try BackgroundProgram([node.path] + options + ["-e", source])
        #expect(program.wait { $0.output.contains("ready") })
        return program
    }

    /// The sum of all nodes' own sizes, as the file says them.
    private static func bytes(_ object: [String: Any]) throws -> Int {
        let meta = try #require((object["snapshot"] as? [String: Any])?["meta"] as? [String: Any])
        let fields = try #require(meta["node_fields"] as? [String])
        let nodes = try #require(object["nodes"] as? [Int])
        let size = try #require(fields.firstIndex(of: "self_size"))
        return stride(from: size, to: nodes.count, by: fields.count).reduce(0) { $0 + nodes[$1] }
    }

    private func take(_ program: BackgroundProgram, _ directory: TemporaryDirectory) throws -> Outcome {
        try Command.run(["snapshot", "\(program.pid)", "-o", directory / "h.heapsnapshot", "--json"], in: directory)
    }

    /// A program that has its allocations tracked by itself: objects carry the calls that made them.
    @Test(arguments: TestNode.all) func allocatingLines(_ node: TestNode) throws {
        let source = """
            const session = new (require('inspector').Session)(); session.connect();
            session.post('HeapProfiler.startTrackingHeapObjects', {trackAllocations: true});
            class Kept { constructor(i) { this.text = 'kept text '.repeat(5) + i; } }
            function fill() { const all = []; for (let i = 0; i < 20000; i++) all.push(new Kept(i)); return all; }
            globalThis.kept = fill(); setInterval(() => {}, 1000); console.log('ready');
            """
        let program = try running(node, source)
        let directory = TemporaryDirectory()
        #expect(try take(program, directory).status == 0)
        let answer = try Command.run(["heap", directory / "h.heapsnapshot", "suspects", "--json"])
        let object = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
        let suspect = try #require((object?["suspects"] as? [[String: Any]])?.first)
        #expect((suspect["path_text"] as? String)?.contains("kept") == true)
        let sites = try #require(suspect["allocated_at"] as? [[String: Any]])
        #expect(
            sites.contains { $0["function"] as? String == "fill" && $0["bytes"] as? Int ?? 0 > 1 << 20 }, "\(sites)")
        #expect(!answer.output.contains("Python"))
    }

    @Test(arguments: TestNode.all) func takesAndCloses(_ node: TestNode) throws {
        let program = try running(node)
        let directory = TemporaryDirectory()
        for round in 1...2 {
            let outcome = try take(program, directory)
            if round == 2 { #expect(outcome.status == 2 && outcome.complaint?.contains("exists") == true) }
            if round == 2 { continue }
            #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
            let answer = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
            let data = try #require(FileManager.default.contents(atPath: directory / "h.heapsnapshot"))
            let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let head = try #require(object["snapshot"] as? [String: Any])
            #expect(answer["nodes"] as? Int == head["node_count"] as? Int)
            #expect(answer["edges"] as? Int == head["edge_count"] as? Int)
            #expect(answer["language"] as? String == "javascript")
            let bytes = try Self.bytes(object)
            #expect(answer["total_bytes"] as? Int == bytes)
            #expect((object["strings"] as? [String])?.contains("Kept") == true)
        }
        var status = stat()
        #expect(stat(directory / "h.heapsnapshot", &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(directory.names == ["h.heapsnapshot"])
        // As it was: nothing listens any more, and it runs.
        let ports = try #require(RunningNode(pid: program.pid)).listeningPorts()
        #expect(ports.isEmpty && program.isRunning)
        #expect(
            try Command.run(["snapshot", "\(program.pid)", "-f", "-q", "-o", directory / "h.heapsnapshot"]).status == 0)
    }

    /// Each worker's heap is a file of its own; a worker that computes is waited for.
    @Test(arguments: TestNode.all) func workers(_ node: TestNode) throws {
        let program = try running(
            node,
            """
            const {Worker} = require('worker_threads');
            const source = `class OfTheWorker {}; const {workerData, parentPort} = require('worker_threads');
              globalThis.kept = Array.from({length: workerData}, () => new OfTheWorker());
              setInterval(() => { for (const end = Date.now() + 300; Date.now() < end;); }, 400);
              parentPort.postMessage('up');`;
            let up = 0;
            for (const workerData of [300, 700]) {
              new Worker(source, {eval: true, workerData}).on('message', () => ++up === 2 && console.log('ready'));
            }
            """)
        let directory = TemporaryDirectory()
        let outcome = try take(program, directory)
        #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
        let answer = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let workers = try #require(answer["workers"] as? [[String: Any]])
        #expect(workers.compactMap { $0["worker"] as? Int } == [1, 2] && (answer["notes"] as? [Any])?.isEmpty == true)
        #expect(directory.names == ["h.heapsnapshot", "h.worker1.heapsnapshot", "h.worker2.heapsnapshot"])
        for (worker, count) in zip(workers, [300, 700]) {
            let file = try #require(worker["file"] as? String)
            let table = try Command.run(["heap", file, "histogram", "--json"], limit: 60)
            let rows =
                (try JSONSerialization.jsonObject(with: Data(table.output.utf8)) as? [String: Any])?["types"]
                as? [[String: Any]]
            #expect(rows?.first { $0["type"] as? String == "OfTheWorker" }?["count"] as? Int == count)
            let data = try #require(FileManager.default.contents(atPath: file))
            let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect(try worker["total_bytes"] as? Int == Self.bytes(object))
        }
        // As it was.
        #expect(try #require(RunningNode(pid: program.pid)).listeningPorts().isEmpty && program.isRunning)
        // What is there is not replaced.
        let again = try Command.run(
            ["snapshot", "\(program.pid)", "-q", "-o", directory / "h.heapsnapshot"], in: directory)
        #expect(again.status == 2)
    }

    /// An inspector that was open stays open.
    @Test func openInspector() throws {
        let program = try running(try #require(TestNode.any), options: ["--inspect=127.0.0.1:0"])
        let before = try #require(RunningNode(pid: program.pid)).listeningPorts()
        let directory = TemporaryDirectory()
        #expect(try take(program, directory).status == 0)
        #expect(before.count == 1 && RunningNode(pid: program.pid)?.listeningPorts() == before)
    }

    /// A program in a loop without end is reached too.
    @Test func busy() throws {
        let program = try running(try #require(TestNode.any), "console.log('ready'); for (;;);")
        #expect(try take(program, TemporaryDirectory()).status == 0)
    }

    @Test func ownHandler() throws {
        let source =
            "process.on('SIGUSR1', () => console.log('mine')); setInterval(() => {}, 99); console.log('ready');"
        let program = try running(try #require(TestNode.any), source)
        let directory = TemporaryDirectory()
        let outcome = try take(program, directory)
        #expect(outcome.status == 1 && outcome.complaint?.contains("handles SIGUSR1 itself") == true)
        #expect(program.isRunning && directory.names.isEmpty)
    }

    /// Where SIGUSR1 would end the program, it is not sent.
    @Test func signalSwitchedOff() throws {
        guard let node = TestNode.all.first(where: { $0.version.hasPrefix("24.") }) else { return }
        let program = try running(node, options: ["--disable-sigusr1"])
        let outcome = try take(program, TemporaryDirectory())
        #expect(outcome.status == 1 && outcome.complaint?.contains("--disable-sigusr1") == true)
        #expect(program.isRunning)
    }

    @Test func fullDisk() throws {
        let program = try running(try #require(TestNode.any))
        let outcome = try Command.run(["snapshot", "\(program.pid)", "-o", "/no/such/folder/h.heapsnapshot"])
        #expect(outcome.status == 1 && outcome.complaint?.contains("/no/such/folder") == true)
        #expect(program.isRunning && RunningNode(pid: program.pid)?.listeningPorts() == [])
    }
}
