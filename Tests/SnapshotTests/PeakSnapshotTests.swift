import Foundation
import HeapFile
import HeapGraph
import Recording
import TestSupport
import Testing

/// `heaptide run --snapshot peak`: what was live near the high-water mark is in the snapshot, and how near is said.
@Suite struct PeakSnapshotTests {
    @Test(arguments: TestPrograms.interpreters)
    func whereTheProgramRests(_ python: Interpreter) throws { try expectPeak("main", python) }

    /// The main thread waits for another one all the time, so it never comes to a safe point by itself.
    @Test func ofAnotherThread() throws { try expectPeak("worker", TestPrograms.python) }

    private func expectPeak(_ kind: String, _ python: Interpreter) throws {
        let target = TestPrograms.targets + "/peak_rows.py"
        let run = try RecordedRun([target, kind], python: python, options: ["--snapshot", "peak"])
        #expect(run.outcome.status == 0)
        let snapshot = try HeapSnapshot.open(run.directory / "run.heap")
        let facts = snapshot.facts
        let process = try #require(try run.read().processes.first)
        #expect(facts.moment == "peak")
        #expect(facts.peakBytes == process.peakBytes)
        // The heap rests at its mark for a second and a half, and was larger than that never.
        #expect(Double(facts.heapBytes ?? 0) >= 0.85 * Double(process.peakBytes))
        #expect(facts.heapBytes ?? .max <= process.peakBytes)
        #expect(facts.pauseSeconds != nil)
        #expect(facts.version == python.version)
        let suspect = try #require(SuspectSearch().suspects(in: snapshot.graph).first)
        #expect(suspect.path.text.contains("__main__.KEPT"))
        #expect(suspect.retainedBytes > 10 << 20)
        let frames = suspect.stacks.flatMap { snapshot.stacks.frames(of: $0.stack) }
        #expect(frames.contains { $0.file == target && $0.line == 10 })
    }

    /// A recording names its snapshot, so it can be asked in its place.
    @Test func theRecordingIsAsGood() throws {
        let directory = TemporaryDirectory()
        let target = TestPrograms.targets + "/diff_rows.py"
        let run = try Command.run(
            ["run", "-q", "--snapshot", "exit", "-o", "app.heaptide", target, "4000000", "100"], in: directory)
        #expect(run.status == 0)
        let direct = try Command.run(["heap", "app.heap", "histogram", "--json"], in: directory)
        let through = try Command.run(["heap", "app.heaptide", "histogram", "--json"], in: directory)
        #expect(direct.status == 0)
        #expect(through.output == direct.output)
        let summary = try Command.run(["heap", "app.heaptide", "--json"], in: directory)
        let fields = try #require(
            try JSONSerialization.jsonObject(with: Data(summary.output.utf8)) as? [String: Any])
        #expect(fields["moment"] as? String == "exit")
        #expect(fields["pause_seconds"] as? Double != nil)
        let export = try Command.run(
            ["export", "app.heaptide", "--to", "heapsnapshot", "-o", "app.heapsnapshot"], in: directory)
        #expect(export.status == 0)
        #expect(directory.size("app.heapsnapshot") > 1000)
    }

    @Test func aRecordingWithoutOneSaysHowToGetOne() throws {
        let directory = TemporaryDirectory()
        let target = TestPrograms.targets + "/diff_rows.py"
        #expect(try Command.run(["run", "-q", "-o", "app.heaptide", target, "1", "1"], in: directory).status == 0)
        let outcome = try Command.run(["heap", "app.heaptide"], in: directory)
        #expect(outcome.status == 1)
        #expect(outcome.complaint?.contains("--snapshot") == true)
    }
}
