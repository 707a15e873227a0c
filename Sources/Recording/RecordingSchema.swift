// The .heaptide file: an SQLite database. docs/format.md explains every column.

/// The format's number, in `PRAGMA user_version`; raised when an older reader would misread a file.
package enum RecordingSchema {
    package static let version = 1
    /// "hptd" in `PRAGMA application_id`: how a recording is told from any other database.
    package static let applicationID = 0x6870_7464

    static let statements = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE process (
            id INTEGER PRIMARY KEY, pid INTEGER, parent_pid INTEGER, is_forked INTEGER, version TEXT, command TEXT,
            start_seconds REAL, duration_seconds REAL, state INTEGER, exit_code INTEGER, signal INTEGER,
            peak_bytes INTEGER, peak_blocks INTEGER, peak_seconds REAL, end_bytes INTEGER, end_blocks INTEGER,
            allocated_bytes INTEGER, allocations INTEGER,
            object_peak_bytes INTEGER, raw_peak_bytes INTEGER, native_peak_bytes INTEGER, mapping_peak_bytes INTEGER,
            arena_peak_bytes INTEGER, arena_end_bytes INTEGER, small_peak_bytes INTEGER,
            rss_peak_bytes INTEGER, rss_end_bytes INTEGER,
            threads INTEGER, lost_records INTEGER, unwritten_records INTEGER, denials INTEGER, peak_epoch INTEGER,
            worker INTEGER);
        CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
        CREATE TABLE location (id INTEGER PRIMARY KEY, file INTEGER, function INTEGER, line INTEGER);
        CREATE TABLE stack (
            process INTEGER, id INTEGER, parent INTEGER, location INTEGER, PRIMARY KEY (process, id)) WITHOUT ROWID;
        CREATE TABLE cell (
            process INTEGER, id INTEGER, stack INTEGER, class INTEGER, bytes INTEGER, blocks INTEGER,
            kept_peak_bytes INTEGER, kept_peak_blocks INTEGER, peak_epoch INTEGER, end_bytes INTEGER,
            end_blocks INTEGER, allocated_bytes INTEGER, allocations INTEGER, temporaries INTEGER,
            PRIMARY KEY (process, id)) WITHOUT ROWID;
        CREATE TABLE interval (
            process INTEGER, id INTEGER, end_seconds REAL, heap_bytes INTEGER, heap_peak_bytes INTEGER,
            rss_bytes INTEGER, changes BLOB, pause_seconds REAL, PRIMARY KEY (process, id)) WITHOUT ROWID;
        CREATE TABLE collection (
            process INTEGER, kind TEXT, count INTEGER, pause_seconds REAL, longest_pause_seconds REAL,
            longest_pause_at_seconds REAL, PRIMARY KEY (process, kind)) WITHOUT ROWID;
        CREATE TABLE mark (
            process INTEGER, id INTEGER, seconds REAL, name TEXT, heap_bytes INTEGER, heap_blocks INTEGER,
            arena_bytes INTEGER, small_bytes INTEGER, rss_bytes INTEGER, PRIMARY KEY (process, id)) WITHOUT ROWID;
        CREATE TABLE source (file INTEGER, line INTEGER, text TEXT, PRIMARY KEY (file, line)) WITHOUT ROWID;
        CREATE VIEW allocation AS
            SELECT c.process, c.id AS cell, c.stack, c.class,
                CASE WHEN c.peak_epoch = p.peak_epoch THEN c.kept_peak_bytes ELSE c.bytes END AS peak_bytes,
                CASE WHEN c.peak_epoch = p.peak_epoch THEN c.kept_peak_blocks ELSE c.blocks END AS peak_blocks,
                c.end_bytes, c.end_blocks, c.allocated_bytes, c.allocations, c.temporaries
            FROM cell c JOIN process p ON p.id = c.process;
        CREATE VIEW frame AS
            SELECT s.process, s.id AS stack, s.parent, f.text AS file, n.text AS function, l.line
            FROM stack s JOIN location l ON l.id = s.location JOIN name f ON f.id = l.file JOIN name n ON n.id = l.function;
        """
}
