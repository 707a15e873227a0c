import Foundation
import Glibc
import TestSupport
import Testing

/// Files that are no recordings, and pages that cannot be written.
@Suite struct ReportInputTests {
    let directory = TemporaryDirectory()

    private func refuse(
        _ arguments: [String], status: Int32 = 1, says: String, location: SourceLocation = #_sourceLocation
    ) throws {
        let before = directory.names
        let outcome = try Command.run(["report"] + arguments, in: directory)
        #expect(outcome.status == status, sourceLocation: location)
        let complaint = try #require(outcome.complaint, "\(outcome.errors)", sourceLocation: location)
        #expect(complaint.contains(says), "\(complaint)", sourceLocation: location)
        #expect(directory.names == before, sourceLocation: location)
    }

    @Test func foreignFiles() throws {
        try refuse(["nosuch"], says: "nosuch: No such file or directory; record one with heaptide run")
        try refuse([directory.path], says: "is not a file")
        try refuse(["/dev/null"], says: "is not a file")
        try refuse([directory.write("", to: "empty")], says: "is not a Heaptide recording")
        try refuse([directory.write("hello\n", to: "text")], says: "is not a Heaptide recording")
        let almost = "SQLite format 3\0" + String(repeating: "x", count: 50)
        try refuse([directory.write(almost, to: "almost")], says: "is not a Heaptide recording")
        try refuse([TestPrograms.heaptide], says: "is not a Heaptide recording")
    }

    @Test(.enabled(if: Command.find("sqlite3") != nil, "needs the sqlite3 command")) func foreignDatabases() throws {
        func make(_ sql: String) throws -> String {
            let path = directory / UUID().uuidString
            let made = try TestPrograms.run([Command.find("sqlite3")!, path, "CREATE TABLE t(x); \(sql)"])
            #expect(made.status == 0)
            return path
        }
        try refuse([try make("")], says: "is an SQLite database, but not a Heaptide recording")
        let ours = "PRAGMA application_id = 0x68707464;"
        try refuse([try make(ours)], says: "has format 0; this Heaptide reads format 1")
        try refuse([try make(ours + "PRAGMA user_version = 2")], says: "has format 2; this Heaptide reads format 1")
        try refuse([try make(ours + "PRAGMA user_version = 1")], says: "is damaged: table")
    }

    @Test func pages() throws {
        #expect(try Command.shell("$HEAPTIDE run -q -o r --python $PYTHON -c 'pass'", in: directory).status == 0)
        mkdir(directory / "folder", 0o755)
        _ = directory.write("precious", to: "old.html")
        try refuse(["r", "--html", "old.html"], status: 2, says: "old.html exists; replace it with --force")
        #expect(directory.read("old.html") == Array("precious".utf8))
        try refuse(["r", "--html", "folder"], status: 2, says: "folder is a directory")
        try refuse(["r", "--html", "folder", "--force"], status: 2, says: "folder is a directory")
        try refuse(["r", "--html", "/dev/null", "--force"], status: 2, says: "is not a plain file")
        try refuse(["r", "--html", "./r", "--force"], status: 2, says: "is the recording itself")
        try refuse(["r", "--html=", "--force"], status: 2, says: "--html")
        try refuse(["r", "--html", "nowhere/page.html"], says: "cannot write nowhere/page.html: No such file")
        try refuse(["r", "--html", "/proc/page.html"], says: "cannot write /proc/page.html")
        let replaced = try Command.run(["report", "r", "--html", "old.html", "--force"], in: directory)
        #expect(replaced.status == 0)
        #expect(replaced.errors == "Wrote old.html\n")
        #expect(directory.read("old.html").starts(with: "<!doctype html>".utf8))
        #expect(directory.names == ["folder", "old.html", "r"])
    }

    @Test func processThatIsNotThere() throws {
        #expect(try Command.shell("$HEAPTIDE run -q -o r --python $PYTHON -c 'pass'", in: directory).status == 0)
        try refuse(["r", "--process", "1"], status: 2, says: "no process 1 in r; there are: ")
    }

    /// A recording somebody else owns, in a place where nothing can be written.
    @Test(.enabled(if: Command.isRoot && Command.find("setpriv") != nil, "needs root and setpriv"))
    func readOnlyForAnother() throws {
        #expect(try Command.shell("$HEAPTIDE run -q -o r --python $PYTHON -c 'pass'", in: directory).status == 0)
        let asNobody = "setpriv --reuid 65534 --regid 65534 --clear-groups $HEAPTIDE report r"
        let closed = try Command.shell("chmod 600 r; \(asNobody)", in: directory)
        #expect(closed.status == 1)
        #expect(closed.complaint == "r: Permission denied")
        let open = try Command.shell("chmod 444 r; chmod 555 .; \(asNobody) && ls", in: directory)
        #expect(open.status == 0, "\(open.errors)")
        #expect(open.output.hasPrefix("Peak "))
        #expect(open.output.hasSuffix("\nr\n"))
        let noPage = try Command.shell("\(asNobody) --html page.html", in: directory)
        #expect(noPage.status == 1)
        #expect(noPage.complaint == "cannot write page.html: Permission denied")
        chmod(directory.path, 0o755)
    }
}
