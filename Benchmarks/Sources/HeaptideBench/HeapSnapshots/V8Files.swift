import Foundation

/// The .heapsnapshot files that are opened: one real heap, as often in one file as gives the size.
struct V8Files {
    /// About 300 MB, and a third of it.
    let large, third: String
    /// About 1 GB.
    let huge: String
    /// As `large`, converted with `heaptide export --to heap`.
    let converted: String
    /// A head that counts more nodes than fit in any memory, on a file that is large enough for them.
    let hopeless: String

    private static let megabyte = 1_000_000

    /// Writes them beside the runs' recordings.
    init(_ workspace: Workspace) throws {
        let folder = URL(fileURLWithPath: workspace.recording).deletingLastPathComponent().path
        let original = "\(folder)/one.heapsnapshot"
        say("heaps of V8: writing files")
        _ = try MeasuredCommand(
            [workspace.node, "\(workspace.root)/Benchmarks/Heap/snapshot.js", original], output: workspace.answer)
        // Node 20 ends lines in arrays of numbers; copies have none.
        let size = try Data(contentsOf: URL(fileURLWithPath: original)).count { $0 != UInt8(ascii: "\n") }
        let thirdCount = max(1, (100 * Self.megabyte + size / 2) / size)
        func copies(_ count: Int, _ name: String) throws -> String {
            let path = "\(folder)/\(name).heapsnapshot"
            _ = try MeasuredCommand(
                [Own.program("v8-heap-bench"), "--copies", "\(count)", original, path], output: workspace.answer)
            return path
        }
        large = try copies(3 * thirdCount, "large")
        third = try copies(thirdCount, "third")
        huge = try copies(10 * thirdCount, "huge")
        converted = "\(folder)/large.heap"
        _ = try MeasuredCommand(
            [workspace.heaptide, "export", large, "--to", "heap", "-o", converted], output: workspace.answer)
        hopeless = "\(folder)/hopeless.heapsnapshot"
        try Self.writeHopeless(hopeless, after: original)
    }

    static func size(of path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    /// A file of 64 GB of which only the head is on the disk.
    private static func writeHopeless(_ path: String, after original: String) throws {
        let input = try FileHandle(forReadingFrom: URL(fileURLWithPath: original))
        let head = String(decoding: try input.read(upToCount: 1 << 16) ?? Data(), as: UTF8.self)
        let counts = head.replacing(/"node_count":\d+/, with: "\"node_count\":4000000000")
        guard counts != head, FileManager.default.createFile(atPath: path, contents: Data(counts.utf8)) else {
            throw BenchmarkError("\(original) has no head; does \(Self.self) know this version of Node?")
        }
        let output = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try output.truncate(atOffset: 64_000_000_000)
        try output.close()
    }
}

/// Programs that are built beside this one.
enum Own {
    static func program(_ name: String) -> String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path + "/" + name
    }
}
