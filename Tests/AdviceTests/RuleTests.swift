import Advice
import Foundation
import TestSupport
import Testing

/// Every rule finds the wrong program of its page, and leaves the right one alone.
@Suite struct RuleTests {
    @Test(arguments: RuleProgram.all) func pageAndPrograms(_ program: RuleProgram) throws {
        guard program.language == .python || Command.find("node") != nil else { return }
        let directory = TemporaryDirectory()
        let wrong = try #require(program.write(isWrong: true, into: directory))
        let right = try #require(program.write(isWrong: false, into: directory))
        #expect(program.rule.page.hasPrefix("# `\(program.rule.id)`: "))
        #expect(!program.rule.change.hasSuffix("."))
        #expect(try rules(wrong, directory).contains(program.rule.id) != program.rule.needsEvidence)
        #expect(!(try rules(right, directory).contains(program.rule.id)))
    }

    private func rules(_ name: String, _ directory: TemporaryDirectory) throws -> [String] {
        let outcome = try Command.run(["check", "--json", name], in: directory)
        #expect(outcome.errors == "")
        let findings = try CheckedFile.read(outcome).findings
        #expect(outcome.status == (findings.isEmpty ? 0 : 1))
        return findings.map(\.rule)
    }

    /// Every page is a rule's, and the index names all.
    @Test func pagesAndIndex() throws {
        let folder = TestPrograms.root + "/docs/rules"
        let pages = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != "README.md" }
        #expect(Set(pages) == Set(Catalogue.rules.map { $0.id + ".md" }))
        let index = try String(contentsOfFile: folder + "/README.md", encoding: .utf8)
        for rule in Catalogue.rules { #expect(index.contains("[`\(rule.id)`](\(rule.id).md)"), "\(rule.id)") }
    }

    /// Whatever version parses, the findings are the same.
    @Test(arguments: TestPrograms.interpreters.map(\.path)) func everyPython(_ path: String) throws {
        let directory = TemporaryDirectory()
        for program in RuleProgram.all where program.language == .python {
            _ = directory.write(program.rule.wrongProgram(.python) ?? "", to: program.rule.id + ".py")
        }
        let usual = try Command.run(["check", "--json", "."], in: directory)
        let other = try Command.run(["check", "--json", "--python", path, "."], in: directory)
        #expect(other.status == 1)
        #expect(other.output == usual.output)
    }

    /// The same for every Node that there is.
    @Test func everyNode() throws {
        let directory = TemporaryDirectory()
        for program in RuleProgram.all where program.language == .javascript {
            _ = directory.write(program.rule.wrongProgram(.javascript) ?? "", to: program.rule.id + ".js")
        }
        let fetched = TestPrograms.root + "/.build-tests/node"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: fetched)) ?? []
        let nodes = [Command.find("node")].compactMap { $0 } + versions.sorted().map { "\(fetched)/\($0)/bin/node" }
        for node in nodes {
            let outcome = try Command.run(["check", "--json", "--node", node, "."], in: directory)
            #expect(outcome.errors == "")
            let found = try CheckedFile.read(outcome).findings
            for program in RuleProgram.all where program.language == .javascript {
                #expect(found.contains { $0.rule == program.rule.id }, "\(program.rule.id) with \(node)")
            }
        }
    }

    /// A file's emitter is found behind the calls that return it, where it is made and where a listener is added.
    @Test(
        .enabled(if: Command.find("node") != nil),
        arguments: [
            ("new EventEmitter().setMaxListeners(0)", "bus.on(\"refresh\", () => this.rows)"),
            (
                "new EventEmitter().setMaxListeners(0).on(\"error\", console.error)",
                "bus.on(\"refresh\", () => this.rows)"
            ),
            ("new EventEmitter()", "bus.setMaxListeners(0).on(\"refresh\", () => this.rows)"),
            ("new EventEmitter()", "bus.on(\"error\", console.error).on(\"refresh\", () => this.rows)"),
            ("new Store().open().setMaxListeners(0)", nil), ("create().setMaxListeners(0)", nil),
        ] as [(String, String?)])
    func chainedEmitter(_ made: String, _ added: String?) throws {
        let directory = TemporaryDirectory()
        let program = """
            const bus = \(made);
            class View {
                constructor() {
                    this.rows = [];
                    \(added ?? "bus.on(\"refresh\", () => this.rows)");
                }
            }
            for (let number = 0; number < 50; number++) new View();
            """
        let name = "chained.js"
        _ = directory.write(program, to: name)
        #expect(try rules(name, directory) == (added == nil ? [] : ["listener-never-removed"]))
    }

    /// What looks like the habit and is none.
    @Test(arguments: ["not_habits.py", "not_habits.js"]) func counterexamples(_ name: String) throws {
        guard name.hasSuffix(".py") || Command.find("node") != nil else { return }
        let outcome = try Command.run(["check", "--json", TestPrograms.targets + "/" + name])
        let findings = try CheckedFile.read(outcome).findings
        #expect(findings.isEmpty, "\(findings.map { "\($0.line) \($0.rule): \($0.message)" })")
    }
}
