import Foundation
import HeapGraph
import Reports
import SyntheticHeap
import TestSupport
import Testing

@Suite struct HeapDiffTests {
    private static func heaps(_ users: [Int], pid: [Int32] = [7]) throws -> [HeapReport] {
        try users.enumerated().map { try MadeHeaps.leaking(users: $1, pid: pid[$0 % pid.count]) }
    }

    private static func object(_ view: HeapDiffView) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: view.json) as? [String: Any])
    }

    private static let cases: [(name: String, users: [Int], pids: [Int32])] = [
        ("grown", [100, 300], [7]), ("runs", [100, 300], [7, 8]), ("steps", [100, 300, 900], [7]),
        ("shrunk", [300, 100], [7]), ("same", [100, 100], [7]),
    ]

    @Test(arguments: 0..<cases.count) func golden(_ number: Int) throws {
        let (name, users, pids) = Self.cases[number]
        let diff = HeapDiffView(try Self.heaps(users, pid: pids), limit: 4)
        let text = diff.text(TextStyle(isColored: false))
        #expect(Golden.difference(text, "diff-\(name).txt", of: "HeapReportTests") == nil)
        let json = String(decoding: diff.json, as: UTF8.self) + "\n"
        #expect(Golden.difference(json, "diff-\(name).json", of: "HeapReportTests") == nil)
        #expect(diff.text(TextStyle(isColored: true)).replacing(/\u{1B}\[[0-9]+m/, with: "") == text)
    }

    @Test func whatGrewIsFoundWithItsBytes() throws {
        let diff = try Self.object(HeapDiffView(try Self.heaps([100, 300], pid: [7, 8])))
        let places = try #require(diff["places"] as? [[String: Any]])
        #expect(places.map { $0["path_text"] as? String } == ["app.CACHE[…]"])
        #expect(places[0]["counts"] as? [Int] == [100, 300])
        #expect(places[0]["added_bytes"] as? Int == 200 * (56 + 184 + 2048))
        #expect(diff["added_bytes"] as? Int == 200 * (56 + 184 + 2048))
        #expect(places[0]["share"] as? Double == 1)
    }

    /// Of one process if the number is the same and the modules are where they were.
    @Test func objectsAreComparedWithinOneProcess() throws {
        let same = try Self.object(HeapDiffView(try Self.heaps([100, 300])))
        #expect(same["is_same_process"] as? Bool == true)
        let types = try #require(same["types"] as? [[String: Any]])
        #expect(types.map { $0["new_objects"] as? Int }.contains(200))
        let other = try Self.object(HeapDiffView(try Self.heaps([100, 300], pid: [7, 8])))
        #expect(other["is_same_process"] as? Bool == false)
        let unknown = try Self.object(HeapDiffView(try Self.heaps([100, 300], pid: [0])))
        #expect(unknown["is_same_process"] as? Bool == false)
    }
}
