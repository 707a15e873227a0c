import Foundation
import TestSupport
import Testing

/// The recording as an SQLite database: what docs/format.md promises, by the sqlite3 command.
@Suite(.enabled(if: Command.find("sqlite3") != nil, "needs the sqlite3 command"))
struct DatabaseTests {
    let directory = TemporaryDirectory()

    init() throws {
        let program = """
            import json
            kept = [json.dumps([i, str(i)]) for i in range(3000)]
            big = bytearray(30_000_000)
            gone = [bytes(500) for _ in range(9999)]; del gone
            """
        _ = directory.write(program, to: "script.py")
        let made = try Command.shell(
            "$HEAPTIDE run -q -o r --python $PYTHON script.py && $HEAPTIDE report r --json >report.json", in: directory)
        try #require(made.status == 0, "\(made.errors)")
    }

    /// The rows of a query, read-only.
    private func query(_ sql: String) throws -> [[String: Any]] {
        let outcome = try TestPrograms.run(
            [Command.find("sqlite3")!, "-readonly", "-json", directory / "r", sql], limit: 30)
        #expect(outcome.status == 0, "\(outcome.errors)")
        if outcome.output.isEmpty { return [] }
        return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
    }

    private func report() throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(directory.read("report.json"))) as? [String: Any])
    }

    /// The SQL blocks of docs/format.md, in their order.
    static let queries: [String] = {
        let page = FileManager.default.contents(atPath: TestPrograms.root + "/docs/format.md") ?? Data()
        return String(decoding: page, as: UTF8.self).split(separator: "```").filter { $0.hasPrefix("sql\n") }.map {
            String($0.dropFirst(4))
        }
    }()

    @Test func isWhole() throws {
        #expect(try query("PRAGMA integrity_check").first?["integrity_check"] as? String == "ok")
        #expect(try query("PRAGMA journal_mode").first?["journal_mode"] as? String == "delete")
        #expect(try query("PRAGMA application_id").first?["application_id"] as? Int == 0x6870_7464)
        #expect(directory.names == ["r", "report.json", "script.py"])
        let mode = try FileManager.default.attributesOfItem(atPath: directory / "r")[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func largestLines() throws {
        let sites = try #require(try report()["sites"] as? [[String: Any]])
        for (row, site) in zip(try query(Self.queries[0]), sites) {
            #expect(row["bytes"] as? Int == site["peak_bytes"] as? Int)
            #expect(row["blocks"] as? Int == site["peak_blocks"] as? Int)
            let file = try #require(site["file"] as? String)
            let isNone = file == "(no Python frame)"
            #expect(row["site"] as? String == (isNone ? file : "\(file):\(try #require(site["line"] as? Int))"))
        }
    }

    @Test func sums() throws {
        let rows = try query(Self.queries[1])
        let heap = try #require(try report()["heap"] as? [String: Any])
        for (column, key) in [
            ("peak", "peak_bytes"), ("end", "end_bytes"), ("allocated", "allocated_bytes"),
            ("allocations", "allocations"),
        ] {
            #expect(rows.reduce(0) { $0 + ($1[column] as? Int ?? 0) } == heap[key] as? Int, "\(key)")
        }
        let domains = try #require(heap["domains"] as? [String: Int])
        #expect(rows.first { $0["class"] as? String == "native" }?["peak"] as? Int == domains["native_peak_bytes"])
    }

    @Test func temporaries() throws {
        let sites = try #require(try report()["sites"] as? [[String: Any]])
        let expected = sites.compactMap { $0["temporary_allocations"] as? Int }.filter { $0 > 0 }.sorted(by: >)
        let rows = try query(Self.queries[2]).compactMap { $0["temporary"] as? Int }
        // Where there was no Python frame, the query has no row.
        #expect(rows.allSatisfy(expected.contains))
        #expect(rows.count == 10)
    }

    @Test func stackOfTheLargest() throws {
        let rows = try query(Self.queries[3])
        #expect((rows.first?["file"] as? String)?.hasSuffix("script.py") == true)
        #expect(rows.first?["line"] as? Int == 3)
        #expect(rows.count == 1)
    }

    @Test func timeline() throws {
        let rows = try query(Self.queries[4])
        let heap = try #require(try report()["heap"] as? [String: Any])
        #expect(rows.compactMap { $0["heap_peak_bytes"] as? Int }.max() ?? 0 <= heap["peak_bytes"] as? Int ?? 0)
        #expect(!rows.isEmpty)
    }

    @Test func processes() throws {
        let rows = try query(Self.queries[5])
        let processes = try #require(try report()["processes"] as? [[String: Any]])
        #expect(rows.count == processes.count)
        for key in ["pid", "peak_bytes", "end_bytes", "allocated_bytes", "allocations"] {
            #expect(rows.first?[key] as? Int == processes.first?[key] as? Int, "\(key)")
        }
        #expect(rows.first?["lost_records"] as? Int == 0)
    }

    /// Every column of every table is explained.
    @Test func documentation() throws {
        let page = String(
            decoding: FileManager.default.contents(atPath: TestPrograms.root + "/docs/format.md") ?? Data(),
            as: UTF8.self)
        let columns = try query(
            """
            SELECT m.name AS "table", c.name AS "column" FROM sqlite_master m, pragma_table_info(m.name) c
            WHERE m.name NOT LIKE 'sqlite%'
            """)
        #expect(columns.count > 60)
        for column in columns {
            let name = try #require(column["column"] as? String)
            #expect(page.contains("`\(name)`"), "\(column)")
        }
        #expect(Self.queries.count == 6)
    }
}
