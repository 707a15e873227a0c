import Reports
import TestSupport
import Testing

/// Stacks that do not grow and shrink in order, and code that does not live long: the lines are right all the same.
@Suite struct StackShapeTests {
    @Test(arguments: TestPrograms.interpreters)
    func generators(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_generators.py").check(python)
        let count = Int(both.plain.output.split(separator: "\n").last ?? "") ?? 0
        #expect(count > 3000)
        #expect(try both.figures(at: "source").allocatedBytes >= count * 1000)
    }

    @Test(arguments: TestPrograms.interpreters)
    func tasks(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_asyncio.py").check(python)
        #expect(try both.figures(at: "work", .end).endBytes >= 4_000_000)
    }

    /// 100,000 code objects of 20 files and 50 lines, one address used for many of them.
    @Test(arguments: Chosen.few + Chosen.others)
    func shortLivedCode(_ python: Interpreter) throws {
        let both = try Scenario(target: "harm_code_reuse.py").check(python)
        let sites = try both.run.report().sites.filter { $0.location.file.hasPrefix("generated_") }
        #expect(sites.count == 20 * 50)
        for site in sites {
            #expect((1...50).contains(site.location.line))
            // 100 bytearrays, an object and a buffer each; a free list may give or take one block.
            #expect((199...202).contains(site.figures.allocations), "\(site)")
            #expect((105_000...106_500).contains(site.figures.allocatedBytes), "\(site)")
        }
    }
}
