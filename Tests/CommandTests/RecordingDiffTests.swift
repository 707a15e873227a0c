import Foundation
import TestSupport
import Testing

/// `heaptide diff` of two recordings, against allocations of known size at known lines.
@Suite struct RecordingDiffTests {
    private struct Diff: Decodable {
        struct Figures: Decodable {
            let peak_bytes: Int
            let end_bytes: Int
            let allocated_bytes: Int
        }
        struct Site: Decodable {
            let file: String
            let line: Int
            let before: Figures
            let after: Figures
            let added_peak_bytes: Int
            let added_end_bytes: Int
            let added_allocated_bytes: Int
        }
        let added_peak_bytes: Int
        let added_end_bytes: Int
        let site_count: Int
        let sites: [Site]
        let functions: [Site]
    }

    private let target = TestPrograms.targets + "/diff_rows.py"

    private func record(_ name: String, _ kept: Int, _ passing: Int, in directory: TemporaryDirectory) throws {
        let run = try Command.run(
            ["run", "-q", "-o", name, "--", TestPrograms.python.path, target, "\(kept)", "\(passing)"], in: directory)
        #expect(run.status == 0)
    }

    @Test func linesThatAllocateMore() throws {
        let directory = TemporaryDirectory()
        try record("old.heaptide", 8 << 20, 4 << 20, in: directory)
        try record("new.heaptide", 24 << 20, 4 << 20, in: directory)
        let outcome = try Command.run(["diff", "old.heaptide", "new.heaptide", "--json"], in: directory)
        #expect(outcome.status == 0)
        let diff = try JSONDecoder().decode(Diff.self, from: Data(outcome.output.utf8))
        let first = try #require(diff.sites.first)
        #expect(first.file == target)
        #expect(first.line == 6)
        #expect(first.added_peak_bytes == 16 << 20)
        #expect(first.added_end_bytes == 16 << 20)
        #expect(first.added_allocated_bytes == 16 << 20)
        #expect(first.after.end_bytes - first.before.end_bytes == 16 << 20)
        // What both allocate alike is not a change, and nothing else has changed by much.
        #expect(!diff.sites.contains { $0.file == target && $0.line == 7 })
        #expect(abs(diff.added_peak_bytes - (16 << 20)) < 64 << 10)
        #expect(diff.site_count >= 1)
        #expect(diff.functions.first?.added_peak_bytes == 16 << 20)
    }

    @Test(arguments: [
        ("--fail-above 1%", 1), ("--fail-above 15MiB", 1), ("--fail-above 17MiB", 0), ("--fail-above 1000%", 0),
        ("", 0),
    ])
    func limits(_ option: String, _ status: Int32) throws {
        let directory = TemporaryDirectory()
        try record("old.heaptide", 8 << 20, 4 << 20, in: directory)
        try record("new.heaptide", 24 << 20, 4 << 20, in: directory)
        let arguments = option.split(separator: " ").map(String.init)
        let outcome = try Command.run(["diff", "old.heaptide", "new.heaptide"] + arguments, in: directory)
        #expect(outcome.status == status)
        #expect(outcome.output.contains("The peak grew by 16.0 MiB"))
        #expect(outcome.output.contains("diff_rows.py:6"))
        #expect(outcome.errors.isEmpty == (status == 0))
    }

    @Test func threeAreTooMany() throws {
        let directory = TemporaryDirectory()
        try record("one.heaptide", 1, 1, in: directory)
        let outcome = try Command.run(["diff"] + Array(repeating: "one.heaptide", count: 3), in: directory)
        #expect(outcome.status == 2)
        #expect(outcome.complaint != nil)
    }
}
