import Foundation
import TestSupport
import Testing

/// What a run leaves in /tmp, seen in a /tmp of its own.
@Suite struct TidyTests {
    static let canMount = Command.isRoot && (try? Command.shell("unshare --mount true").status) == 0

    @Test(
        .enabled(if: canMount, "needs root and a mount namespace"),
        arguments: [
            "run nosuch", "run /", "run -o /nonexistent/r script.py", "run -o script.py script.py",
            "run --memory-limit 1K -o $work/r $work/script.py", "run -o $work/r --quiet $work/script.py",
            "run -o $work/r --quiet $work/crash.py", "run -o $work/r /bin/true", "run -o $work/r $work/garbage",
        ])
    func nothingIsLeft(_ arguments: String) throws {
        let outcome = try Command.shell(
            """
            unshare --mount --propagation private sh -c 'set -u
            work=$(mktemp -d -p /var/tmp) && trap "rm -rf $work" EXIT && mount -t tmpfs tmpfs /tmp || exit 99
            cd $work && echo "x = [0] * 1000" >script.py && printf "\\177ELF" >garbage && chmod +x garbage
            echo "import os; os.kill(os.getpid(), 9)" >crash.py
            "$HEAPTIDE" \(arguments) >/dev/null 2>&1
            ls -A /tmp; ls -A | grep -v "^\\(r\\|script.py\\|crash.py\\|garbage\\)$"; true'
            """)
        #expect(outcome.status == 0)
        #expect(outcome.output == "")
    }
}
