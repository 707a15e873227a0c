// Reads a recording. The file may be truncated, flipped, foreign or still growing: every number is checked before it
// is used as an index, and what is wrong becomes one line.
import Foundation
import GRDB
import Glibc

/// One recorded process, as the file holds it.
package struct RecordedProcess: Sendable {
    package var number = 0
    package var pid = 0
    package var parentPid = 0
    package var isForked = false
    package var version = ""
    package var command: [String] = []
    package var startSeconds = 0.0
    package var durationSeconds = 0.0
    package var end = ProcessEnd.running
    package var exitCode: Int?
    package var signal: Int?
    package var peakBytes = 0
    package var peakBlocks = 0
    package var peakSeconds = 0.0
    package var endBytes = 0
    package var endBlocks = 0
    package var allocatedBytes = 0
    package var allocations = 0
    package var objectPeakBytes = 0
    package var rawPeakBytes = 0
    package var nativePeakBytes = 0
    package var mappingPeakBytes = 0
    package var arenaPeakBytes = 0
    package var arenaEndBytes = 0
    package var smallPeakBytes = 0
    package var residentPeakBytes: Int?
    package var residentEndBytes: Int?
    package var threads = 0
    package var lostRecords = 0
    package var unwrittenRecords = 0
    package var denials = 0
    /// A worker thread with a heap of its own; nil for a process.
    package var worker: Int?

    package init() {}

    /// All of it in the three PyMem domains.
    package var pythonPeakBytes: Int { objectPeakBytes &+ rawPeakBytes }
}

/// Figures of one stack and class of memory.
package struct RecordedAllocation: Sendable {
    package var process = 0
    /// The process's number of this stack and class, as timeline changes name it.
    package var cell = 0
    /// Index into `Recording.stacks`.
    package var stack = 0
    /// 0 objects, 1 raw, 2 native, 3 mapping.
    package var blockClass = 0
    package var peakBytes = 0
    package var peakBlocks = 0
    package var endBytes = 0
    package var endBlocks = 0
    package var allocatedBytes = 0
    package var allocations = 0
    package var temporaries = 0

    package init() {}

    init(
        process: Int, cell: Int, stack: Int, blockClass: Int, peakBytes: Int, peakBlocks: Int, endBytes: Int,
        endBlocks: Int, allocatedBytes: Int, allocations: Int, temporaries: Int
    ) {
        self.process = process
        self.cell = cell
        self.stack = stack
        self.blockClass = blockClass
        self.peakBytes = peakBytes
        self.peakBlocks = peakBlocks
        self.endBytes = endBytes
        self.endBlocks = endBlocks
        self.allocatedBytes = allocatedBytes
        self.allocations = allocations
        self.temporaries = temporaries
    }
}

/// All stacks of all processes as one tree, by columns. Index 0 is the empty stack.
///
/// - Invariant: a parent's index is smaller than its children's; locations are valid indices.
package struct RecordedStacks: Sendable {
    package var parents: [Int32] = [-1]
    package var locations: [Int32] = [0]
}

/// A whole recording in memory.
package struct RecordedProgram: Sendable {
    package var path = ""
    package var meta: [String: String] = [:]
    package var processes: [RecordedProcess] = []
    /// Index 0 is "no Python code".
    package var locations: [SourceLocation] = [SourceLocation(file: "", function: "", line: 0)]
    package var stacks = RecordedStacks()
    package var allocations: [RecordedAllocation] = []
    package var intervals: [Int: [TimelineInterval]] = [:]
    /// By process, in their order.
    package var marks: [Int: [Mark]] = [:]
    /// By process; one whose collections were not measured has none.
    package var collections: [Int: Collections] = [:]
    package var source: [String: [Int: String]] = [:]

    package init() {}

    package var command: [String] { Self.list(meta["command"]) }
    package var isComplete: Bool { meta["complete"] == "1" && processes.allSatisfy { $0.end != .running } }
    package var durationSeconds: Double {
        meta["duration_seconds"].flatMap(Double.init)
            .flatMap { $0.isFinite ? $0 : nil }
            ?? processes.map { $0.startSeconds + $0.durationSeconds }.max() ?? 0
    }
    package var exitCode: Int? { meta["exit_code"].flatMap(Int.init) }
    package var signal: Int? { meta["signal"].flatMap(Int.init) }

    package var language: String { meta["language"] ?? "python" }
    /// Mean bytes between two samples, if live memory was sampled instead of followed: then its figures are estimates,
    /// and blocks, allocations and what was freed are not measured.
    package var samplingInterval: Int? { meta["sampling_interval"].flatMap(Int.init) }
    package var isSampled: Bool { samplingInterval != nil || isProfile }
    /// It is a sampled profile of one moment: the peak, the end and everything else are that moment.
    package var isProfile: Bool { profileSamples != nil }
    /// How many live allocations such a profile has looked at; 0 = it does not say.
    package var profileSamples: Int? { meta["profile_samples"].flatMap(Int.init) }

    static func list(_ json: String?) -> [String] {
        guard let json else { return [] }
        return (try? JSONDecoder().decode([String].self, from: Data(json.utf8))) ?? []
    }
}

