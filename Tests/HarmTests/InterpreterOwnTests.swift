import TestSupport
import Testing

/// CPython's own tests have the same results under heaptide. A choice that differs by version;
/// Scripts/run-cpython-tests without names runs them all.
@Suite struct InterpreterOwnTests {
    private static let choice: [Int: [String]] = [
        9: ["test_gc", "test_weakref", "test_coroutines", "test_fork1"],
        10: ["test_threading_local", "test_exceptions", "test_mmap", "test_os", "test_wait3"],
        11: ["test_ctypes", "test_tracemalloc", "test_generators", "test_json", "test_threadsignals"],
        12: ["test_capi", "test_code", "test_thread", "test_posix", "test_sys_settrace"],
        13: ["test_gc", "test_atexit", "test_embed", "test_tracemalloc", "test_frame", "test_interpreters"],
    ]

    static let shipped = TestPrograms.interpreters.filter { python in
        (try? TestPrograms.run([python.path, "-c", "import test.test_gc"]).status) == 0
    }

    @Test(.enabled(if: !shipped.isEmpty, "no interpreter here ships its tests"), arguments: shipped)
    func haveTheSameResults(_ python: Interpreter) throws {
        let tests = Self.choice[python.minor] ?? ["test_gc"]
        let outcome = try TestPrograms.run(
            [TestPrograms.root + "/Scripts/run-cpython-tests", "-t", "120", python.path] + tests,
            environment: ["HEAPTIDE": TestPrograms.heaptide], limit: 300)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == "")
    }
}
