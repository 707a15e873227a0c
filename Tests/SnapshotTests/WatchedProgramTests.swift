import Foundation
import Glibc
import HeapFile
import HeapGraph
import TestSupport
import Testing

/// `heaptide snapshot PID` of a program that a recorder is at work on.
@Suite struct WatchedProgramTests {
    private let target = TestPrograms.targets + "/live_rows.py"

    @Test(arguments: TestPrograms.interpreters)
    func hasTheRecordersLines(_ python: Interpreter) throws {
        let program = try #require(try WatchedProgram("live_rows.py", ["20000"], python: python))
        let path = program.directory / "live.heap"
        let taken = try Command.run(["snapshot", "\(program.pid)", "-o", path, "--json"])
        #expect(taken.status == 0)
        #expect(taken.errors == "")
        let snapshot = try HeapSnapshot.open(path)
        let rows = try #require(kept(in: snapshot.graph))
        let stacks = (0..<NodeIndex(snapshot.graph.nodeCount)).filter { rows.contains($0) }.map {
            snapshot.stacks.frames(of: snapshot.graph.nodes.stacks[$0]).first
        }
        // The list itself was allocated elsewhere if it has come from the interpreter's list of free ones.
        let recorded = stacks.filter { $0?.file == target && $0?.line == 8 }
        #expect(recorded.count >= 20000)
        let again = try Command.run(["snapshot", "\(program.pid)", "-o", path])
        #expect(again.status == 2)
    }

    /// What `ROWS` keeps alive.
    private func kept(in graph: HeapGraph) -> Range<NodeIndex>? {
        (0..<NodeIndex(graph.nodeCount)).first { graph.path(to: $0).text == "__main__.ROWS" }.map {
            graph.dominated(by: $0)
        }
    }

    @Test func withoutItsRecorderItIsTakenWithoutLines() throws {
        let program = try #require(try WatchedProgram("live_rows.py", ["20000"], python: TestPrograms.python))
        program.killRecorder()
        let path = program.directory / "live.heap"
        let taken = try Command.run(["snapshot", "\(program.pid)", "-o", path])
        #expect(taken.status == 0)
        #expect(taken.errors.contains("without allocating lines"))
        let snapshot = try HeapSnapshot.open(path)
        #expect(kept(in: snapshot.graph) != nil)
        #expect((0..<snapshot.graph.nodeCount).allSatisfy { snapshot.graph.nodes.stacks[NodeIndex($0)] == 0 })
    }

    /// Ctrl-C while a heap is read: there is a whole snapshot or none, and the program goes on.
    @Test func anInterruptedOneLeavesNothing() throws {
        let program = try #require(try WatchedProgram("live_rows.py", ["400000"], python: TestPrograms.python))
        let alone = try #require(try WaitingProgram("live_rows.py", ["400000"], python: TestPrograms.python))
        for pid in [program.pid, alone.pid] {
            for milliseconds in [5, 50, 150, 300] {
                let directory = TemporaryDirectory()
                _ = try Command.shell(
                    "timeout -s INT \(Double(milliseconds) / 1000) \"$HEAPTIDE\" snapshot \(pid) -q -o taken.heap",
                    in: directory)
                // A recorder that was asked finishes what it has begun.
                if pid == program.pid { usleep(1_500_000) }
                #expect(directory.names.isEmpty || directory.names == ["taken.heap"])
                if directory.names == ["taken.heap"] { _ = try HeapSnapshot.open(directory / "taken.heap") }
            }
            #expect(kill(pid, 0) == 0)
        }
    }
}
