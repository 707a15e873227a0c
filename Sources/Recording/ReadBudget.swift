// What reading a file may cost. A recording that was damaged, or made to do harm, can send SQLite in circles: pages
// that point at each other, one long value behind every row. A real one never comes near these bounds.
import GRDB
import GRDBSQLite
import Glibc

/// The budget of one pass over one file, by its size.
final class ReadBudget: @unchecked Sendable {
    private let fileBytes: Int
    private var rounds: Int
    private var bytes: Int

    /// Steps of SQLite's machine between two looks at the budget.
    private static let stepsOfRound = 100_000
    /// A real row takes about three steps a byte.
    private static let stepsOfByte = 16
    private static let roundsAtLeast = 200

    init(path: String) {
        fileBytes = ["", "-wal"].reduce(0) { $0 + Self.size(path + $1) }
        rounds = Self.roundsAtLeast + fileBytes / Self.stepsOfRound * Self.stepsOfByte
        bytes = fileBytes
    }

    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Bounds what `database` does from now on; the budget must outlive it.
    func bound(_ database: Database) {
        guard let connection = database.sqliteConnection else { return }
        sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, Int32(clamping: max(fileBytes, 1 << 20)))
        let handler: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
            guard let context else { return 0 }
            let budget = Unmanaged<ReadBudget>.fromOpaque(context).takeUnretainedValue()
            budget.rounds -= 1
            return budget.rounds < 0 ? 1 : 0
        }
        sqlite3_progress_handler(
            connection, Int32(Self.stepsOfRound), handler, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Takes note of a text or blob. False if the file cannot hold all that came out of it.
    func take(_ count: Int) -> Bool {
        bytes -= count
        return bytes >= 0
    }
}
