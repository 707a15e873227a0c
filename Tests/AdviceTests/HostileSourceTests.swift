import Foundation
import TestSupport
import Testing

@testable import Advice

/// Sources that are meant to break a parser or us: each costs one line on standard error, and the rest is checked.
@Suite struct HostileSourceTests {
    private static let good = "print(sum([number for number in range(count)]))\n"
    private static let goodScript = "function f() { setInterval(() => 1, 5); }\n"

    @Test func python() throws {
        let directory = TemporaryDirectory()
        func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
        _ = directory.write(repeated("(", 100_000) + repeated(")", 100_000), to: "a1.py")
        _ = directory.write("x = " + repeated("1+", 300_000) + "1\n", to: "a2.py")
        _ = directory.write("x = " + repeated("-", 300_000) + "1\n", to: "a3.py")
        _ = directory.write("x" + repeated(".a", 300_000) + "\n", to: "a4.py")
        _ = directory.write(
            (0..<99).map { repeated(" ", $0) + "if x:" }.joined(separator: "\n") + " pass\n", to: "a5.py")
        _ = directory.write(bytes: Array("x = 1\0\n".utf8), to: "b1.py")
        _ = directory.write(bytes: [0xFF, 0xFE, 0x61, 0x00], to: "b2.py")
        _ = directory.write("# -*- coding: nonsense -*-\nx = 1\n", to: "b3.py")
        _ = directory.write(
            bytes: Array("# coding: latin-1\nx = sum([n for n in x + '".utf8) + [0xE4] + Array("'])\n".utf8),
            to: "b4.py")
        _ = directory.write(repeated("x = 1\n", 2_000_000), to: "c1.py")
        _ = directory.write("x = [" + repeated("1,", 1_000_000) + "]\n", to: "c2.py")
        _ = directory.write("x = 1" + repeated("0", 50_000) + "\n", to: "c3.py")
        _ = directory.write("", to: "c4.py")
        _ = directory.write("raise SystemExit(open('ran', 'w'))\n", to: "d1.py")
        _ = directory.write("class ast: pass\n", to: "ast.py")
        _ = directory.write(Self.good, to: "z.py")
        let outcome = try Command.run(["check", "--json", "."], in: directory, limit: 120)
        let found = try CheckedFile.read(outcome).findings
        #expect(found.map(\.file) == ["./b4.py", "./z.py"])
        #expect(found.first?.column == 9)
        for name in ["a1", "b1", "b2", "b3", "c1"] {
            #expect(outcome.errors.contains("heaptide: ./\(name).py: "), "\(name)")
        }
        #expect(outcome.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("heaptide: ") && $0.count < 400 })
        #expect(!directory.names.contains("ran"))
    }

    @Test(.enabled(if: Command.find("node") != nil)) func javascript() throws {
        let directory = TemporaryDirectory()
        func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
        _ = directory.write(repeated("(", 100_000) + repeated(")", 100_000), to: "a1.js")
        _ = directory.write("x = " + repeated("1+", 300_000) + "1\n", to: "a2.js")
        _ = directory.write(repeated("[", 100_000), to: "a3.js")
        _ = directory.write(bytes: Array("x = 1\0\n".utf8), to: "b1.js")
        _ = directory.write(bytes: [0xFF, 0xFE, 0x61, 0x00], to: "b2.js")
        _ = directory.write(repeated("x = 1\n", 2_000_000), to: "c1.js")
        _ = directory.write("#!/usr/bin/env node\nreturn require('fs').writeFileSync('ran', '')\n", to: "d1.js")
        _ = directory.write("let __proto__ = {}; ({ __proto__: 1, constructor: 2, type: 'x' })\n", to: "d2.js")
        _ = directory.write(Self.goodScript, to: "z.cjs")
        let outcome = try Command.run(["check", "--json", "."], in: directory, limit: 120)
        #expect(try CheckedFile.read(outcome).findings.map(\.file) == ["./z.cjs"])
        for name in ["a1", "a3", "b1", "c1"] { #expect(outcome.errors.contains("heaptide: ./\(name).js: "), "\(name)") }
        #expect(!directory.names.contains("ran"))
    }

    @Test func folders() throws {
        let directory = TemporaryDirectory()
        let made = try Command.shell(
            """
            ln -s . loop && ln -s nothing.py dangling.py && ln -s self.py self.py && mkfifo pipe.py && mkdir folder.py &&
            ln -s z.py again.py && mkdir -p locked && chmod 0 locked
            """, in: directory)
        #expect(made.status == 0, "\(made.errors)")
        _ = directory.write(Self.good, to: "z.py")
        let outcome = try Command.run(["check", "--json", "."], in: directory)
        #expect(try CheckedFile.read(outcome).findings.count == 1)
        #expect(outcome.errors.contains("./dangling.py: No such file or directory; not checked"))
        #expect(outcome.errors.contains("./self.py: Too many levels of symbolic links; not checked"))
        let pipe = try Command.run(["check", "pipe.py"], in: directory)
        #expect(pipe.complaint == "pipe.py: not a plain file")
    }

    /// A name that looks like a command for the terminal.
    @Test func namesAreMadePrintable() throws {
        let directory = TemporaryDirectory()
        _ = directory.write("sum([n for n in f('\u{1B}[31m')])\n", to: "a\u{1B}[31m.py")
        let outcome = try Command.run(["check", "."], in: directory)
        #expect(outcome.status == 1)
        #expect(!(outcome.output + outcome.errors).contains("\u{1B}"))
    }

    /// Streams that no parser of ours writes: cut, flipped, random. None is a crash, none reads out of bounds.
    @Test func damagedRecords() throws {
        let source = TemporaryDirectory()
        let paths = [
            source.write(Self.good, to: "a.py"), source.write("def f(a, b=[]):\n    b.append(a)\n", to: "b.py"),
        ]
        let stream = try Self.stream(paths)
        #expect(Self.read(stream) == 2)
        for length in stride(from: 0, to: stream.count, by: 7) { #expect(Self.read(Array(stream[..<length])) <= 2) }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<1000 {
            var damaged = stream
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                damaged[Int.random(in: 8..<damaged.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            _ = Self.read(damaged)
        }
    }

    private static func stream(_ paths: [String]) throws -> [UInt8] {
        let input = paths.map { $0 + "\0" }.joined()
        let script = AdviceAssets.pythonScript
        let file = TemporaryDirectory()
        _ = file.write(script, to: "syntax.py")
        let outcome = try Command.shell("$PYTHON -I -S syntax.py >out", in: file, environment: [:], input: input)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return file.read("out")
    }

    /// How many trees come out; the rules are run on each.
    private static func read(_ bytes: [UInt8]) -> Int {
        var reader = SyntaxRecordReader()
        reader.append(bytes[...])
        var trees = 0
        while let outcome = try? reader.next() {
            if case .success(let tree) = outcome {
                for language in SourceLanguage.allCases { _ = Catalogue.findings(in: tree, language) }
                trees += 1
            }
        }
        return trees
    }
}
