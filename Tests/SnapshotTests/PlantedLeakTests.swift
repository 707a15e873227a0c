import Foundation
import HeapFile
import HeapGraph
import TestSupport
import Testing

/// A leak planted in one way is the first suspect, with the path that keeps it and the line that allocated it.
@Suite struct PlantedLeakTests {
    /// How the leak is planted, and what a path to it says.
    static let leaks: [(kind: String, path: String)] = [
        ("module_global", "__main__.KEPT['records']"),
        ("closure", "__main__.on_event local rows"),
        ("class_attribute", "__main__.Registry.known"),
        ("lru_cache", "__main__.lookup"),
        ("thread_local", "__main__.storage"),
        ("bound_method", "__main__.callbacks[0].__self__.rows"),
        ("traceback", "__main__.last_error.__traceback__"),
        ("asyncio_task", "__main__.task"),
        ("ctypes_reference", "(held by C code)"),
        ("cycle", "(unreachable)"),
    ]

    @Test(arguments: TestPrograms.interpreters, leaks)
    func isFirstSuspect(_ python: Interpreter, _ leak: (kind: String, path: String)) throws {
        let directory = TemporaryDirectory()
        let target = TestPrograms.targets + "/planted_leaks.py"
        let run = try Command.run([
            "run", "-q", "--snapshot", "exit", "-o", directory / "leak.heaptide", "--", python.path, target, leak.kind,
        ])
        #expect(run.status == 0)
        let snapshot = try HeapSnapshot.open(directory / "leak.heap")
        let suspect = try #require(SuspectSearch().suspects(in: snapshot.graph).first)
        #expect(suspect.path.text.contains(leak.path))
        #expect(suspect.retainedBytes < 64 << 20)
        let frames = suspect.stacks.flatMap { snapshot.stacks.frames(of: $0.stack) }
        #expect(frames.contains { $0.file == target && $0.function.hasSuffix("__init__") })
    }

    /// The same without Heaptide at the start: the path is there, the line cannot be.
    @Test(arguments: TestPrograms.interpreters)
    func ofALiveProgram(_ python: Interpreter) throws {
        let program = try #require(try WaitingProgram("planted_leaks.py", ["module_global"], python: python))
        let path = program.directory / "live.heap"
        let taken = try Command.run(["snapshot", "\(program.pid)", "-o", path])
        #expect(taken.status == 0)
        #expect(program.isRunning)
        let snapshot = try HeapSnapshot.open(path)
        let suspect = try #require(SuspectSearch().suspects(in: snapshot.graph).first)
        #expect(suspect.path.text.contains("__main__.KEPT['records']"))
        #expect(suspect.stacks.allSatisfy { $0.stack == 0 })
    }
}
