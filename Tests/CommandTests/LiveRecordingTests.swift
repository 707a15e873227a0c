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

    /// Somebody who reads the file again and again, from its first moment to its last, does not disturb the recorder.
    @Test func readersAllTheTime() throws {
        let reader = """
            import os, sqlite3
            while not os.path.exists('stop'):
                try:
                    file = sqlite3.connect('file:r?mode=ro', uri=True)
                    for table in ('meta', 'process', 'location'): file.execute('SELECT * FROM ' + table).fetchall()
                    file.close()
                except sqlite3.Error: pass
            """
        _ = directory.write(reader, to: "reader.py")
        let outcome = try Command.shell(
            """
            $PYTHON reader.py & $PYTHON reader.py &
            for run in 1 2 3 4 5 6 7 8; do
                $HEAPTIDE run -q --force -o r --python $PYTHON -c 'kept = [0] * 100000' || echo "run $run: $?"
                $HEAPTIDE report r --json | grep -c '"complete" : true'
            done
            touch stop; wait
            """, in: directory, limit: 60)
        #expect(outcome.errors == "", "\(outcome.errors)")
        #expect(outcome.output == String(repeating: "1\n", count: 8), "\(outcome.output)")
    }
}
