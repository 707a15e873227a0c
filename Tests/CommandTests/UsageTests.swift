import TestSupport
import Testing

/// Command lines that make no sense: one line, exit code 2, nothing done.
@Suite struct UsageTests {
    struct Misuse: CustomTestStringConvertible, Sendable {
        var arguments: String
        var says: String
        var testDescription: String { "heaptide \(arguments)" }
    }

    static let misuses = [
        Misuse(arguments: "frobnicate", says: "frobnicate"),
        Misuse(arguments: "--frobnicate", says: "--frobnicate"),
        Misuse(arguments: "run", says: "say what to run"),
        Misuse(arguments: "run --", says: "say what to run"),
        Misuse(arguments: "run -q", says: "say what to run"),
        Misuse(arguments: "run -m", says: "-m needs an argument"),
        Misuse(arguments: "run -c", says: "-c needs an argument"),
        Misuse(arguments: "run --frobnicate script.py", says: "unknown option --frobnicate"),
        Misuse(arguments: "run -o", says: "-o"),
        Misuse(arguments: "run -o= script.py", says: "the name of the output file is empty"),
        Misuse(arguments: "run --output= script.py", says: "--output"),
        Misuse(arguments: "run --memory-limit 0 script.py", says: "must be more than 0"),
        Misuse(arguments: "run --memory-limit 0MiB script.py", says: "must be more than 0"),
        Misuse(arguments: "run --memory-limit -1 script.py", says: "--memory-limit"),
        Misuse(arguments: "run --memory-limit=-1 script.py", says: "'-1' is invalid"),
        Misuse(arguments: "run --memory-limit abc script.py", says: "'abc' is invalid"),
        Misuse(arguments: "run --memory-limit 5X script.py", says: "'5X' is invalid"),
        Misuse(arguments: "run --memory-limit 99999999999T script.py", says: "is invalid"),
        Misuse(arguments: "run --memory-limit nan script.py", says: "is invalid"),
        Misuse(arguments: "run --memory-limit", says: "--memory-limit"),
        Misuse(arguments: "run --python /nonexistent/python3 script.py", says: "no such program: /nonexistent/python3"),
        Misuse(arguments: "report", says: "FILE"),
        Misuse(arguments: "report a b", says: "'b'"),
        Misuse(arguments: "report a --frobnicate", says: "--frobnicate"),
        Misuse(arguments: "report a --view frobnicate", says: "summary, lines, functions"),
        Misuse(arguments: "report a --top 0", says: "--top must be at least 1"),
        Misuse(arguments: "report a --top -3", says: "--top"),
        Misuse(arguments: "report a --top 99999999999999999999", says: "--top"),
        Misuse(arguments: "report a --top many", says: "--top"),
        Misuse(arguments: "report a --json --html b", says: "--json and --html exclude each other"),
        Misuse(arguments: "export", says: "FILE"),
        Misuse(arguments: "export a", says: "--to"),
        Misuse(arguments: "export a --to heapsnapshot", says: "--output"),
        Misuse(arguments: "export a --to frobnicate -o b", says: "heapsnapshot"),
        Misuse(arguments: "export a --to heapsnapshot --output=", says: "--output"),
        Misuse(arguments: "export a --to heapsnapshot -o script.py", says: "script.py exists; replace it with --force"),
    ]

    @Test(arguments: misuses) func isOneLine(_ misuse: Misuse) throws {
        let directory = TemporaryDirectory()
        _ = directory.write("print('ran')\n", to: "script.py")
        let outcome = try Command.run(misuse.arguments.split(separator: " ").map(String.init), in: directory)
        #expect(outcome.status == 2)
        let complaint = try #require(outcome.complaint, "\(outcome.errors)")
        #expect(complaint.contains(misuse.says))
        #expect(directory.names == ["script.py"])
    }

    @Test(arguments: ["nan", "inf", "-1", "1e999", "soon", "1,5"]) func momentThatIsNone(_ moment: String) throws {
        let directory = TemporaryDirectory()
        let made = try Command.shell("$HEAPTIDE run -q -o r --python $PYTHON -c 'pass'", in: directory)
        #expect(made.status == 0)
        let outcome = try Command.run(["report", "r", "--at=\(moment)"], in: directory)
        #expect(outcome.status == 2)
        #expect(outcome.complaint?.contains("say peak, end, or seconds") == true)
    }
}
