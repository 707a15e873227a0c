// The exam: what can be measured of an answer is marked by running it.
import Foundation
import Labs
import TestSupport
import Testing

@Suite(.serialized) struct ExamTests {
    private func mark(_ number: Int, _ text: String) throws -> ExamResult {
        let directory = TemporaryDirectory()
        return try withExtendedLifetime(directory) {
            let marking = try ExamMarking(runner: LabTests.runner(TestPrograms.python, directory))
            let question = try #require(ExamQuestion.all.first { $0.number == number })
            return try marking.mark(question, ExamAnswer.parse(text).first { $0.number == number })
        }
    }

    @Test func questions() {
        #expect(ExamQuestion.all.map(\.number) == [1, 2, 3])
        #expect(ExamQuestion.all.allSatisfy { $0.marks == 10 && $0.scheme.map(\.marks).sorted() == [1, 3, 3, 3] })
        #expect(ExamQuestion.all.flatMap(\.scheme).filter { $0.kind == .prose }.allSatisfy { $0.points.count >= 1 })
    }

    private static let careful = """
        # 1. Files

        Files matter because.

        ```python
        with open("exam-data.txt", "w") as file:
            file.write("one line")
        with open("exam-data.txt") as file:
            print(sum(len(line) for line in file))
        ```
        """

    @Test func closes() throws {
        let result = try mark(1, Self.careful)
        #expect(result.given == 3)
        #expect(result.open == 7)
        #expect(result.words == 3)
    }

    @Test func leavesOpen() throws {
        let answer = Self.careful + "\n```python\nfile = open('exam-data.txt')\nfile = None\n```\n"
        let result = try mark(1, answer)
        #expect(result.given == 0)
        #expect(result.scheme.contains { $0.evidence.contains("line 11 leaves something open") })
    }

    @Test func fails() throws {
        let result = try mark(1, "# 1\n```python\n1 / 0\n```\n")
        #expect(result.given == 0)
        #expect(result.scheme.contains { $0.evidence.contains("ZeroDivisionError") })
    }

    @Test func smaller() throws {
        let list = "```python list\nprint(sum([n * n for n in range(200_000)]))\n```\n"
        let generator = "```python generator\nprint(sum(n * n for n in range(200_000)))\n```\n"
        #expect(try mark(3, "# 3\n" + list + generator).given == 4)
        // The blocks swapped, or computing something else: the memory line is not given, that they run is.
        let swapped =
            list.replacing("python list", with: "python generator") + generator.replacing("generator\n", with: "list\n")
        #expect(try mark(3, "# 3\n" + swapped).given == 1)
        #expect(try mark(3, "# 3\n" + list + generator.replacing("n * n for", with: "n for")).given == 1)
    }

    @Test func nothingWritten() throws {
        let result = try mark(3, "")
        #expect(result.given == 0)
        #expect(result.blocks == 0)
    }

    @Test func fences() {
        let answers = ExamAnswer.parse(
            """
            # 1
            ```text
            # 2 is no heading here
            ```
            words here
            ```js mended
            a
            ```
            ## 3. More
            ```python
            b
            """)
        #expect(answers.map(\.number) == [1, 3])
        #expect(answers[0].blocks == [ExamBlock(language: .javascript, role: "mended", code: "a\n", line: 6)])
        #expect(answers[0].words == 2)
        // A fence that is never closed is no block.
        #expect(answers[1].blocks.isEmpty)
    }
}
