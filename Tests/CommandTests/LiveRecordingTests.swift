import Foundation
import Glibc
import TestSupport
import Testing

/// A recording that is still being written, or whose recorder was killed.
@Suite struct LiveRecordingTests {
    let directory = TemporaryDirectory()

    /// Starts a run whose program waits, and reports on its recording as soon as there is something in it; then kills
    /// what `victim` says, and reports again.
    private func reportWhileRunning(then end: String) throws -> [String] {
        let program = """
            import os, time
            kept = [bytes(1000) for _ in range(1000)]
            deadline = time.time() + 20
            while not os.path.exists('go') and time.time() < deadline: kept.append(bytes(10)); time.sleep(0.02)
            """
        _ = directory.write(program, to: "script.py")
        let outcome = try Command.shell(
            """
            $HEAPTIDE run -q -o r --python $PYTHON script.py & recorder=$!
            for try in $(seq 100); do
                sleep 0.1; $HEAPTIDE report r --view timeline 2>/dev/null | head -1 | grep seconds >now && break
            done
            $HEAPTIDE report r --json >now.json; grep '"complete"' now.json; cat now
            \(end)
            wait $recorder 2>/dev/null; echo "status $?"; touch go; sleep 0.1
            $HEAPTIDE report r --json | grep '"complete"'
            """, in: directory, limit: 60)
        #expect(outcome.status == 0)
        #expect(outcome.errors == "", "\(outcome.errors)")
        return outcome.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test func isReadAlong() throws {
        let lines = try reportWhileRunning(then: "touch go")
        #expect(lines.count == 4)
        #expect(lines.first == "\"complete\" : false,")
        #expect(lines.dropFirst().first?.hasPrefix("seconds") == true, "\(lines)")
        #expect(lines.dropFirst(2) == ["status 0", "\"complete\" : true,"])
        #expect(directory.names == ["go", "now", "now.json", "r", "script.py"])
    }

    @Test func recorderThatWasKilled() throws {
        let lines = try reportWhileRunning(then: "kill -9 $recorder")
        #expect(lines.count == 4)
        #expect(lines.first == "\"complete\" : false,")
        #expect(lines.dropFirst(2) == ["status 137", "\"complete\" : false,"])
    }
}
