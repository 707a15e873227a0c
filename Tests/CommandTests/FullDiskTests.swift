import Foundation
import TestSupport
import Testing

/// A recording on a disk that has no room: the program's output and exit code are its own.
@Suite struct FullDiskTests {
    static let program = """
        print("first")
        namespace = {}
        for number in range(3000):
            code = "def function_%d(n): return [bytes(n), [str(n)]]" % number
            exec(compile(code, "file_%d_%s.py" % (number, "x" * 200), "exec"), namespace)
            namespace["kept_%d" % number] = namespace["function_%d" % number](number)
        import time; time.sleep(1.2)
        print("last")
        raise SystemExit(7)
        """

    /// A disk of `size` with `filler` on it in a name space of its own; its names are the last lines of the output.
    private func record(size: String, filler: String) throws -> Outcome {
        try Command.shell(
            """
            unshare --mount --propagation private sh -c 'work=$(mktemp -d -p /var/tmp) && trap "rm -rf $work" EXIT
            mkdir $work/disk && mount -t tmpfs -o size=\(size) tmpfs $work/disk && cd $work || exit 99
            printf %s "$PROGRAM" >script.py; head -c \(filler) /dev/zero >disk/filler 2>/dev/null
            "$HEAPTIDE" run -q -o disk/r --python $PYTHON script.py; echo "status $?"; ls -A disk; umount disk'
            """, environment: ["PROGRAM": Self.program])
    }

    @Test(.enabled(if: TidyTests.canMount, "needs root and a mount namespace")) func fullFromTheStart() throws {
        let outcome = try record(size: "64K", filler: "64K")
        #expect(outcome.output == "status 1\nfiller\n")
        #expect(
            outcome.errors
                == "heaptide: cannot write disk/r: the disk is full; free some space or choose another place with -o\n")
    }

    @Test(.enabled(if: TidyTests.canMount, "needs root and a mount namespace"), arguments: ["300K", "600K"])
    func fullWhileRecording(_ size: String) throws {
        let outcome = try record(size: size, filler: "1")
        #expect(outcome.output == "first\nlast\nstatus 7\nfiller\n")
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("heaptide: cannot write disk/r: the disk is full") == true)
        #expect(lines.first?.hasSuffix("no recording was kept") == true)
    }
}
