import Foundation
import TestSupport
import Testing

@Suite struct CheckCommandTests {
    private static let program = """
        import functools
        # ä: one character, two bytes
        LONG = []


        def fill(count):
            for number in range(count):
                LONG.append(number); total = sum([n for n in range(number)])
            return total


        class Käse:
            @functools.cache
            def größe(self):
                return len("\u{1F9C0}"), sum([n for n in LONG])
        """
    private static let script = """
        const rows = new Map();
        function find(key) {
            "\u{1F9C0}"; if (!rows.has(key)) rows.set(key, [key]);
            return rows.get(key);
        }
        find(1);
        """

    private func folder() -> TemporaryDirectory {
        let directory = TemporaryDirectory()
        for name in ["src", "src/.hidden", "src/node_modules", "src/env", "src/__pycache__"] {
            try? FileManager.default.createDirectory(atPath: directory / name, withIntermediateDirectories: true)
        }
        for name in ["src/a b.py", "src/.hidden/a.py", "src/env/a.py", "src/__pycache__/a.py", "src/.a.py"] {
            _ = directory.write(Self.program, to: name)
        }
        _ = directory.write("", to: "src/env/pyvenv.cfg")
        _ = directory.write(Self.script, to: "src/main.mjs")
        _ = directory.write(Self.script, to: "src/node_modules/x.js")
        _ = directory.write("no source", to: "src/notes.txt")
        return directory
    }

    @Test func goldens() throws {
        let directory = folder()
        for (golden, options) in [("check.txt", []), ("check.json", ["--json"]), ("check.sarif", ["--sarif"])] {
            let outcome = try Command.run(["check", "src"] + options, in: directory)
            #expect(outcome.status == 1)
            #expect(Golden.difference(outcome.output, golden, of: "AdviceTests") == nil)
            #expect(outcome.errors == (options.isEmpty ? "heaptide: 5 findings in 2 of 2 files\n" : ""))
        }
        let list = try Command.run(["check", "--list"])
        #expect(Golden.difference(list.output, "rules.txt", of: "AdviceTests") == nil)
    }

    /// What SARIF 2.1.0 demands of a log.
    @Test func sarif() throws {
        let outcome = try Command.run(["check", "src", "--sarif"], in: folder())
        let log = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(log["version"] as? String == "2.1.0")
        let runs = try #require(log["runs"] as? [[String: Any]])
        let driver = try #require((runs[0]["tool"] as? [String: Any])?["driver"] as? [String: Any])
        #expect((driver["name"] as? String)?.isEmpty == false)
        let rules = try #require(driver["rules"] as? [[String: Any]])
        let ids = try rules.map { try #require($0["id"] as? String) }
        #expect(Set(ids).count == ids.count)
        for result in try #require(runs[0]["results"] as? [[String: Any]]) {
            #expect(((result["message"] as? [String: Any])?["text"] as? String)?.isEmpty == false)
            #expect(["none", "note", "warning", "error"].contains(result["level"] as? String))
            #expect(ids[try #require(result["ruleIndex"] as? Int)] == result["ruleId"] as? String)
            let locations = try #require(result["locations"] as? [[String: Any]])
            let place = try #require(locations[0]["physicalLocation"] as? [String: Any])
            let region = try #require(place["region"] as? [String: Any])
            let (line, end) = (try #require(region["startLine"] as? Int), try #require(region["endLine"] as? Int))
            #expect(line >= 1 && end >= line && (region["startColumn"] as? Int ?? 0) >= 1)
            let uri = try #require((place["artifactLocation"] as? [String: Any])?["uri"] as? String)
            #expect(URL(string: uri)?.path(percentEncoded: false).hasPrefix("src/") == true)
        }
    }

    @Test func ignoredLines() throws {
        let directory = TemporaryDirectory()
        let lines = [
            "sum([n for n in x])", "sum([n for n in x])  # heaptide: ignore[list-for-one-pass]",
            "sum([n for n in x])  # heaptide: ignore[readlines]", "sum([n for n in x])  # heaptide: ignore",
            "sum([n for n in x])  # heaptide: ignore[readlines, list-for-one-pass]",
            "sum([n for n in f('heaptide: ignore')])", "sum([n\n  for n in x])  # heaptide: ignore[list-for-one-pass]",
        ]
        _ = directory.write(lines.joined(separator: "\n"), to: "a.py")
        let found = try CheckedFile.read(try Command.run(["check", "--json", "a.py"], in: directory)).findings
        #expect(found.map(\.line) == [1, 3, 6])
    }

    @Test func chosenRules() throws {
        let directory = folder()
        let outcome = try Command.run(
            ["check", "src", "--json", "--rule", "cached-method", "--rule", "map-as-cache"], in: directory)
        #expect(try CheckedFile.read(outcome).findings.map(\.rule) == ["cached-method", "map-as-cache"])
        let none = try Command.run(["check", "src", "--rule", "readlines"], in: directory)
        #expect(none.status == 0)
        #expect(none.errors == "heaptide: nothing found in 2 files\n")
        let page = try Command.run(["check", "--explain", "readlines"])
        #expect(
            page.output == (try String(contentsOfFile: TestPrograms.root + "/docs/rules/readlines.md", encoding: .utf8))
        )
    }

    @Test(arguments: [
        (["check"], "say what to check: heaptide check app.py"),
        (["check", "--rule", "nonsense", "."], "no rule nonsense; heaptide check --list names them"),
        (["check", "--json", "--sarif", "."], "--json and --sarif exclude each other"),
        (["check", "/nowhere.py"], "/nowhere.py: No such file or directory"),
        (["check", "/etc/hostname"], "/etc/hostname: neither Python (.py) nor JavaScript (.js, .mjs, .cjs)"),
    ])
    func usage(_ arguments: [String], _ complaint: String) throws {
        let outcome = try Command.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.complaint == complaint)
    }

    @Test func withoutAnInterpreter() throws {
        let directory = folder()
        let outcome = try Command.run(["check", "src"], in: directory, environment: ["PATH": directory.path])
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("heaptide: src/a b.py: no python3 to parse Python with; not checked\n"))
        #expect(outcome.errors.contains("heaptide: src/main.mjs: no node to parse JavaScript with; not checked\n"))
        let wrong = try Command.run(["check", "src", "--python", "/bin/true"], in: directory)
        #expect(wrong.errors.contains("heaptide: src/a b.py: the parser /bin/true gave up on it; not checked\n"))
    }

    /// The whole standard library, whatever is in it.
    @Test func standardLibrary() throws {
        let place = try TestPrograms.run([
            TestPrograms.python.path, "-c", "import os; print(os.path.dirname(os.__file__))",
        ])
        let library = place.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let names = try FileManager.default.contentsOfDirectory(atPath: library).filter {
            !["site-packages", "dist-packages"].contains($0) && ($0.hasSuffix(".py") || !$0.contains("."))
        }
        let paths = names.filter { !["LICENSE", "__pycache__"].contains($0) && !$0.hasPrefix("config-") }.map {
            "\(library)/\($0)"
        }
        let outcome = try Command.run(["check", "--json"] + paths.sorted(), limit: 300)
        #expect(outcome.status == 1)
        #expect(try CheckedFile.read(outcome).findings.count > 20)
        #expect(!outcome.errors.contains("gave up"))
    }
}
