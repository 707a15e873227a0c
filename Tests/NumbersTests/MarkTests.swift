// Moments that a program names: what was live then, exactly.
import Foundation
import Recording
import Reports
import TestSupport
import Testing

@Suite(.serialized) struct MarkTests {
    private static let program = """
        import ctypes, sys
        mark = getattr(ctypes.CDLL(None), "heaptide_mark", None)
        if mark is None:
            sys.exit(3)
        mark(b"warm")
        mark(b"before")
        held = bytes(1_000_000 - sys.getsizeof(b""))
        mark(b"held")
        del held
        mark("nach dem Löschen".encode())
        mark(b"n" * 500)
        """

    @Test(arguments: TestPrograms.interpreters) func figures(_ python: Interpreter) throws {
        let run = try RecordedRun.script(Self.program, python: python)
        try #require(run.outcome.status == 0, "\(run.outcome.errors)")
        let marks = try #require(try run.read().marks.values.first)
        #expect(
            marks.map(\.name) == ["warm", "before", "held", "nach dem Löschen", String(repeating: "n", count: 120)])
        let (before, held, gone) = (marks[1], marks[2], marks[3])
        // What ctypes itself keeps of a call is some hundred bytes.
        #expect(abs(held.heapBytes - before.heapBytes - 1_000_000) < 2000)
        #expect(abs(gone.heapBytes - before.heapBytes) < 2000)
        #expect(held.residentBytes > 4 << 20)
        #expect(zip(marks, marks.dropFirst()).allSatisfy { $0.seconds <= $1.seconds })
        #expect(TableViews.timeline(try run.report(), style: TextStyle(isColored: false), top: 5).contains("held"))
    }

    /// A loop that marks without end neither fills the file nor holds the program up.
    @Test func many() throws {
        let run = try RecordedRun.script(
            """
            import ctypes
            mark = ctypes.CDLL(None).heaptide_mark
            for _ in range(3000):
                mark(b"round")
            """)
        #expect(run.outcome.status == 0)
        #expect(try run.read().marks.values.first?.count == MarkList.most)
    }

    /// Without a recorder the symbol is not there, and the documented call does nothing.
    @Test func unrecorded() throws {
        let directory = TemporaryDirectory()
        let script = directory.write(
            """
            import ctypes
            mark = getattr(ctypes.CDLL(None), "heaptide_mark", lambda name: None)
            mark(b"loaded")
            print("done")
            """, to: "script.py")
        let outcome = try TestPrograms.run([TestPrograms.python.path, script])
        #expect(outcome.output == "done\n")
    }
}
