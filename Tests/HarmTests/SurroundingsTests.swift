import TestSupport
import Testing

/// What a program can see of how it was started is what it would see without heaptide.
@Suite struct SurroundingsTests {
    @Test(arguments: TestPrograms.interpreters)
    func areTheSame(_ python: Interpreter) throws {
        let arguments = ["", "two words", "a\nline", "--quiet", "-o", "--", "ünïcode", "'\"$HOME\\"]
        let both = try SideBySide(
            "harm_surroundings.py", arguments, python: python, environment: ["ODD": "a\n\"b\"=c", "EMPTY": ""],
            input: "first\nlast")
        #expect(both.plain.status == 0)
        #expect(both.differences == [])
        #expect(both.plain.output.contains("'a\\nline', '--quiet', '-o', '--'"))
        #expect(both.plain.output.contains("input first\nlast\n"))
    }

    /// Started with signals ignored (nohup) or blocked, or with closed streams.
    @Test(arguments: [
        "trap '' HUP INT; exec \"$@\"", "trap '' TERM USR1 CHLD PIPE; exec \"$@\"", "exec \"$@\" <&-",
        "exec \"$@\" 2>&-", "exec nohup \"$@\"", "umask 077; exec \"$@\"", "cd /; exec \"$@\"", "exec nice \"$@\"",
        """
        exec "$PYTHON" -c 'import os, signal, sys
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGTERM, signal.SIGINT])
        os.execv(sys.argv[1], sys.argv[1:])' "$@"
        """,
    ])
    func areInherited(_ start: String) throws {
        let directory = TemporaryDirectory()
        let file = directory / "run.heaptide"
        let program = "\"$PYTHON\" \"\(TestPrograms.targets)/harm_surroundings.py\""
        let plain = try Command.shell("set -- \(program)\n" + start, in: directory)
        let recorded = try Command.shell("set -- \"$HEAPTIDE\" run -q -o \(file) \(program)\n" + start, in: directory)
        #expect(plain.status == 0 || start.contains("-"))
        #expect(recorded.status == plain.status)
        #expect(recorded.output == plain.output)
        #expect(recorded.errors == plain.errors)
    }
}
