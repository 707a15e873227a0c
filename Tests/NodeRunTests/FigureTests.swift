import Foundation
import Recording
import Reports
import TestSupport
import Testing

/// What a recording of Node says, against programs whose memory is known.
@Suite(.enabled(if: TestNode.any != nil)) struct FigureTests {
    /// 200 arrays of 16,384 numbers, 8 bytes each; 200,000 pairs of objects and their array. V8's estimate from one
    /// sample in 64 KiB is off by 5 % (one standard deviation of 400 samples).
    @Test(arguments: TestNode.all) func knownFunctions(_ node: TestNode) throws {
        let run = try RecordedNode([TestPrograms.targets + "/node_known.js"], node: node)
        #expect(run.outcome.status == 0 && run.outcome.errors == "", "\(run.outcome.errors)")
        let program = try run.read()
        #expect(program.isComplete && program.isSampled && program.language == "javascript")
        #expect(program.processes.map(\.version) == [node.version])
        let report = Report(program, moment: .end)
        let numbers = try #require(report.sites.first { $0.location.function == "keepNumbers" })
        #expect(numbers.location.file.hasSuffix("Targets/node_known.js") && numbers.location.line == 3)
        let bytes = 200 * 16384 * 8
        #expect(abs(numbers.figures.endBytes - bytes) < bytes / 4, "\(numbers.figures.endBytes)")
        let objects = try #require(report.sites.first { $0.location.function == "keepObjects" })
        #expect(objects.location.line == 9)
        #expect(objects.figures.endBytes > 6 << 20 && objects.figures.endBytes < 30 << 20)
        // The collection after its end is the only one that the recorder asks for.
        #expect(report.collections?[.recorder].map { 1...3 ~= $0.count } == true)
        // Nothing is the recorder's own.
        #expect(!program.locations.contains { $0.file.contains("heaptide_node") })
        // What was dropped is not live, and the parts are the whole.
        #expect(!report.sites.contains { $0.location.function == "dropAll" && $0.figures.endBytes > 1 << 20 })
        let heap = report.heap
        #expect(report.sites.reduce(0) { $0 + $1.figures.endBytes } >= heap.endBytes)
        #expect(heap.endBytes > bytes && heap.peakBytes >= heap.endBytes)
        #expect(try #require(report.residentPeakBytes) > heap.endBytes)
        #expect(report.timeline.contains { $0.residentBytes != nil })
    }

    /// The kernel's figure of the resident set, and Node's own of its heap.
    @Test func heapIsWhatNodeSays() throws {
        let source = """
            globalThis.kept = Array.from({length: 300000}, (_, i) => ({i}));
            setTimeout(() => console.log(process.memoryUsage().heapUsed), 400);
            """
        let run = try RecordedNode.script(source, node: try #require(TestNode.any))
        let own = try #require(Int(run.outcome.output.dropLast()))
        let end = Report(try run.read()).heap.endBytes
        #expect(end > own / 2 && end < own * 5 / 4, "\(end) and \(own)")
    }

    /// Worker threads have heaps of their own.
    @Test(arguments: TestNode.all) func workers(_ node: TestNode) throws {
        let source = """
            const { Worker, isMainThread } = require('worker_threads');
            if (isMainThread) {
              const worker = new Worker(__filename);
              worker.on('exit', (code) => console.log('worker', code));
            } else {
              (function keep() { globalThis.kept = Array.from({length: 200000}, (_, i) => ({i})); })();
            }
            """
        let run = try RecordedNode.script(source, node: node)
        #expect(run.outcome.status == 0 && run.outcome.output == "worker 0\n" && run.outcome.errors == "")
        let program = try run.read()
        #expect(program.processes.map(\.worker) == [nil, 1])
        #expect(Set(program.processes.map(\.pid)).count == 1)
        let worker = try #require(program.processes.last)
        #expect(worker.endBytes > 8 << 20 && program.processes[0].endBytes < 8 << 20)
        #expect(worker.residentPeakBytes == nil)
        let own = Report(program, moment: .end).sites.filter { $0.location.file == run.directory / "script.js" }
        #expect(own.reduce(0) { $0 + $1.figures.endBytes } > 4 << 20)
    }

    /// Every Node that the program starts is recorded, whatever lies between.
    @Test func children() throws {
        let source = """
            const { execFileSync, fork } = require('child_process');
            if (process.argv[2]) { globalThis.kept = Array.from({length: 200000}, (_, i) => ({i})); }
            else {
              execFileSync('/bin/sh', ['-c', `${process.execPath} ${__filename} one; :`]);
              fork(__filename, ['two']).on('exit', (code) => process.exit(code + 3));
            }
            """
        let run = try RecordedNode.script(source, node: try #require(TestNode.any))
        #expect(run.outcome.status == 3 && run.outcome.errors == "", "\(run.outcome.errors)")
        let processes = try run.read().processes
        #expect(
            processes.map { $0.command.last ?? "" }.sorted() == [run.directory / "script.js", "one", "two"].sorted())
        #expect(processes.count { $0.endBytes > 8 << 20 } == 2)
        #expect(processes.filter { $0.parentPid == processes[0].pid }.count == 1)
    }

    /// TypeScript's lines, by an inline map and by one in a file.
    @Test(arguments: [true, false]) func sourceMaps(_ isInline: Bool) throws {
        let directory = TemporaryDirectory()
        // Generated line 2, column 16 (after "function keep") is line 41 of app.ts.
        let map = #"{"version":3,"sources":["src/app.ts"],"names":[],"mappings":";AAwCA"}"#
        let url = isInline ? "data:application/json;base64," + Data(map.utf8).base64EncodedString() : "app.js.map"
        _ = directory.write(map, to: "app.js.map")
        let script = directory.write(
            "'use strict';\nfunction keep() { return Array.from({length: 300000}, function make(_, i) { return {i}; }); }\n"
                + "globalThis.kept = keep();\n//# sourceMappingURL=\(url)\n", to: "app.js")
        let run = try RecordedNode([script], node: try #require(TestNode.any), in: directory)
        let sites = Report(try run.read(), moment: .end).sites
        let site = try #require(sites.first { $0.location.function == "make" })
        #expect(site.location.file == directory / "src/app.ts" && site.location.line == 41)
    }

    @Test func jsonAndPage() throws {
        let run = try RecordedNode([TestPrograms.targets + "/node_known.js"], node: try #require(TestNode.any))
        let json = try Command.run(["report", run.path, "--json"])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect((object["program"] as? [String: Any])?["language"] as? String == "javascript")
        let recording = try #require(object["recording"] as? [String: Any])
        #expect(recording["exact"] as? Bool == false && recording["sampling_interval_bytes"] as? Int == 65536)
        let heap = try #require(object["heap"] as? [String: Any])
        for key in ["peak_blocks", "end_blocks", "allocated_bytes", "allocations", "domains"] {
            #expect(heap[key] is NSNull, "\(key)")
        }
        for view in ["summary", "lines", "functions", "files", "stacks", "leaks", "temporary", "timeline"] {
            let text = try Command.run(["report", run.path, "--view", view])
            #expect(
                text.status == 0 && !text.output.contains(" 0 blocks") && !text.output.contains("Python"), "\(view)")
        }
        let summary = try Command.run(["report", run.path]).output
        #expect(summary.contains("sampled") && summary.contains("keepNumbers") && summary.contains("not measured"))
        #expect(try Command.run(["report", run.path, "--html", run.directory / "page.html"]).status == 0)
    }
}
