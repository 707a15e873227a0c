import Foundation
import Recording
import Reports
import TestSupport
import Testing

/// `heaptide report FILE.heapprofile`, and recordings of Node compared.
@Suite(.enabled(if: TestNode.any != nil)) struct ProfileReportTests {
    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// 5,000 arrays of 1,000 numbers by one function, sampled by Node itself about every 16 KiB.
    @Test(arguments: TestNode.all) func profileOfNode(_ node: TestNode) throws {
        let directory = TemporaryDirectory()
        let run = try TestPrograms.run([
            node.path, "--heap-prof", "--heap-prof-dir=\(directory.path)", "--heap-prof-name=a.heapprofile",
            "--heap-prof-interval=16384", TestPrograms.targets + "/heap_profile.js",
        ])
        try #require(run.status == 0, "\(run.errors)")
        let path = directory / "a.heapprofile"
        let json = try object(try Command.run(["report", path, "--json"]).output)
        let recording = try #require(json["recording"] as? [String: Any])
        #expect(recording["exact"] as? Bool == false && recording["one_moment"] as? Bool == true)
        let heap = try #require(json["heap"] as? [String: Any])
        let bytes = try #require(heap["peak_bytes"] as? Int)
        #expect(abs(bytes - 40_000_000) < 6_000_000 && heap["end_bytes"] as? Int == bytes)
        #expect(heap["allocations"] is NSNull && (json["processes"] as? [Any])?.isEmpty == true)
        let sites = try #require(json["sites"] as? [[String: Any]])
        #expect(sites.reduce(0) { $0 + ($1["peak_bytes"] as? Int ?? 0) } == bytes)
        let keep = try #require(sites.first { $0["function"] as? String == "keep" })
        // Node 20 no longer knows the file of a script that has run.
        let isKnown = (keep["file"] as? String)?.hasSuffix("heap_profile.js") == true && keep["line"] as? Int == 3
        #expect(isKnown || keep["file"] as? String == "(unknown script)" && node.version.hasPrefix("20."))
        for view in ["summary", "lines", "functions", "files", "stacks", "leaks", "temporary", "timeline"] {
            let text = try Command.run(["report", path, "--view", view])
            #expect(text.status == 0 && text.errors == "" && !text.output.lowercased().contains("peak"), "\(view)")
            #expect(!["summary", "functions", "stacks"].contains(view) || text.output.contains("keep"), "\(view)")
        }
        #expect(try Command.run(["report", path, "--html", directory / "page.html"]).status == 0)
    }

    @Test func refusals() throws {
        let directory = TemporaryDirectory()
        let whole =
            #"{"head":{"callFrame":{"functionName":"f","scriptId":"0","url":""},"selfSize":8,"id":1,"children":[]}}"#
        let path = directory.write(whole, to: "a.heapprofile")
        #expect(try Command.run(["report", path]).status == 0)
        let moment = try Command.run(["report", path, "--at", "end"])
        #expect(moment.status == 2 && moment.complaint?.contains("one moment") == true)
        let heap = try Command.run(["heap", path])
        #expect(heap.status == 1 && heap.complaint?.contains("heaptide report reads it") == true)
        let cut = try Command.run(["report", directory.write(String(whole.dropLast(30)), to: "b.heapprofile")])
        #expect(cut.status == 1 && cut.complaint?.contains("b.heapprofile") == true)
    }

    /// A program that keeps twice as much as before, from one function.
    @Test func recordingsAreCompared() throws {
        let node = try #require(TestNode.any)
        func record(_ count: Int) throws -> RecordedNode {
            try RecordedNode.script(
                "function keep() { return Array.from({length: \(count)}, (_, i) => ({i})); } globalThis.kept = keep();"
                    + "setTimeout(() => {}, 300);", name: "app.js", node: node)
        }
        let runs = try [record(100_000), record(400_000)]
        let text = try Command.run(["diff", runs[0].path, runs[1].path])
        #expect(text.status == 0 && text.output.contains("The peak grew by"))
        #expect(!text.output.contains("allocations") && text.output.contains("Sampled"))
        let json = try object(try Command.run(["diff", runs[0].path, runs[1].path, "--json"]).output)
        #expect(json["added_allocated_bytes"] is NSNull && json["added_allocations"] is NSNull)
        #expect((json["added_end_bytes"] as? Int ?? 0) > 4 << 20)
        let recordings = try #require(json["recordings"] as? [[String: Any]])
        #expect(recordings.allSatisfy { $0["sampled"] as? Bool == true && $0["allocations"] is NSNull })
        let limit = try Command.run(["diff", runs[0].path, runs[1].path, "--fail-above", "1%"])
        #expect(limit.status == 1 && limit.errors.contains("the peak grew"))
    }

    /// `heap` and `export` of a recording that has a heap.
    @Test(arguments: TestNode.all) func heapOfARecording(_ node: TestNode) throws {
        let run = try RecordedNode.script(
            "class Kept {}; globalThis.kept = Array.from({length: 1000}, () => new Kept());", node: node,
            options: ["--snapshot", "exit", "--quiet"])
        let histogram = try object(try Command.run(["heap", run.path, "histogram", "--json"]).output)
        let types = try #require(histogram["types"] as? [[String: Any]])
        let kept = try #require(types.first { $0["type"] as? String == "Kept" })
        #expect(kept["count"] as? Int == 1000 && kept["distance"] as? Int ?? 0 >= 3)
        for (format, name) in [("heap", "a.heap"), ("heapsnapshot", "a.heapsnapshot")] {
            let out = run.directory / name
            #expect(try Command.run(["export", run.path, "--to", format, "-o", out]).status == 0)
            let again = try object(try Command.run(["heap", out, "histogram", "--json"]).output)
            let same = (again["types"] as? [[String: Any]])?.first { $0["type"] as? String == "Kept" }
            #expect(same?["count"] as? Int == 1000, "\(format)")
        }
        let bare = try RecordedNode.script("1", node: node)
        let refusal = try Command.run(["heap", bare.path])
        #expect(refusal.status == 1 && refusal.complaint?.contains("--snapshot") == true)
    }

    /// A worker that ends leaves its heap too; the recording's is the program's.
    @Test(arguments: TestNode.all) func heapsOfWorkers(_ node: TestNode) throws {
        let source = """
            const { Worker, isMainThread } = require('worker_threads');
            class OfTheProgram {}; class OfTheWorker {};
            if (isMainThread) { globalThis.kept = new OfTheProgram(); new Worker(__filename).on('exit', () => {}); }
            else globalThis.kept = Array.from({length: 500}, () => new OfTheWorker());
            """
        let run = try RecordedNode.script(source, node: node, options: ["--snapshot", "exit", "--quiet"])
        #expect(run.outcome.status == 0 && run.outcome.errors == "")
        #expect(run.directory.names == ["run.heapsnapshot", "run.heaptide", "run.worker1.heapsnapshot", "script.js"])
        func count(_ file: String, _ type: String) throws -> Int {
            let json = try object(try Command.run(["heap", file, "histogram", "--json"]).output)
            let row = (json["types"] as? [[String: Any]])?.first { $0["type"] as? String == type }
            return row?["count"] as? Int ?? 0
        }
        #expect(try count(run.directory / "run.worker1.heapsnapshot", "OfTheWorker") == 500)
        #expect(try count(run.path, "OfTheProgram") == 1)
        #expect(try count(run.path, "OfTheWorker") == 0)
    }
}
