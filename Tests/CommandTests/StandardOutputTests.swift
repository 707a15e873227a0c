import Foundation
import TestSupport
import Testing

/// A report whose reader goes away, or that cannot be written.
@Suite struct StandardOutputTests {
    private func make() throws -> TemporaryDirectory {
        let directory = TemporaryDirectory()
        let made = try Command.shell("$HEAPTIDE run -q -o r --python $PYTHON -c 'import json'", in: directory)
        #expect(made.status == 0)
        return directory
    }

    @Test(arguments: ["", "trap '' PIPE;"]) func readerThatLeaves(_ prefix: String) throws {
        let script = "\(prefix) $HEAPTIDE report r --view stacks --top 100000 | head -n 1"
        let outcome = try Command.shell(script, in: try make())
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(outcome.output.split(separator: "\n").count == 1)
    }

    @Test(arguments: [(">&-", "Bad file descriptor"), (">/dev/full", "No space left on device")])
    func nowhereToWrite(_ place: String, _ reason: String) throws {
        let outcome = try Command.shell("$HEAPTIDE report r \(place)", in: try make())
        #expect(outcome.status == 1)
        #expect(outcome.complaint == "cannot write the report: \(reason)")
    }

    /// With its three streams closed, a run must not take their numbers for files of its own.
    @Test func streamsThatAreClosed() throws {
        let directory = TemporaryDirectory()
        let script = """
            $HEAPTIDE run -o r --python $PYTHON -c 'import os, sys
            for number in range(3):
                try: os.fstat(number); sys.exit(9)
                except OSError: pass' <&- >&- 2>&-
            """
        #expect(try Command.shell(script, in: directory).status == 0)
        #expect(directory.names == ["r"])
        #expect(try Command.run(["report", "r"], in: directory).status == 0)
    }

    @Test func noColorInAFile() throws {
        let outcome = try Command.shell("$HEAPTIDE report r", in: try make())
        #expect(!outcome.output.contains("\u{1B}"))
    }
}
