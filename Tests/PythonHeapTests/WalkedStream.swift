// The words that the built agent sends of a real interpreter.
import Foundation
import Glibc
import Recording

enum WalkedStream {
    private static let program = """
        import ctypes, sys
        class Row:
            def __init__(self, number): self.number, self.text, self.parts = number, "row %d" % number, [number, (number,)]
        def waiting(rows):
            yield len(rows)
        rows = [Row(number) for number in range(200)]
        table = {row.text: row for row in rows}
        names = {"first": rows[0], 2: rows[1], (1, 2): {1, 2, "x"}}
        generator = waiting(rows); next(generator)
        try: raise ValueError(rows)
        except ValueError as error: kept = error
        # With the lock held, as an attached agent is called.
        assert ctypes.PyDLL(sys.argv[1]).heaptide_walk((sys.argv[2] + " 1").encode()) <= 0
        """

    /// Walks a small program of `python` once.
    static func take(python: String, agent: String) throws -> [UInt64] {
        let socket = try AgentSocket()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-I", "-S", "-c", program, agent, socket.path]
        try process.run()
        defer { process.waitUntilExit() }
        var wait = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, 10_000) == 1 else { throw POSIXError(.ETIMEDOUT) }
        let connection = FileHandle(fileDescriptor: accept(socket.descriptor, nil, nil), closeOnDealloc: true)
        let bytes = connection.readDataToEndOfFile()
        return bytes.withUnsafeBytes { Array($0.bindMemory(to: UInt64.self)) }
    }
}
