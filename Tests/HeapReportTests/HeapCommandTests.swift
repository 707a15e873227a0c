import Foundation
import HeapFile
import Reports
import SyntheticHeap
import TestSupport
import Testing

/// heaptide heap and heaptide diff, on files.
@Suite struct HeapCommandTests {
    private static func directory() throws -> TemporaryDirectory {
        let directory = TemporaryDirectory()
        try MadeHeaps.leaking(users: 300).snapshot.write(to: directory / "new.heap")
        try MadeHeaps.leaking(users: 100).snapshot.write(to: directory / "old.heap")
        _ = directory.write("no snapshot", to: "text")
        return directory
    }

    private func heaptide(_ arguments: String, _ directory: TemporaryDirectory) throws -> Outcome {
        try Command.run(arguments.split(separator: " ").map(String.init), in: directory)
    }

    @Test(arguments: [
        "", " summary", " histogram", " histogram --by-site", " histogram --sort count --type Session", " suspects",
        " dominators", " dominators --below 0x3 --depth 2 --top 3", " path 0x3", " path --type app.Session",
        " object 0x3", " duplicates", " duplicates --type bytes", " waste", " cycles",
    ])
    func viewsOfAFile(_ view: String) throws {
        let directory = try Self.directory()
        let text = try heaptide("heap new.heap\(view)", directory)
        #expect(text.status == 0 && text.errors == "")
        #expect(text.output.split(separator: "\n").count > 1)
        #expect(!text.output.contains("\u{1B}"), "no terminal, no colour")
        let json = try heaptide("heap new.heap\(view) --json", directory)
        #expect(json.status == 0 && json.errors == "")
        #expect(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) is [String: Any])
    }

    @Test func whatTheFileSaysIsWhatTheHeapSaid() throws {
        let directory = try Self.directory()
        let heap = try MadeHeaps.leaking(users: 300)
        let outcome = try heaptide("heap new.heap suspects", directory)
        #expect(outcome.output == SuspectsView(heap).text(TextStyle(isColored: false)))
    }

    struct Misuse: CustomTestStringConvertible, Sendable {
        var arguments: String
        var status: Int32
        var says: String
        var testDescription: String { "heaptide \(arguments)" }
    }

    static let misuses = [
        Misuse(arguments: "heap", status: 2, says: "FILE"),
        Misuse(arguments: "heap new.heap frobnicate", status: 2, says: "summary, histogram, suspects"),
        Misuse(arguments: "heap new.heap path", status: 2, says: "path needs an ID or --type NAME"),
        Misuse(arguments: "heap new.heap path 0x3 --type dict", status: 2, says: "and not both"),
        Misuse(arguments: "heap new.heap object", status: 2, says: "object needs an ID"),
        Misuse(arguments: "heap new.heap object 0xfff0", status: 2, says: "no object 0xfff0 in new.heap"),
        Misuse(arguments: "heap new.heap path nonsense", status: 2, says: "no object nonsense in new.heap"),
        Misuse(arguments: "heap new.heap dominators --below 0xfff0", status: 2, says: "no object 0xfff0"),
        Misuse(arguments: "heap new.heap suspects 0x3", status: 2, says: "an ID does not go with suspects"),
        Misuse(arguments: "heap new.heap suspects --type dict", status: 2, says: "--type does not go with suspects"),
        Misuse(arguments: "heap new.heap cycles --by-site", status: 2, says: "--by-site does not go with cycles"),
        Misuse(arguments: "heap new.heap histogram --by-site --sort count", status: 2, says: "--sort does not go with"),
        Misuse(arguments: "heap new.heap histogram --sort size", status: 2, says: "--sort"),
        Misuse(arguments: "heap new.heap histogram --type Sess", status: 2, says: "there is app.Session"),
        Misuse(arguments: "heap new.heap histogram --type zzz", status: 2, says: "histogram lists them"),
        Misuse(arguments: "heap new.heap --top 0", status: 2, says: "--top must be at least 1"),
        Misuse(arguments: "heap new.heap dominators --depth 0", status: 2, says: "--depth must be at least 1"),
        Misuse(arguments: "heap absent.heap", status: 1, says: "absent.heap"),
        Misuse(arguments: "heap text", status: 1, says: "text is not a heap snapshot"),
        Misuse(arguments: "heap .", status: 1, says: "."),
        Misuse(arguments: "diff", status: 2, says: "FILE"),
        Misuse(arguments: "diff new.heap", status: 2, says: "two files or more"),
        Misuse(arguments: "diff new.heap absent.heap", status: 1, says: "absent.heap"),
        Misuse(arguments: "diff new.heap text", status: 1, says: "text is not a heap snapshot"),
        Misuse(arguments: "diff old.heap new.heap --fail-above much", status: 2, says: "--fail-above"),
        Misuse(arguments: "diff old.heap new.heap --fail-above -1%", status: 2, says: "--fail-above"),
    ]

    @Test(arguments: misuses) func isOneLine(_ misuse: Misuse) throws {
        let outcome = try heaptide(misuse.arguments, try Self.directory())
        #expect(outcome.status == misuse.status)
        let complaint = try #require(outcome.complaint, "\(outcome.errors)")
        #expect(complaint.contains(misuse.says), "\(complaint)")
    }

    @Test func aRecordingWithoutSnapshotIsNoHeap() throws {
        let directory = try Self.directory()
        let made = try Command.shell("$HEAPTIDE run -q -o r.heaptide --python $PYTHON -c 'pass'", in: directory)
        #expect(made.status == 0)
        let diff = try heaptide("diff r.heaptide new.heap", directory)
        #expect(diff.status == 1 && diff.complaint?.contains("no heap snapshot") == true)
        let heap = try heaptide("heap r.heaptide", directory)
        #expect(heap.status == 1 && heap.complaint?.contains("no heap snapshot") == true)
    }

    /// 200 sessions of 2,288 bytes: 457,600 B, 447 KiB, on top of 279,000.
    @Test(arguments: [
        ("457600", Int32(0)), ("457599", 1), ("1MiB", 0), ("400K", 1), ("164%", 0), ("100%", 1), ("0%", 1), ("0", 1),
    ])
    func failAbove(_ limit: String, _ status: Int32) throws {
        let outcome = try heaptide("diff old.heap new.heap --fail-above \(limit)", try Self.directory())
        #expect(outcome.status == status)
        #expect(outcome.output.hasPrefix("Grew by 446.9 KiB"))
        #expect(outcome.errors.contains("more than \(limit)") == (status == 1))
    }

    @Test func shrinkingIsNoFailure() throws {
        let outcome = try heaptide("diff new.heap old.heap --fail-above 0", try Self.directory())
        #expect(outcome.status == 0 && outcome.output.hasPrefix("Shrank by"))
    }
}
