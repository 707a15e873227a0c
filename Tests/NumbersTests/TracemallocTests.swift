// Against tracemalloc, in the same run: what Python's allocators have live per line at the end.
//
// The two are not the same by nature in these ways, and only these are left out:
// - Blocks from before `tracemalloc.start()`. So no line counts of a file that was loaded before it, and none of the
//   frozen import system, which ran before it, too.
// - tracemalloc's own tables, which it asks of the raw domain below its own hooks, at the line of whatever it traces.
//   So only the domains of objects and of PyMem count here: class 0.
// - What is allocated after the snapshot: it is in no line of the snapshot, or in those of this last part.
// - Objects from CPython's free lists: tracemalloc moves them to the line that took them from the list, the recording
//   has the block where it was allocated. A list keeps 80 to 2000 small objects, so this is bounded, and within the
//   tolerance here.
import Foundation
import Recording
import TestSupport
import Testing

@Suite(.serialized) struct TracemallocTests {
    private struct Answer: Decodable {
        struct Line: Decodable {
            var file: String
            var line: Int
            var bytes: Int
        }
        var before: Set<String>
        var lines: [Line]
    }

    @Test(arguments: TestPrograms.interpreters) func linesAtTheEnd(_ python: Interpreter) throws {
        let (run, path) = try TargetRun.record("against_tracemalloc.py", python: python)
        try #require(run.outcome.status == 0, "\(run.outcome.errors)")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        let recorded = Self.objectBytes(try run.read())
        let lines = answer.lines.filter {
            !answer.before.contains($0.file) && !$0.file.hasPrefix("<frozen") && $0.line > 0
        }
        let largest = lines.filter { $0.bytes > 10 << 10 }
        #expect(largest.count > 25)
        for line in largest {
            let found = recorded[Place(file: line.file, line: line.line), default: 0]
            #expect(
                Self.isClose(found, line.bytes), "\(python.version) \(line.file):\(line.line): \(found), \(line.bytes)")
        }
        let sum = lines.reduce(0) { $0 + recorded[Place(file: $1.file, line: $1.line), default: 0] }
        let expected = lines.reduce(0) { $0 + $1.bytes }
        #expect(expected > 15 << 20)
        #expect(Self.isClose(sum, expected), "\(python.version): \(sum), \(expected)")
    }

    private struct Place: Hashable {
        var file: String
        var line: Int
    }

    private static func isClose(_ found: Int, _ expected: Int) -> Bool {
        Double(abs(found - expected)) <= 0.005 * Double(expected)
    }

    private static func objectBytes(_ program: RecordedProgram) -> [Place: Int] {
        var bytes: [Place: Int] = [:]
        for allocation in program.allocations where allocation.blockClass == 0 {
            let location = program.locations[Int(program.stacks.locations[allocation.stack])]
            bytes[Place(file: location.file, line: Int(location.line)), default: 0] += allocation.endBytes
        }
        return bytes
    }
}
