import Foundation
import Glibc
import HeapFile
import TestSupport
import Testing

/// Snapshots of one program over and over: it goes on, and nothing is left in it.
@Suite struct RepeatedSnapshotTests {
    private struct Traces: Equatable {
        var descriptors: Int
        var children: String
        var threads: Int
    }

    private func traces(of pid: Int32) throws -> Traces {
        let process = "/proc/\(pid)"
        return Traces(
            descriptors: try FileManager.default.contentsOfDirectory(atPath: process + "/fd").count,
            children: try String(contentsOfFile: "\(process)/task/\(pid)/children", encoding: .utf8),
            threads: try FileManager.default.contentsOfDirectory(atPath: process + "/task").count)
    }

    @Test(arguments: TestPrograms.interpreters)
    func leavesNothingBehind(_ python: Interpreter) throws {
        let program = try #require(try WaitingProgram("planted_leaks.py", ["thread_local"], python: python))
        let before = try traces(of: program.pid)
        var sizes: Set<UInt64> = []
        for _ in 0..<10 {
            let path = program.directory / "again.heap"
            #expect(try Command.run(["snapshot", "\(program.pid)", "-q", "--force", "-o", path]).status == 0)
            sizes.insert(try HeapSnapshot.open(path).graph.totalBytes)
        }
        #expect(program.isRunning)
        #expect(sizes.count == 1)
        // The thread that waits for the clone ends a moment after it.
        for _ in 0..<200 { if try traces(of: program.pid) == before { break } else { usleep(10_000) } }
        #expect(try traces(of: program.pid) == before)
    }
}
