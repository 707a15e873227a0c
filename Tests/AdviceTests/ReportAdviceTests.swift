import Foundation
import Recording
import TestSupport
import Testing

@testable import Advice
@testable import Reports

/// Advice is about what was measured, in the text that was measured.
@Suite struct ReportAdviceTests {
    private static let program = """
        def total(count):
            return sum([number for number in range(count)])
        def small():
            return sum([number for number in range(2000)])
        print(total(200_000), small())
        """

    private struct Document: Decodable {
        struct Advice: Decodable {
            var rule: String
            var line: Int
            var saves_bytes: Int
        }
        var advice: [Advice]
        var advice_left_out: Int
    }

    private func report(_ directory: TemporaryDirectory, environment: [String: String] = [:]) throws -> Document {
        let outcome = try Command.run(["report", "r", "--json"], in: directory, environment: environment)
        return try JSONDecoder().decode(Document.self, from: Data(outcome.output.utf8))
    }

    private func recorded() throws -> TemporaryDirectory {
        let directory = TemporaryDirectory()
        _ = directory.write(Self.program, to: "app.py")
        let made = try Command.shell("$HEAPTIDE run -q -o r --python $PYTHON app.py", in: directory)
        #expect(made.status == 0, "\(made.errors)")
        return directory
    }

    @Test func worthAndNotWorth() throws {
        let directory = try recorded()
        let document = try report(directory)
        #expect(document.advice.map(\.line) == [2])
        #expect(document.advice_left_out == 1)
        let text = try Command.run(["report", "r"], in: directory).output
        #expect(text.contains("app.py:2: sum() goes through this list once (list-for-one-pass)"))
        #expect(text.contains("1 more habit would save less than 1 %"))
        let run = try Command.shell("$HEAPTIDE run -o s --python $PYTHON app.py", in: directory)
        #expect(run.errors.contains("What to change"))
    }

    @Test func changedSource() throws {
        let directory = try recorded()
        let page = "heaptide: ignore[list-for-one-pass]"
        _ = directory.write(Self.program + "  # \(page)\n", to: "app.py")
        #expect(try report(directory).advice.isEmpty)
        #expect(try Command.run(["report", "r"], in: directory).output.contains("/app.py: changed since, or gone"))
        _ = directory.write(Self.program, to: "app.py")
        #expect(try report(directory).advice.count == 1)
        try FileManager.default.removeItem(atPath: directory / "app.py")
        #expect(try report(directory).advice.isEmpty)
        #expect(try Command.run(["report", "r"], in: directory).status == 0)
    }

    /// A recording that somebody sent cannot have us run a program: only PATH says which interpreter parses.
    @Test func interpreterOfTheRecording() throws {
        let directory = try recorded()
        try directory.write(program: Array("#!/bin/sh\ntouch \(directory / "ran")\n".utf8), to: "python3")
        let made = try Command.shell(
            """
            "$PYTHON" -c "import sqlite3; d = sqlite3.connect('r'); d.execute('UPDATE meta SET value = ? WHERE key = ?',
            ('[\\"$PWD/python3\\", \\"app.py\\"]', 'command')); d.commit()"
            """, in: directory)
        #expect(made.status == 0, "\(made.errors)")
        #expect(try report(directory).advice.count == 1)
        #expect(!directory.names.contains("ran"))
    }

    @Test func withoutAnInterpreter() throws {
        let directory = try recorded()
        let document = try report(directory, environment: ["PATH": directory.path])
        #expect(document.advice.isEmpty)
    }

    /// Lines, their callees, and recursion: each block counts once.
    @Test func lineFigures() {
        var builder = ProgramBuilder()
        let process = builder.process(1)
        let deep = builder.stack("a.py:1 <module>", "a.py:5 f", "a.py:5 f", "lib.py:9 g")
        let direct = builder.stack("a.py:1 <module>", "a.py:5 f")
        let other = builder.stack("a.py:1 <module>", "b.py:5 f")
        builder.allocate(process, deep, all: 4.blocks(of: 100), peak: 3.blocks(of: 100), end: 1.blocks(of: 100))
        builder.allocate(process, direct, all: 2.blocks(of: 10), peak: 2.blocks(of: 10))
        builder.allocate(process, other, all: 1.blocks(of: 1000), peak: 1.blocks(of: 1000))
        let figures = LineFigures(Report(builder.program))
        let whole = figures.figures("a.py", Evidence(figure: .peak, lines: [5...6]))
        #expect(whole.peakBytes == 320 && whole.endBytes == 100 && whole.allocations == 6)
        let own = figures.figures("a.py", Evidence(figure: .peak, lines: [5...6], includesCallees: false))
        #expect(own.peakBytes == 20)
        #expect(figures.figures("a.py", Evidence(figure: .peak, lines: [1...9]), function: "f").peakBytes == 320)
        #expect(figures.figures("a.py", Evidence(figure: .peak, lines: [1...9])).peakBytes == 1320)
        #expect(figures.files(above: 0.01).sorted() == ["a.py", "b.py", "lib.py"])
        #expect(figures.files(above: 0.5) == ["a.py", "b.py"])
    }
}
