// SQLite without ceremony, for the tables that have a hundred thousand rows: GRDB's statements box every value.
import GRDB
import GRDBSQLite

/// One prepared statement of a GRDB connection, used on that connection's queue only. Columns and parameters are
/// counted from 0.
struct BulkStatement: ~Copyable {
    private let statement: OpaquePointer
    private let connection: OpaquePointer

    init(_ database: Database, _ sql: String) throws {
        guard let connection = database.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v2(connection, sql, -1, &statement, nil)
        guard code == SQLITE_OK, let statement else { throw Self.error(connection, code) }
        self.statement = statement
        self.connection = connection
    }

    deinit { sqlite3_finalize(statement) }

    private static func error(_ connection: OpaquePointer, _ code: Int32) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
    }

    // MARK: Writing

    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(statement, index + 1, value) }

    /// Binds NULL: not measured.
    func bindNull(_ index: Int32) { sqlite3_bind_null(statement, index + 1) }

    func bind(_ index: Int32, _ text: String) {
        // -1 as a destructor: SQLite makes a copy of its own.
        let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                _ = sqlite3_bind_text(statement, index + 1, $0.baseAddress, Int32(clamping: $0.count), copies)
            }
        }
    }

    /// Runs the statement with what is bound, and makes it ready for the next row.
    func run() throws {
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else { throw Self.error(connection, code) }
    }

    // MARK: Reading

    /// Goes to the next row. False at the end.
    func next() throws -> Bool {
        let code = sqlite3_step(statement)
        if code == SQLITE_ROW { return true }
        guard code == SQLITE_DONE else { throw Self.error(connection, code) }
        return false
    }

    /// A column as an integer; what is none is 0.
    func integer(_ column: Int32) -> Int {
        sqlite3_column_type(statement, column) == SQLITE_INTEGER ? Int(sqlite3_column_int64(statement, column)) : 0
    }

    /// A column as text; what is none is empty. Bytes that are not UTF-8 are replaced.
    func text(_ column: Int32) -> String {
        guard sqlite3_column_type(statement, column) == SQLITE_TEXT, let bytes = sqlite3_column_text(statement, column)
        else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}
