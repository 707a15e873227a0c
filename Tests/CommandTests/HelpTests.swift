import TestSupport
import Testing

@Suite struct HelpTests {
    @Test(arguments: [
        ("help.txt", ["--help"]), ("help-run.txt", ["run", "--help"]), ("help-report.txt", ["report", "--help"]),
        ("help-heap.txt", ["heap", "--help"]), ("help-diff.txt", ["diff", "--help"]),
        ("help-export.txt", ["export", "--help"]),
        ("help-snapshot.txt", ["snapshot", "--help"]), ("help-web.txt", ["web", "--help"]),
        ("help-check.txt", ["check", "--help"]),
    ])
    func text(_ golden: String, _ arguments: [String]) throws {
        let outcome = try Command.run(arguments, environment: ["COLUMNS": "80"])
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(Golden.difference(outcome.output, golden) == nil)
    }

    @Test func withoutArguments() throws {
        let outcome = try Command.run([])
        #expect(outcome.status == 0)
        #expect(outcome.output == (try Command.run(["--help"])).output)
    }

    @Test func version() throws {
        let outcome = try Command.run(["--version"])
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }
}
