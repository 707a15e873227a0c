import Foundation
import Glibc
import Recording
import TestSupport
import Testing

/// A recorded Node program cannot tell: streams, arguments, exit status, signals.
@Suite(.enabled(if: TestNode.any != nil)) struct NodeHarmTests {
    private static let surroundings = """
        const lines = [process.argv.slice(2), process.execArgv, process.cwd(), process.stdin.isTTY, process.listenerCount('exit'),
          Object.keys(globalThis).length, process.exitCode, require('fs').readdirSync('/proc/self/fd').length > 3];
        console.log(JSON.stringify(lines));
        console.error('to standard error');
        process.stdin.on('data', (data) => console.log('read', String(data).trim()));
        process.stdin.on('end', () => { process.exitCode = 5; });
        """

    @Test(arguments: TestNode.all) func surroundingsAreTheSame(_ node: TestNode) throws {
        let directory = TemporaryDirectory()
        let script = directory.write(Self.surroundings, to: "script.js")
        let bare = try TestPrograms.run(
            [node.path, script, "a b", "--quiet"], directory: directory.path, input: "some input\n")
        let run = try RecordedNode([script, "a b", "--quiet"], node: node, input: "some input\n", in: directory)
        #expect(run.outcome.output == bare.output && bare.output.contains("read some input"))
        #expect(run.outcome.errors == bare.errors && bare.errors == "to standard error\n")
        #expect(run.outcome.status == 5 && bare.status == 5)
    }

    private static let endings = [
        "process.exit(9)": 9, "throw new Error('no')": 1,
        "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 9)": 143,
        "process.abort()": 134, "Promise.reject(new Error('no'))": 1, "process.on('exit', () => process.exit(4))": 4,
        "process.reallyExit(6)": 6, "debugger; process.exitCode = 3": 3, "process.kill(process.pid, 'SIGKILL')": 137,
    ]

    @Test(arguments: endings.keys.sorted()) func exitStatus(_ source: String) throws {
        let node = try #require(TestNode.any)
        let run = try RecordedNode.script(source, node: node)
        #expect(Int(run.outcome.status) == Self.endings[source], "\(run.outcome.errors)")
        #expect(!run.outcome.errors.lowercased().contains("debugger attached"))
        #expect(!run.outcome.errors.contains("Waiting for the debugger"))
        let program = try run.read()
        #expect(program.isComplete && program.processes.count == 1)
        let status = Int(run.outcome.status)
        #expect(program.exitCode == (status > 128 ? nil : status))
        #expect(program.signal == (status > 128 ? status - 128 : nil))
    }

    /// Modules, code of the command line, and another way to name the program.
    @Test(arguments: TestNode.all) func kindsOfPrograms(_ node: TestNode) throws {
        let module = try RecordedNode.script(
            "import fs from 'fs'; console.log(typeof fs, import.meta.url.slice(0, 8))", name: "script.mjs", node: node)
        #expect(module.outcome.output == "object file:///\n" && module.outcome.errors == "")
        let code = try RecordedNode([node.path, "-e", "console.log(1 + 1)"], node: node)
        #expect(code.outcome.output == "2\n" && code.outcome.status == 0)
        #expect(try code.read().processes.count == 1)
    }

    @Test func signalsReachTheProgram() throws {
        let node = try #require(TestNode.any)
        let directory = TemporaryDirectory()
        let script = directory.write(
            "process.on('SIGTERM', () => { console.log('asked'); process.exit(8); }); setInterval(() => {}, 1000); console.log('ready');",
            to: "script.js")
        let program = try BackgroundProgram([
            TestPrograms.heaptide, "run", "-q", "-o", directory / "run.heaptide", "--node", node.path, script,
        ])
        #expect(program.wait { $0.output.contains("ready") })
        program.kill(SIGTERM)
        #expect(program.status() == 8 && program.output == "ready\nasked\n")
    }

    /// The recorder is killed: the program runs on, and so do Nodes that it starts afterwards.
    @Test func recorderKilled() throws {
        let node = try #require(TestNode.any)
        let directory = TemporaryDirectory()
        let script = directory.write(
            """
            const fs = require('fs'), { execFileSync } = require('child_process');
            fs.writeFileSync('\(directory / "ready")', String(process.pid));
            const timer = setInterval(() => {
              if (!fs.existsSync('\(directory / "go")')) return;
              clearInterval(timer);
              fs.writeFileSync('\(directory / "child")', execFileSync(process.execPath, ['-p', '6*7']));
              new (require('worker_threads').Worker)('1', {eval: true}).on('exit', () =>
                fs.writeFileSync('\(directory / "done")', 'done'));
            }, 10);
            """, to: "script.js")
        let program = try BackgroundProgram([
            TestPrograms.heaptide, "run", "-q", "-o", directory / "run.heaptide", "--node", node.path, script,
        ])
        #expect(program.wait { _ in directory.size("ready") > 0 })
        usleep(200_000)
        program.kill(SIGKILL)
        _ = directory.write("", to: "go")
        for _ in 0..<2000 where directory.size("done") == 0 { usleep(5000) }
        #expect(directory.text("child") == "42\n" && directory.text("done") == "done")
        // What was recorded until then can be read.
        #expect(try RecordingFile.read(directory / "run.heaptide").isComplete == false)
        if let pid = Int32(directory.text("ready")) { kill(pid, SIGKILL) }
        #expect(program.status() == SIGKILL)
    }

    /// The recorder is killed: V8 samples no more after its next major collection. As long as it is there, it does.
    @Test(arguments: TestNode.all) func samplingEndsWithTheRecorder(_ node: TestNode) throws {
        let directory = TemporaryDirectory()
        let script = directory.write(
            """
            const fs = require('fs'), session = new (require('inspector').Session)();
            session.connect();
            const isSampling = () => {
              let sampling;
              session.post('HeapProfiler.getSamplingProfile', (error) => { sampling = !error; });
              return sampling;
            };
            gc();
            setTimeout(() => fs.writeFileSync('\(directory / "ready")', String(isSampling())), 1);
            const timer = setInterval(() => {
              if (!fs.existsSync('\(directory / "go")')) return;
              clearInterval(timer);
              gc();
              setTimeout(() => fs.writeFileSync('\(directory / "done")', String(isSampling())), 1);
            }, 5);
            """, to: "script.js")
        let program = try BackgroundProgram([
            TestPrograms.heaptide, "run", "-q", "-o", directory / "run.heaptide", "--", node.path, "--expose-gc",
            script,
        ])
        #expect(program.wait { _ in directory.size("ready") > 0 })
        program.kill(SIGKILL)
        _ = directory.write("", to: "go")
        for _ in 0..<2000 where directory.size("done") == 0 { usleep(5000) }
        #expect(directory.text("ready") == "true" && directory.text("done") == "false")
        #expect(program.status() == SIGKILL)
    }

    @Test func memoryLimitKeepsTheHeap() throws {
        let source = "const kept = []; for (;;) kept.push({text: 'x'.repeat(10) + kept.length});"
        let run = try RecordedNode.script(
            source, node: try #require(TestNode.any), options: ["--quiet", "--memory-limit", "48MiB"])
        #expect(run.outcome.status == 134)
        #expect(run.outcome.errors.contains("heap out of memory") && !run.outcome.errors.contains("Wrote snapshot"))
        let names = run.directory.names.filter { $0.hasSuffix(".heapsnapshot") }
        #expect(names == ["run.limit.heapsnapshot"])
        #expect(try run.read().signal == 6)
    }

    @Test(arguments: TestNode.all) func snapshotAtExit(_ node: TestNode) throws {
        let source =
            "class Kept {}; globalThis.kept = Array.from({length: 1000}, () => new Kept()); setTimeout(() => {}, 10);"
        let run = try RecordedNode.script(source, node: node, options: ["--snapshot", "exit", "--quiet"])
        #expect(run.outcome.status == 0 && run.outcome.errors == "", "\(run.outcome.errors)")
        #expect(run.directory.names == ["run.heapsnapshot", "run.heaptide", "script.js"])
        let data = try #require(FileManager.default.contents(atPath: run.directory / "run.heapsnapshot"))
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect((object["strings"] as? [String])?.contains("Kept") == true)
    }

    @Test func noSnapshotOfTheKilled() throws {
        let run = try RecordedNode.script(
            "process.kill(process.pid, 'SIGKILL')", node: try #require(TestNode.any),
            options: ["--snapshot", "exit", "--quiet"])
        #expect(run.outcome.status == 137)
        #expect(run.outcome.errors == "heaptide: the program ended without its exit functions; there is no snapshot\n")
    }

    @Test func refusals() throws {
        let directory = TemporaryDirectory()
        let missing = try Command.run(["run", "no-such.js"], in: directory)
        #expect(missing.status == 2 && missing.complaint?.hasPrefix("no-such.js: ") == true)
        _ = directory.write("1", to: "a.js")
        let node = try Command.run(["run", "--node", "/no/node", "a.js"], in: directory)
        #expect(node.status == 2 && node.complaint == "no such program: /no/node")
        let both = try Command.run(["run", "--node", "x", "--python", "y", "a.js"], in: directory)
        #expect(both.status == 2 && both.complaint != nil)
        #expect(directory.names == ["a.js"])
    }
}