package enum RecordingFile {
    /// Reads the recording at `path`.
    ///
    /// - Throws: one line for anything that is not a whole, readable recording of this format.
    /// - Complexity: O(rows); the changes of intervals are decoded only when asked for.
    package static func read(_ path: String) throws(RecordingError) -> RecordedProgram {
        try checkHeader(path)
        let budget = ReadBudget(path: path)
        do {
            return try withExtendedLifetime(budget) {
                try open(path, budget).read { try Reader(database: $0, path: path, budget: budget).read() }
            }
        } catch let error as RecordingError {
            throw error
        } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
            throw RecordingError("\(path) is damaged: it leads in circles; record again")
        } catch let error as DatabaseError {
            throw RecordingError(
                "\(path) is damaged and cannot be read: \(firstLine(error.message ?? "SQLite error")); record again")
        } catch {
            throw RecordingError("\(path) cannot be read: \(error)")
        }
    }

    /// SQLite quotes what it does not understand, at length.
    private static func firstLine(_ message: String) -> String {
        String(message.prefix(100).prefix { !$0.isNewline })
    }

    private static func open(_ path: String, _ budget: ReadBudget) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.prepareDatabase {
            try $0.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
            budget.bound($0)
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            _ = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
            return queue
        } catch {
            // A log beside the file that cannot be opened here (a read-only place): the file alone.
            var name = URLComponents()
            name.scheme = "file"
            name.path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
            name.queryItems = [URLQueryItem(name: "immutable", value: "1")]
            return try DatabaseQueue(path: name.string ?? path, configuration: configuration)
        }
    }

    /// The first 100 bytes tell a recording from anything else, before SQLite sees it.
    private static func checkHeader(_ path: String) throws(RecordingError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw RecordingError("\(path): \(String(cString: strerror(errno))); record one with heaptide run")
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw RecordingError("\(path) is not a file") }
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw RecordingError("\(path): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        var header = [UInt8](repeating: 0, count: 100)
        guard Glibc.read(file, &header, 100) == 100, header.starts(with: "SQLite format 3\0".utf8) else {
            throw RecordingError("\(path) is not a Heaptide recording (heaptide run makes one)")
        }
        func number(_ offset: Int) -> Int { header[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) } }
        guard number(68) == RecordingSchema.applicationID else {
            throw RecordingError("\(path) is an SQLite database, but not a Heaptide recording")
        }
        guard number(60) == RecordingSchema.version else {
            throw RecordingError(
                "\(path) has format \(number(60)); this Heaptide reads format \(RecordingSchema.version)")
        }
        let pageBytes = header[16] == 0 && header[17] == 1 ? 65536 : Int(header[16]) << 8 | Int(header[17])
        guard status.st_size >= number(28) * pageBytes else {
            throw RecordingError("\(path) is truncated: \(status.st_size) bytes of \(number(28) * pageBytes)")
        }
    }
}

/// One pass over the tables.
private struct Reader {
    let database: Database
    let path: String
    let budget: ReadBudget

    /// Of characters: no path is longer, and every location repeats its names.
    private let longestName = 4096
    private static let tables = ["meta", "process", "name", "location", "stack", "cell", "interval", "source"]
    /// Recordings of the first versions have none of these.
    private static let laterTables = ["mark", "collection"]

    /// A view or a virtual table in a table's place could run anything for any time.
    private func checkTables() throws {
        for table in try Self.tables + Self.laterTables.filter(isThere) {
            let sql = try String.fetchOne(
                database, sql: "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", arguments: [table])
            guard let sql, sql.hasPrefix("CREATE TABLE \(table) ") else { throw damaged("table \(table) is missing") }
            let computed = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM pragma_table_xinfo(?) WHERE hidden > 0", arguments: [table])
            guard computed == 0 else { throw damaged("table \(table) has computed columns") }
        }
    }

    func read() throws -> RecordedProgram {
        try checkTables()
        var program = RecordedProgram()
        program.path = path
        for row in try Row.fetchAll(database, sql: "SELECT key, value FROM meta") {
            program.meta[text(row[0])] = (row[1] as DatabaseValue).isNull ? nil : text(row[1])
        }
        program.processes = try readProcesses()
        let names = try readNames()
        try readLocations(&program, names)
        let bases = try readStacks(&program)
        try readAllocations(&program, bases)
        try readIntervals(&program)
        try readSource(&program, names)
        if try isThere("mark") { try readMarks(&program) }
        if try isThere("collection") { try readCollections(&program) }
        return program
    }

