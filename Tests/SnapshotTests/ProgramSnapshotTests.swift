import Foundation
import HeapFile
import HeapGraph
import TestSupport
import Testing

/// `heaptide snapshot PROGRAM`: the program runs as ever, and its heap is there when it has ended.
@Suite struct ProgramSnapshotTests {
    @Test func ofAScript() throws {
        let directory = TemporaryDirectory()
        let script = directory.write(
            """
            import sys
            print(sys.argv[1:])
            rows = [[number] for number in range(30000)]
            sys.exit(7)
            """, to: "app.py")
        let outcome = try Command.run(
            ["snapshot", "-o", "app.heap", "--python", TestPrograms.python.path, script, "-o", "--its", "own"],
            in: directory)
        #expect(outcome.status == 7)
        #expect(outcome.output == "['-o', '--its', 'own']\n")
        #expect(directory.names == ["app.heap", "app.py"])
        let snapshot = try HeapSnapshot.open(directory / "app.heap")
        #expect(snapshot.facts.moment == "exit")
        let suspect = try #require(SuspectSearch().suspects(in: snapshot.graph).first)
        #expect(suspect.path.text.contains("__main__.rows"))
        let frames = suspect.stacks.flatMap { snapshot.stacks.frames(of: $0.stack) }
        #expect(frames.contains { $0.file == script && $0.line == 3 })
    }

    @Test func ofAModule() throws {
        let directory = TemporaryDirectory()
        let outcome = try Command.run(
            ["snapshot", "--json", "--values", "-o", "tool.heap", "-m", "platform"], in: directory)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("total_bytes"))
        #expect(try HeapSnapshot.open(directory / "tool.heap").facts.hasValues)
    }

    @Test func ofNothingThatIsPython() throws {
        let directory = TemporaryDirectory()
        let outcome = try Command.run(["snapshot", "-o", "none.heap", "/bin/true"], in: directory)
        #expect(outcome.status == 1)
        #expect(directory.names.isEmpty)
    }
}
