import Foundation
import HeapFile
import HeapGraph
import SyntheticHeap
import TestSupport
import Testing

@Suite struct ExportTests {
    let directory = TemporaryDirectory()

    /// A snapshot of a few thousand objects as `a.heap`.
    private func writeSnapshot() throws {
        var raw = SyntheticHeap(nodeCount: 3000).makeRaw()
        for node in 0..<raw.nodeCount { raw.stacks[node] = 0 }
        let snapshot = try HeapSnapshot(
            facts: SnapshotFacts(), graph: HeapGraph.build(raw).graph, stacks: .empty,
            contents: SparseColumn(nodes: Column([]), values: Column([]), nodeCount: 0),
            capacities: SparseColumn(nodes: Column([]), values: Column([]), nodeCount: 0),
            slotSavings: SparseColumn(nodes: Column([]), values: Column([]), nodeCount: 0))
        try snapshot.write(to: directory / "a.heap")
    }

    private func export(_ options: String...) throws -> Outcome {
        try Command.run(["export", "a.heap", "--to", "heapsnapshot"] + options, in: directory)
    }

    @Test func heapsnapshot() throws {
        try writeSnapshot()
        let outcome = try export("-o", "a.heapsnapshot")
        #expect(outcome.status == 0 && outcome.output == "" && outcome.errors == "Wrote a.heapsnapshot\n")
        let file = try JSONSerialization.jsonObject(with: Data(directory.read("a.heapsnapshot"))) as? [String: Any]
        let nodes = try #require(file?["nodes"] as? [Int])
        #expect(nodes.count / 6 == (try HeapSnapshot.open(directory / "a.heap").graph.nodeCount))
        let attributes = try FileManager.default.attributesOfItem(atPath: directory / "a.heapsnapshot")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(directory.names == ["a.heap", "a.heapsnapshot"])
    }

    @Test func replacing() throws {
        try writeSnapshot()
        _ = directory.write("mine", to: "b")
        let refused = try export("-o", "b")
        #expect(refused.status == 2 && refused.complaint?.contains("b exists; replace it with --force") == true)
        #expect(directory.read("b") == Array("mine".utf8))
        #expect(try export("-o", "b", "--force").status == 0)
        #expect(directory.read("b").starts(with: Array(#"{"snapshot""#.utf8)))
        let itself = try export("-o", "a.heap", "-f")
        #expect(itself.status == 2 && itself.complaint?.contains("is the snapshot itself") == true)
        #expect(try export("-o", "c").status == 0)
    }

    @Test func filesThatAreNone() throws {
        try writeSnapshot()
        let whole = directory.read("a.heap")
        for (bytes, words) in [
            (Array(whole[..<1000]), "is truncated"), (whole.map { $0 ^ 1 }, "is not a heap snapshot"),
            (Array("SQLite format 3\0".utf8), "SQLite database"), ([], "is empty"),
        ] {
            _ = directory.write(bytes: bytes, to: "a.heap")
            let outcome = try export("-o", "b")
            #expect(outcome.status == 1)
            #expect(outcome.complaint?.contains(words) == true, "\(outcome.errors)")
        }
        #expect(directory.names == ["a.heap"])
    }

    @Test func placesThatCannotBeWritten() throws {
        try writeSnapshot()
        let outcome = try export("-o", "no/b")
        #expect(outcome.status == 1)
        #expect(outcome.complaint?.contains("cannot write no/b: No such file or directory") == true)
    }

    @Test(.enabled(if: TidyTests.canMount, "needs root and a mount namespace")) func fullDisk() throws {
        try writeSnapshot()
        let outcome = try Command.shell(
            """
            unshare --mount --propagation private sh -c 'mkdir disk && mount -t tmpfs -o size=64K tmpfs disk || exit 99
            "$HEAPTIDE" export a.heap --to heapsnapshot -o disk/b; echo "status $?"; ls -A disk; umount disk'
            """, in: directory)
        #expect(outcome.output == "status 1\n")
        #expect(
            outcome.errors
                == "heaptide: cannot write disk/b: the disk is full; free some space or choose another place\n")
    }
}