    private func isThere(_ table: String) throws -> Bool {
        try Row.fetchOne(database, sql: "SELECT 1 FROM sqlite_master WHERE name = ?", arguments: [table]) != nil
    }

    private func hasColumn(_ column: String, _ table: String) throws -> Bool {
        try Row.fetchOne(
            database, sql: "SELECT 1 FROM pragma_table_info(?) WHERE name = ?", arguments: [table, column]) != nil
    }

    private func text(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .string(let text): text
        case .int64(let integer): String(integer)
        case .double(let real): String(real)
        default: ""
        }
    }

    private func integer(_ value: DatabaseValue) -> Int {
        if case .int64(let integer) = value.storage { return Int(integer) }
        return 0
    }

    private func optional(_ value: DatabaseValue) -> Int? { value.isNull ? nil : integer(value) }

    /// Seconds; anything that is no number of this world is 0 or cut to it.
    private func real(_ value: DatabaseValue) -> Double {
        switch value.storage {
        case .double(let real): real.isFinite ? max(-1e12, min(real, 1e12)) : 0
        case .int64(let integer): Double(integer)
        default: 0
        }
    }

    private func readProcesses() throws -> [RecordedProcess] {
        try Row.fetchAll(database, sql: "SELECT * FROM process ORDER BY id").map { row in
            var process = RecordedProcess()
            func int(_ name: String) -> Int { integer(row[name] ?? .null) }
            process.number = int("id")
            process.pid = int("pid")
            process.parentPid = int("parent_pid")
            process.isForked = int("is_forked") != 0
            process.version = text(row["version"] ?? .null)
            process.command = RecordedProgram.list(text(row["command"] ?? .null))
            process.startSeconds = real(row["start_seconds"] ?? .null)
            process.durationSeconds = real(row["duration_seconds"] ?? .null)
            process.end = ProcessEnd(rawValue: int("state")) ?? .running
            process.exitCode = optional(row["exit_code"] ?? .null)
            process.signal = optional(row["signal"] ?? .null)
            process.peakBytes = int("peak_bytes")
            process.peakBlocks = int("peak_blocks")
            process.peakSeconds = real(row["peak_seconds"] ?? .null)
            process.endBytes = int("end_bytes")
            process.endBlocks = int("end_blocks")
            process.allocatedBytes = int("allocated_bytes")
            process.allocations = int("allocations")
            process.objectPeakBytes = int("object_peak_bytes")
            process.rawPeakBytes = int("raw_peak_bytes")
            process.nativePeakBytes = int("native_peak_bytes")
            process.mappingPeakBytes = int("mapping_peak_bytes")
            process.arenaPeakBytes = int("arena_peak_bytes")
            process.arenaEndBytes = int("arena_end_bytes")
            process.smallPeakBytes = int("small_peak_bytes")
            process.residentPeakBytes = optional(row["rss_peak_bytes"] ?? .null)
            process.residentEndBytes = optional(row["rss_end_bytes"] ?? .null)
            process.threads = int("threads")
            process.lostRecords = int("lost_records")
            process.unwrittenRecords = int("unwritten_records")
            process.denials = int("denials")
            process.worker = optional(row["worker"] ?? .null)
            return process
        }
    }

    private func damaged(_ what: String) -> RecordingError {
        RecordingError("\(path) is damaged: \(what); record again")
    }

    private func readNames() throws -> [Int: String] {
        var names: [Int: String] = [:]
        let rows = try BulkStatement(database, "SELECT id, text FROM name")
        while try rows.next() {
            let name = rows.text(1)
            guard budget.take(name.utf8.count) else { throw damaged("a name is larger than the file") }
            names[rows.integer(0)] = name.utf8.count > longestName ? name.prefix(longestName) + "…" : name
        }
        return names
    }

    private func readLocations(_ program: inout RecordedProgram, _ names: [Int: String]) throws {
        let rows = try BulkStatement(database, "SELECT id, file, function, line FROM location ORDER BY id")
        while try rows.next() {
            guard rows.integer(0) == program.locations.count else { throw damaged("a location is missing") }
            guard let file = names[rows.integer(1)], let function = names[rows.integer(2)] else {
                throw damaged("a name is missing")
            }
            program.locations.append(
                SourceLocation(file: file, function: function, line: Int32(truncatingIfNeeded: rows.integer(3))))
        }
    }

    /// Puts the processes' stacks behind each other. Returns where each process's begin: its stack `n` is `base + n`,
    /// and its stack 0 is 0.
    private func readStacks(_ program: inout RecordedProgram) throws -> [Int: (base: Int, count: Int)] {
        var bases: [Int: (base: Int, count: Int)] = [:]
        let rows = try BulkStatement(
            database, "SELECT process, id, parent, location FROM stack ORDER BY process, id")
        while try rows.next() {
            let process = rows.integer(0)
            let id = rows.integer(1)
            var place = bases[process] ?? (program.stacks.parents.count - 1, 0)
            guard id == place.count + 1 else { throw damaged("a stack is missing") }
            let parent = rows.integer(2)
            let location = rows.integer(3)
            guard parent >= 0, parent < id, location >= 0, location < program.locations.count else {
                throw damaged("a stack points nowhere")
            }
            program.stacks.parents.append(parent == 0 ? 0 : Int32(place.base + parent))
            program.stacks.locations.append(Int32(location))
            place.count = id
            bases[process] = place
        }
        return bases
    }

    /// The tables, not the view `allocation`: a file's views are its own.
    private static let allocations = """
        SELECT c.process, c.id, c.stack, c.class, c.peak_epoch = p.peak_epoch, c.kept_peak_bytes, c.kept_peak_blocks,
        c.bytes, c.blocks, c.end_bytes, c.end_blocks, c.allocated_bytes, c.allocations, c.temporaries
        FROM cell c JOIN process p ON p.id = c.process ORDER BY c.process, c.id
        """

    private func readAllocations(_ program: inout RecordedProgram, _ bases: [Int: (base: Int, count: Int)]) throws {
        let rows = try BulkStatement(database, Self.allocations)
        while try rows.next() {
            let process = rows.integer(0)
            let stack = rows.integer(2)
            let place = bases[process] ?? (0, 0)
            guard stack >= 0, stack <= place.count else { throw damaged("an allocation's stack is missing") }
            let isKept = rows.integer(4) == 1
            program.allocations.append(
                RecordedAllocation(
                    process: process, cell: rows.integer(1), stack: stack == 0 ? 0 : place.base + stack,
                    blockClass: rows.integer(3) & 3, peakBytes: rows.integer(isKept ? 5 : 7),
                    peakBlocks: rows.integer(isKept ? 6 : 8), endBytes: rows.integer(9), endBlocks: rows.integer(10),
                    allocatedBytes: rows.integer(11), allocations: rows.integer(12), temporaries: rows.integer(13)))
        }
    }

    private func readIntervals(_ program: inout RecordedProgram) throws {
        let pause = try hasColumn("pause_seconds", "interval") ? "pause_seconds" : "NULL"
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT process, end_seconds, heap_bytes, heap_peak_bytes, rss_bytes, changes, \(pause) FROM interval
                ORDER BY process, id
                """)
        while let row = try rows.next() {
            let interval = TimelineInterval(
                endSeconds: real(row[1]), heapBytes: Int64(integer(row[2])), heapPeakBytes: Int64(integer(row[3])),
                residentBytes: optional(row[4]).map(Int64.init),
                changes: [UInt8](Data.fromDatabaseValue(row[5]) ?? Data()),
                pauseSeconds: (row[6] as DatabaseValue).isNull ? nil : real(row[6]))
            guard budget.take(interval.changes.count) else { throw damaged("an interval is larger than the file") }
            program.intervals[integer(row[0]), default: []].append(interval)
        }
    }

    private func readSource(_ program: inout RecordedProgram, _ names: [Int: String]) throws {
        let rows = try BulkStatement(database, "SELECT file, line, text FROM source")
        while try rows.next() {
            guard let file = names[rows.integer(0)] else { continue }
            let line = rows.text(2)
            guard budget.take(line.utf8.count) else { throw damaged("a line is larger than the file") }
            program.source[file, default: [:]][rows.integer(1)] = line
        }
    }

    private func readMarks(_ program: inout RecordedProgram) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT process, seconds, name, heap_bytes, heap_blocks, arena_bytes, small_bytes, rss_bytes FROM mark
                ORDER BY process, id
                """)
        while let row = try rows.next() {
            let name = text(row[2])
            guard budget.take(name.utf8.count) else { throw damaged("a mark is larger than the file") }
            program.marks[integer(row[0]), default: []].append(
                Mark(
                    name: name, seconds: real(row[1]), heapBytes: Int64(integer(row[3])),
                    heapBlocks: Int64(integer(row[4])), arenaBytes: Int64(integer(row[5])),
                    smallBytes: Int64(integer(row[6])), residentBytes: Int64(integer(row[7]))))
        }
    }

    private func readCollections(_ program: inout RecordedProgram) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT process, kind, count, pause_seconds, longest_pause_seconds, longest_pause_at_seconds
                FROM collection
                """)
        while let row = try rows.next() {
            guard let kind = CollectionKind(rawValue: text(row[1])) else { continue }
            program.collections[integer(row[0]), default: [:]][kind] = CollectionPauses(
                count: integer(row[2]), seconds: real(row[3]), longestSeconds: real(row[4]),
                longestAtSeconds: real(row[5]))
        }
    }
}
