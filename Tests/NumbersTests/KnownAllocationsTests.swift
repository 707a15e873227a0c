// Programs that know what they allocate at which line: the recording must say the same, to the byte.
import Foundation
import Recording
import TestSupport
import Testing

@Suite(.serialized) struct KnownAllocationsTests {
    /// bytes, str, tuple, list and bytearray: one block and many, growth up and down, temporaries.
    @Test(arguments: TestPrograms.interpreters) func objects(_ python: Interpreter) throws {
        try check("known_objects.py", python: python)
    }

    /// Generators, callbacks from C, decorators, class bodies, coroutines, threads …: figures, and the whole stack.
    @Test(arguments: TestPrograms.interpreters) func kindsOfCode(_ python: Interpreter) throws {
        try check("known_lines.py", python: python)
    }

    /// libc's allocators and anonymous mappings as C extensions call them, 0 bytes to 5 GiB.
    @Test(arguments: TestPrograms.interpreters) func nativeBlocks(_ python: Interpreter) throws {
        try check("known_native.py", [TargetRun.library("allocate.c")], python: python)
    }

    /// The same when the shared object is bound at load, with its tables read-only, and with the old hash style.
    @Test func nativeBlocksOfAnObjectBoundAtLoad() throws {
        let library = try TargetRun.library("allocate.c", options: ["-Wl,-z,now,-z,relro,--hash-style=sysv"])
        try check("known_native.py", [library], python: TestPrograms.python)
    }

    private func check(_ target: String, _ arguments: [String] = [], python: Interpreter) throws {
        let (run, answer) = try TargetRun.record(target, arguments, python: python)
        try #require(run.outcome.status == 0, "\(run.outcome.errors)")
        let lines = RecordedLines(try run.read(), file: "/" + target)
        let facts = try KnownFact.read(answer)
        #expect(facts.count > 10)
        for fact in facts {
            for difference in lines.differences(fact) { Issue.record("\(python.version): \(difference)") }
        }
    }
}
