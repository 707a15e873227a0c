import Foundation
import HeapFile
import HeapGraph
import TestSupport
import Testing

/// A program asks for its own heap, in the way that docs/snapshots.md shows.
@Suite struct OwnSnapshotTests {
    /// The example of the document, with a program behind it.
    private func program(_ rest: String) throws -> String {
        let text = try String(contentsOfFile: TestPrograms.root + "/docs/snapshots.md", encoding: .utf8)
        let example = try #require(text.firstMatch(of: /```python\n([\s\S]*?)```/))
        return String(example.1) + "\n" + rest
    }

    @Test(arguments: TestPrograms.interpreters)
    func isWrittenWhileTheProgramGoesOn(_ python: Interpreter) throws {
        let source = try program(
            """
            import os, threading
            rows = [[number] for number in range(50000)]
            os.mkdir("deeper")
            os.chdir("deeper")
            print(snapshot("own.heap"))
            rows.clear()
            def elsewhere():
                global more
                more = [(number, ) for number in range(50000)]
                print(snapshot("thread.heap"))
            thread = threading.Thread(target=elsewhere)
            thread.start()
            thread.join()
            """)
        let run = try RecordedRun.script(source, python: python)
        #expect(run.outcome.status == 0)
        #expect(run.outcome.output == "0\n0\n")
        #expect(run.outcome.errors == "")
        let own = try HeapSnapshot.open(run.directory / "deeper/own.heap")
        #expect(own.facts.moment == "asked")
        #expect(own.facts.pauseSeconds != nil)
        #expect(own.facts.version == python.version)
        let line =
            2 + source.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.hasPrefix("import os, threading") }!
        try expect(own, "__main__.rows", line: line)
        try expect(HeapSnapshot.open(run.directory / "deeper/thread.heap"), "__main__.more", line: line + 7)
    }

    private func expect(_ snapshot: HeapSnapshot, _ path: String, line: Int) throws {
        let suspect = try #require(SuspectSearch().suspects(in: snapshot.graph).first)
        #expect(suspect.path.text.contains(path))
        let frames = suspect.stacks.flatMap { snapshot.stacks.frames(of: $0.stack) }
        #expect(frames.contains { $0.file.hasSuffix("script.py") && $0.line == UInt32(line) })
    }

    @Test func withoutARecorderNothingHappens() throws {
        let directory = TemporaryDirectory()
        let script = directory.write(try program("print(snapshot('none.heap'))"), to: "script.py")
        let outcome = try TestPrograms.run([TestPrograms.python.path, script], directory: directory.path)
        #expect(outcome.output == "None\n")
        #expect(directory.names == ["script.py"])
    }

    @Test func anythingElseIsNotReplaced() throws {
        let run = try RecordedRun.script(
            try program("open('kept.txt', 'w').write('kept'); print(snapshot('kept.txt'), snapshot(''))"))
        #expect(run.outcome.output == "0 4\n")
        #expect(run.outcome.errors.contains("kept.txt"))
        #expect(run.directory.text("kept.txt") == "kept")
    }
}
