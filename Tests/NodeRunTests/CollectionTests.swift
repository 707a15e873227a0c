import Foundation
import Recording
import Reports
import TestSupport
import Testing

/// Pauses of V8's garbage collector, against what V8 itself says of the same run (`--trace-gc`).
@Suite(.enabled(if: TestNode.any != nil)) struct CollectionTests {
    /// Lines as `[12:0x1] 30 ms: Scavenge 2.4 (3.1) -> 2.0 (4.1) MB, 0.5 / 0.0 ms …`.
    private struct Trace {
        var count = 0
        var milliseconds = 0.0

        init(_ output: String, _ name: String, isCounted: (Substring) -> Bool = { _ in true }) {
            for line in output.split(separator: "\n") where line.contains(" ms: \(name) ") && isCounted(line) {
                guard let figure = line.firstMatch(of: /MB, (?:pooled: [\d.]+ MB, )?([\d.]+) \/ [\d.]+ ms/),
                    let length = Double(figure.output.1)
                else { continue }
                count += 1
                milliseconds += length
            }
        }
    }

    private static let churn = """
        const kept = [];
        function round(n) { return Array.from({length: 20000}, (_, i) => ({n, i, text: `text ${i}`})); }
        for (let n = 0; n < 60; n++) { kept.push(round(n)); if (kept.length > 20) kept.shift(); }
        """

    @Test(arguments: TestNode.all) func sameAsTheTrace(_ node: TestNode) throws {
        let run = try RecordedNode(
            [node.path, "--trace-gc", "-e", Self.churn], node: node)
        #expect(run.outcome.status == 0 && run.outcome.errors == "")
        let all = try #require(Report(try run.read()).collections)
        let minor = Trace(run.outcome.output, "Scavenge")
        let own = { (line: Substring) in line.contains("memory pressure") }
        let recorder = Trace(run.outcome.output, "Mark-Compact", isCounted: own)
        let major = Trace(run.outcome.output, "Mark-Compact") { !own($0) }
        #expect(minor.count > 5 && recorder.count > 0)
        #expect(all[.minor]?.count == minor.count && all[.major]?.count == major.count)
        #expect(all[.recorder]?.count == recorder.count)
        // The trace's clock starts a little earlier and stops a little later.
        for (kind, trace) in [(CollectionKind.minor, minor), (.major, major), (.recorder, recorder)] {
            let seconds = try #require(all[kind]).seconds
            #expect(abs(seconds * 1000 - trace.milliseconds) <= 0.2 * trace.milliseconds + 2, "\(kind)")
        }
    }

    /// A program that is killed has its pauses up to then; the intervals' are the sum.
    @Test func killed() throws {
        let run = try RecordedNode.script(
            Self.churn + "process.kill(process.pid, 'SIGKILL')", node: try #require(TestNode.any))
        let program = try run.read()
        let all = try #require(Report(program).collections).ofProgram
        #expect(run.outcome.status == 137 && all.count > 5 && all.longestSeconds <= all.seconds)
        let sum = (program.intervals[1] ?? []).compactMap(\.pauseSeconds).reduce(0, +)
        #expect(abs(sum - all.seconds) < 1e-6)
    }

    /// A worker's heap is collected on its own.
    @Test(arguments: TestNode.all) func workers(_ node: TestNode) throws {
        let source = """
            const { Worker, isMainThread } = require('worker_threads');
            if (isMainThread) new Worker(__filename).on('exit', () => {});
            else { \(Self.churn) }
            """
        let run = try RecordedNode.script(source, node: node)
        let program = try run.read()
        #expect(run.outcome.status == 0 && program.processes.map(\.worker) == [nil, 1])
        let worker = try #require(program.collections[2]).ofProgram
        #expect(worker.count > 5 && worker.count > program.collections[1]?.ofProgram.count ?? .max)
    }

    /// The program's own observer sees what it sees without a recorder; nothing keeps its loop alive.
    @Test(arguments: TestNode.all) func programDoesNotNotice(_ node: TestNode) throws {
        let source = """
            const { PerformanceObserver } = require('perf_hooks');
            let seen = 0;
            const observer = new PerformanceObserver((list) => { seen += list.getEntries().length; });
            observer.observe({ entryTypes: ['gc'] });
            globalThis.gc(); globalThis.gc();
            setTimeout(() => { observer.disconnect(); console.log(seen, process.getActiveResourcesInfo(),
                Object.keys(require.cache).length, process.listenerCount('exit')); }, 50);
            """
        let directory = TemporaryDirectory()
        let script = directory.write(source, to: "script.js")
        let run = try RecordedNode([node.path, "--expose-gc", script], node: node, in: directory)
        let all = try #require(Report(try run.read()).collections)
        let bare = try TestPrograms.run([node.path, "--expose-gc", script], directory: directory.path)
        func words(_ output: String) -> ArraySlice<Substring> { output.split { $0 == " " || $0 == "\n" }[...] }
        let (ours, theirs) = (words(run.outcome.output), words(bare.output))
        #expect(ours.dropFirst() == theirs.dropFirst() && ours.count > 3, "\(run.outcome.output) \(bare.output)")
        let seen = try #require(ours.first.flatMap { Int($0) })
        #expect(seen >= 2)
        #expect(try #require(all[.major]).count >= 2)
    }

    /// Without addons there are no figures, and nothing else is missing.
    @Test func notMeasured() throws {
        let node = try #require(TestNode.any)
        let run = try RecordedNode([node.path, "--no-addons", "-e", "globalThis.kept = [1]"], node: node)
        #expect(run.outcome.status == 0 && run.outcome.errors == "")
        let report = Report(try run.read())
        #expect(report.collections == nil && report.heap.peakBytes > 0)
        let json = try Command.run(["report", run.path, "--json"]).output
        #expect(json.contains("\"collections\" : null"))
        #expect(!(try Command.run(["report", run.path]).output.contains("gc pauses")))
    }
}
