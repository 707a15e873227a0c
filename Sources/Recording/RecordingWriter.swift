// Writes a recording while it grows. Saves are queued on a thread of their own, in the order they come, so that a
// program never waits for a disk; a recorder that is killed leaves the last save.
import Dispatch
import Foundation
import GRDB
import Glibc
import Synchronization

/// One line that says what is wrong with a file and what to do.
package struct RecordingError: Error, CustomStringConvertible, Equatable {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// A fact about the whole recording, as `meta` holds it.
package enum RecordedFact: Sendable {
    case text(String)
    case integer(Int64)
    case real(Double)
    case none

    fileprivate var value: (any DatabaseValueConvertible)? {
        switch self {
        case .text(let text): text
        case .integer(let integer): integer
        case .real(let real): real
        case .none: nil
        }
    }
}

package final class RecordingWriter: @unchecked Sendable {
    package let path: String
    private let queue = DispatchQueue(label: "heaptide.file")
    private let pending = Atomic<Int>(0)
    private let saveMicroseconds = Atomic<Int>(0)
    // On `queue` only.
    private var database: DatabaseQueue?
    private var places = PlaceNumbers()
    private var lineTotals: [LineTotals] = []
    private var isSynchronised = true
    private var failure: RecordingError?

    /// Creates the file, empty. It must not exist.
    package init(path: String) throws(RecordingError) {
        self.path = path
        // Created by us, so that nobody else can read what a program's file names and lines say.
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw RecordingError(
                "cannot write \(path): \(String(cString: strerror(errno))); choose another file with -o")
        }
        defer { Glibc.close(file) }
        // Before the program is started, and not after it: whether there is room at all.
        if posix_fallocate(file, 0, Self.leastRoom) == ENOSPC {
            unlink(path)
            throw Self.diskIsFull(path)
        }
        ftruncate(file, 0)
    }

    /// What an empty recording takes, bytes.
    private static let leastRoom = 48 << 10

    private static func diskIsFull(_ path: String) -> RecordingError {
        RecordingError("cannot write \(path): the disk is full; free some space or choose another place with -o")
    }

    /// Makes the tables, with the first facts. Returns at once: the program that is recorded need not wait for it. What
    /// fails is told by `close`.
    package func begin(_ meta: @escaping @Sendable () -> [String: RecordedFact]) {
        queue.async { [self] in
            do {
                database = try Self.create(path, meta())
            } catch {
                failure = Self.explain(error, path)
            }
        }
    }

    private static func create(_ path: String, _ meta: [String: RecordedFact]) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.maximumReaderCount = 1
        configuration.busyMode = .timeout(patience)
        let database = try DatabaseQueue(path: path, configuration: configuration)
        try database.writeWithoutTransaction { database in
            // Nothing is lost with a file that has nothing in it yet.
            try database.execute(sql: "PRAGMA synchronous = OFF")
            // First of all, so that the file itself says what it is from the first moment; then in one transaction.
            try database.execute(
                sql: """
                    BEGIN; PRAGMA application_id = \(RecordingSchema.applicationID);
                    PRAGMA user_version = \(RecordingSchema.version); \(RecordingSchema.statements)
                    """)
            for (key, value) in meta { try set(key, value, database) }
            try database.execute(
                sql: "COMMIT; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        }
        return database
    }

    var isIdle: Bool { pending.load(ordering: .relaxed) == 0 }
    var lastSaveSeconds: Double { Double(saveMicroseconds.load(ordering: .relaxed)) / 1e6 }

    /// Queues a save. Returns at once.
    func save(_ checkpoint: Checkpoint) {
        pending.add(1, ordering: .relaxed)
        queue.async { [self] in
            let start = DispatchTime.now()
            synchronise(checkpoint.process.end == .running)
            write { try write(checkpoint, to: $0) }
            saveMicroseconds.store(
                Int((DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1000), ordering: .relaxed)
            pending.subtract(1, ordering: .relaxed)
        }
    }

    /// Says whether SQLite waits for the disk at its checkpoints. What a process's end leaves, the kernel writes when it
    /// likes, as any other output; who waits for heaptide to end should not wait for that.
    private func synchronise(_ waits: Bool) {
        guard waits != isSynchronised else { return }
        isSynchronised = waits
        try? database?.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA synchronous = \(waits ? "NORMAL" : "OFF")")
        }
    }

    /// Sets facts about the whole recording. Waits for all saves before it.
    package func set(_ facts: [String: RecordedFact]) {
        queue.sync {
            write { database in
                for (key, value) in facts { try Self.set(key, value, database) }
            }
        }
    }

    /// Notes how a process ended.
    package func setExit(process: Int, exitCode: Int32?, signal: Int32?) {
        queue.sync {
            write {
                try $0.execute(
                    sql: "UPDATE process SET exit_code = ?, signal = ? WHERE id = ?",
                    arguments: [exitCode, signal, process])
            }
        }
    }

    /// Stores source lines beside the recording, so that a report can show them elsewhere and later.
    package func setSource(_ lines: [(file: String, line: Int, text: String)]) {
        queue.sync {
            write { database in
                let insert = try BulkStatement(database, "INSERT OR REPLACE INTO source VALUES (?, ?, ?)")
                let names = try BulkStatement(database, PlaceNumbers.insertName)
                for line in lines {
                    insert.bind(0, Int64(try places.name(line.file, names)))
                    insert.bind(1, Int64(line.line))
                    insert.bind(2, line.text)
                    try insert.run()
                }
            }
        }
    }

    /// The lines of the processes that have ended that hold, held or allocated most: the `most` largest by each figure.
    package func largestLines(_ most: Int) -> [SourceLocation] {
        queue.sync { LineTotals.largest(lineTotals, most: most).map { places.location(of: $0) } }
    }

    /// Makes one plain file of it: no write-ahead log beside it, readable from a read-only place. Throws what any write
    /// since the beginning failed with.
    package func close() throws(RecordingError) {
        let failure: RecordingError? = queue.sync {
            write { _ in }
            do {
                synchronise(false)
                try database?.writeWithoutTransaction { database in
                    try Self.leaveLog(database)
                    // Folding and merging leave free pages behind, and many rows pages that are not full.
                    let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
                    let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                    // Where there is no room for a second one, the file stays as it is.
                    if free * 5 > pages || pages > Self.manyPages { try? database.execute(sql: "VACUUM") }
                }
                try database?.close()
            } catch {
                self.failure = self.failure ?? Self.explain(error, path)
            }
            return self.failure
        }
        if let failure { throw failure }
    }

    /// 1 MiB, which takes 5 ms to write anew.
    private static let manyPages = 256

    /// How long somebody who reads along may hold the file, seconds: it is for moments.
    private static let patience = 10.0

    /// Taking the write-ahead log away needs the file for itself, and does not wait for readers of its own accord.
    private static func leaveLog(_ database: Database) throws {
        let end = DispatchTime.now() + patience
        while true {
            do {
                return try database.execute(sql: "PRAGMA journal_mode = DELETE")
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && DispatchTime.now() < end {
                usleep(2000)
            }
        }
    }

    /// Deletes the file and what SQLite keeps beside it.
    package func remove() {
        queue.sync { try? database?.close() }
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }

    // MARK: On the queue

    private func write(_ body: (Database) throws -> Void) {
        guard failure == nil, let database else { return }
        do {
            try database.write(body)
        } catch {
            failure = Self.explain(error, path)
        }
    }

    private static func explain(_ error: any Error, _ path: String) -> RecordingError {
        if let error = error as? DatabaseError {
            if error.resultCode == .SQLITE_FULL { return diskIsFull(path) }
            return RecordingError(
                "cannot write \(path): \(error.message ?? "SQLite error \(error.resultCode.rawValue)")")
        }
        return RecordingError("cannot write \(path): \(error)")
    }

    private static func set(_ key: String, _ fact: RecordedFact, _ database: Database) throws {
        try database.execute(sql: "INSERT OR REPLACE INTO meta VALUES (?, ?)", arguments: [key, fact.value])
    }

    private func write(_ checkpoint: Checkpoint, to database: Database) throws {
        try writeLocations(checkpoint, database)
        try writeStacks(checkpoint, database)
        try writeCells(checkpoint, database)
        try writeIntervals(checkpoint, database)
        try writeMarks(checkpoint, database)
        try writeCollections(checkpoint.process, database)
        try writeProcess(checkpoint.process, database)
    }

    private func writeLocations(_ checkpoint: Checkpoint, _ database: Database) throws {
        let names = try BulkStatement(database, PlaceNumbers.insertName)
        let locations = try BulkStatement(database, PlaceNumbers.insertLocation)
        try places.add(checkpoint.newLocations, of: checkpoint.process.number, names, locations)
        let numbers = places.locations(of: checkpoint.process.number)
        for (location, figures) in checkpoint.lineTotals.enumerated() {
            let number = Int(numbers[location])
            if number >= lineTotals.count {
                lineTotals += LineTotals.none(count: number + 1 - lineTotals.count)
            }
            lineTotals[number].add(figures)
        }
    }

    private func writeStacks(_ checkpoint: Checkpoint, _ database: Database) throws {
        let process = Int64(checkpoint.process.number)
        if checkpoint.replacesStacks {
            try database.execute(sql: "DELETE FROM stack WHERE process = ?", arguments: [process])
        }
        let insert = try BulkStatement(database, "INSERT INTO stack VALUES (?, ?, ?, ?)")
        let numbers = places.locations(of: checkpoint.process.number)
        insert.bind(0, process)
        for stack in checkpoint.stacks {
            insert.bind(1, Int64(stack.id))
            insert.bind(2, Int64(stack.parent))
            insert.bind(3, Int64(numbers[Int(stack.location)]))
            try insert.run()
        }
    }

    /// Columns of `cell` that only an exact recording has: blocks, allocations, allocated bytes, temporaries.
    private static let exactCellColumns: [Int32] = [5, 7, 10, 11, 12, 13]

    private func writeCells(_ checkpoint: Checkpoint, _ database: Database) throws {
        let process = Int64(checkpoint.process.number)
        if checkpoint.replacesStacks {
            try database.execute(sql: "DELETE FROM cell WHERE process = ?", arguments: [process])
        }
        let insert = try BulkStatement(
            database, "INSERT OR REPLACE INTO cell VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        insert.bind(0, process)
        for (id, cell) in checkpoint.cells {
            insert.bind(1, Int64(id))
            insert.bind(2, Int64(cell.stack))
            insert.bind(3, Int64(cell.blockClass))
            insert.bind(4, cell.bytes)
            insert.bind(5, cell.blocks)
            insert.bind(6, cell.peakBytes)
            insert.bind(7, cell.peakBlocks)
            insert.bind(8, cell.peakEpoch)
            insert.bind(9, cell.endBytes)
            insert.bind(10, cell.endBlocks)
            insert.bind(11, cell.allocatedBytes)
            insert.bind(12, cell.allocations)
            insert.bind(13, cell.temporaries)
            if checkpoint.process.isSampled { for column in Self.exactCellColumns { insert.bindNull(column) } }
            try insert.run()
        }
    }

    private func writeIntervals(_ checkpoint: Checkpoint, _ database: Database) throws {
        let process = checkpoint.process.number
        if checkpoint.replacesIntervals {
            try database.execute(sql: "DELETE FROM interval WHERE process = ?", arguments: [process])
        }
        let insert = try database.cachedStatement(sql: "INSERT INTO interval VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        for (index, interval) in checkpoint.intervals.enumerated() {
            try insert.execute(arguments: [
                process, checkpoint.firstInterval + index, interval.endSeconds, interval.heapBytes,
                interval.heapPeakBytes, interval.residentBytes, Data(interval.changes), interval.pauseSeconds,
            ])
        }
    }

    private func writeMarks(_ checkpoint: Checkpoint, _ database: Database) throws {
        guard !checkpoint.marks.isEmpty else { return }
        let insert = try database.cachedStatement(sql: "INSERT INTO mark VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for (index, mark) in checkpoint.marks.enumerated() {
            try insert.execute(arguments: [
                checkpoint.process.number, checkpoint.firstMark + index, mark.seconds, mark.name, mark.heapBytes,
                mark.heapBlocks, mark.arenaBytes, mark.smallBytes, mark.residentBytes > 0 ? mark.residentBytes : nil,
            ])
        }
    }

    private func writeCollections(_ row: Checkpoint.Process, _ database: Database) throws {
        guard !row.collections.isEmpty else { return }
        let insert = try database.cachedStatement(sql: "INSERT OR REPLACE INTO collection VALUES (?, ?, ?, ?, ?, ?)")
        for (kind, pauses) in row.collections {
            try insert.execute(arguments: [
                row.number, kind.rawValue, pauses.count, pauses.seconds, pauses.longestSeconds, pauses.longestAtSeconds,
            ])
        }
    }

    private func writeProcess(_ row: Checkpoint.Process, _ database: Database) throws {
        let totals = row.totals
        func exact(_ figure: Int64) -> Int64? { row.isSampled ? nil : figure }
        let command = String(decoding: (try? JSONEncoder().encode(row.command)) ?? Data(), as: UTF8.self)
        let values: StatementArguments = [
            row.number, row.pid, row.parentPid, row.isForked, row.version, command, row.startSeconds,
            row.durationSeconds, row.end.rawValue, row.exit?.code, row.exit?.signal, totals.peakBytes,
            exact(totals.peakBlocks),
            totals.peakSeconds, row.endBytes, exact(row.endBlocks), exact(totals.allocatedBytes),
            exact(totals.allocations), exact(totals.classPeakBytes[0]), exact(totals.classPeakBytes[1]),
            exact(totals.classPeakBytes[2]), exact(totals.classPeakBytes[3]), exact(totals.arenaPeakBytes),
            exact(totals.arenaBytes), exact(totals.smallPeakBytes),
            row.residentPeakBytes > 0 ? row.residentPeakBytes : nil,
            row.residentEndBytes >= 0 ? row.residentEndBytes : nil, row.isSampled ? nil : row.threads, 0,
            row.unwrittenRecords, row.denials, row.peakEpoch, row.worker,
        ]
        let marks = Array(repeating: "?", count: 33).joined(separator: ", ")
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO process VALUES (\(marks))").execute(arguments: values)
    }
}
