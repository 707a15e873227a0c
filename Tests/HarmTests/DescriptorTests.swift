import Foundation
import TestSupport
import Testing

/// The program's descriptors are its own: the agent leaves none open and needs none.
@Suite struct DescriptorTests {
    @Test(arguments: TestPrograms.interpreters)
    func noneIsAdded(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_list_descriptors.py").check(python)
        #expect(both.plain.output.hasPrefix("0 standard stream\n"))
    }

    @Test(arguments: TestPrograms.interpreters)
    func allMayBeClosed(_ python: Interpreter) throws {
        let directory = TemporaryDirectory()
        let word = directory / "word"
        let both = try Scenario(target: "harm_close_descriptors.py", arguments: [word], status: 7).check(python)
        #expect(try String(contentsOfFile: word, encoding: .utf8) == "descriptor 0, child 5, kept 4000\n")
        #expect(try both.figures(at: "closed").allocatedBytes >= 2_000_000)
        #expect(try both.run.read().processes.count == 2)
    }
}
