// The labs on real interpreters: what each claims holds, and a changed program makes a claim fail.
import Foundation
import Labs
import TestSupport
import Testing

@Suite(.serialized) struct LabTests {
    static func runner(_ python: Interpreter, _ directory: TemporaryDirectory, program: String? = nil) -> LabRunner {
        LabRunner(
            heaptide: TestPrograms.heaptide, python: python.path, node: nil, directory: directory.path,
            ownProgram: program)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var lab: String
        var python: Interpreter
        var testDescription: String { "\(lab), \(python.version)" }
    }

    static let cases = LabCatalogue.all.filter { $0.language == .python }.flatMap { lab in
        TestPrograms.interpreters.map { Case(lab: lab.id, python: $0) }
    }

    @Test(arguments: cases) func holds(_ one: Case) throws {
        let directory = TemporaryDirectory()
        let lab = try #require(LabCatalogue.lab(one.lab))
        let result = try Self.runner(one.python, directory).run(lab)
        for claim in result.claims where !claim.holds {
            Issue.record("\(one.python.version): \(claim.text): \(claim.evidence)")
        }
        #expect(result.claims.count >= 3)
        #expect(!result.recordings.isEmpty)
        #expect(result.interpreter.map { one.python.version.hasPrefix($0) } == true)
    }

    /// Those whose program is a page are in PageLabTests, as are the pages of the others: without a Chromium they are skipped.
    @Test(arguments: LabCatalogue.all.filter { $0.language == .javascript && $0.steps[0].visit == nil }, TestNode.all)
    func holdsInNode(_ lab: Lab, _ node: TestNode) throws {
        let directory = TemporaryDirectory()
        let result = try LabRunner(
            heaptide: TestPrograms.heaptide, python: nil, node: node.path, directory: directory.path
        ).run(lab)
        #expect(result.holds)
        for claim in result.claims where !claim.holds && !claim.skipped {
            Issue.record("\(node.version): \(claim.text): \(claim.evidence)")
        }
        #expect(result.interpreter.map { node.version.hasPrefix($0.drop { $0 == "v" }) } == true)
    }

    /// Both interpreters are named, as for all labs at once: each program gets its own.
    @Test(.enabled(if: TestNode.any != nil), arguments: ["references", "kept-object"])
    func bothInterpreters(_ id: String) throws {
        let directory = TemporaryDirectory()
        var runner = Self.runner(TestPrograms.python, directory)
        let node = try #require(TestNode.all.last)
        runner.node = node.path
        let result = try runner.run(try #require(LabCatalogue.lab(id)))
        #expect(result.passed)
        #expect(result.interpreter == (id == "references" ? TestPrograms.python.version : node.version))
    }

    /// Claims that a program fails which does nothing of what they speak of: by lab, those that hold all the same because
    /// other steps decide them.
    private static let decidedElsewhere = [
        "endless-append": 3, "generator": 1, "collect-cycles": 1, "files": 1, "weak-pair": 1, "habits": 12,
    ]

    @Test(arguments: LabCatalogue.all.filter { $0.language == .python }.map(\.id))
    func otherProgram(_ id: String) throws {
        let directory = TemporaryDirectory()
        let lab = try #require(LabCatalogue.lab(id))
        let program = directory.write("kept = [1, 2, 3]\nprint(sum(kept))\n", to: "mine.py")
        let result = try Self.runner(TestPrograms.python, directory, program: program).run(lab)
        #expect(!result.passed)
        let held = result.claims.filter(\.holds).map(\.text)
        #expect(held.count == Self.decidedElsewhere[id] ?? 0, "\(held)")
    }

    /// The mended program in the place of the first: the claims about what goes wrong fail.
    @Test(arguments: LabCatalogue.all.filter { $0.language == .python && $0.improvement != nil })
    func mendedProgram(_ lab: Lab) throws {
        let directory = TemporaryDirectory()
        let mended = try #require(lab.file(of: lab.steps[1]))
        let program = directory.write(mended.text, to: "mine.py")
        let result = try Self.runner(TestPrograms.python, directory, program: program).run(lab)
        let improvement = try #require(result.claims.last)
        #expect(improvement.text.hasPrefix("the mended program needs less") && !improvement.holds)
    }

    /// A program that never ends is ended, with what it has started.
    @Test func timeLimit() throws {
        let directory = TemporaryDirectory()
        let program = directory.write(
            """
            import subprocess, sys, time
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)  # of a lab"])
            print("started", flush=True)
            time.sleep(600)
            """, to: "mine.py")
        var runner = Self.runner(TestPrograms.python, directory, program: program)
        runner.secondsPerStep = 2
        let lab = try #require(LabCatalogue.lab("references"))
        let result = try runner.run(lab)
        #expect(!result.passed)
        #expect(result.evidence.runs[0].isTimedOut)
        let left = try Command.shell("pgrep -f 'sleep[(]600[)]  # of a lab' | wc -l")
        #expect(left.output.trimmingCharacters(in: .whitespacesAndNewlines) == "0")
    }

    /// Every file of Labs/ is in the executable as it is.
    @Test func filesAreEmbedded() throws {
        let folder = TestPrograms.root + "/Labs"
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
            $0.contains(".") && !$0.contains("__pycache__")
        }
        #expect(Set(names) == Set(LabFile.all.map(\.path)))
        for (path, text) in LabFile.all {
            #expect(try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8) == text)
        }
    }

    /// Every lab has a text with all its parts, and exactly one choice that the measurement supports.
    @Test(arguments: LabCatalogue.all) func text(_ lab: Lab) {
        let text = lab.text
        #expect(!text.title.isEmpty && !text.task.isEmpty && !text.explanation.isEmpty)
        #expect(text.prediction.choices.count >= 2 && text.prediction.choices.count { $0.isRight } == 1)
        #expect(text.reflection.count >= 2 && !text.reading.isEmpty)
        #expect(lab.improvement == nil || !text.mended.isEmpty)
    }
}
