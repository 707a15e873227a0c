// Ten programs that leak, on every Node: the leak is the first suspect, with the path to what keeps it.
import Foundation
import HeapFile
import HeapGraph
import TestSupport
import Testing
import V8Heap

@Suite(.enabled(if: !TestPrograms.nodes.isEmpty, "needs node")) struct PlantedLeakTests {
    static let leaks: [(name: String, path: String)] = [
        ("globalCache", "global.cache"),
        ("closure", "planted_leaks.js → handler local history"),
        ("listeners", "planted_leaks.js → bus._events.tick"),
        ("timers", "node:timers → timerListMap[60000]"),
        ("map", "planted_leaks.js → sessions"),
        ("promise", "planted_leaks.js → pending.<reactions_or_result>"),
        ("moduleArray", "planted_leaks.js → rows"),
        ("weakMap", "planted_leaks.js → visitors"),
        ("stream", "planted_leaks.js → upload._readableState.buffer"),
        ("worker", "global.retry local jobs"),
    ]

    @Test(arguments: leaks) func isFirstSuspect(_ leak: (name: String, path: String)) throws {
        let folder = TemporaryDirectory()
        var fingerprints: Set<String> = []
        for node in TestPrograms.nodes {
            let path = folder / "\(node.major).heapsnapshot"
            let run = try TestPrograms.run([node.path, "\(TestPrograms.targets)/planted_leaks.js", leak.name, path])
            try #require(run.status == 0, "\(run.errors)")
            let graph = try V8Snapshot.read(path: path).graph
            let suspects = SuspectSearch().suspects(in: graph).sorted { $0.retainedBytes > $1.retainedBytes }
            let first = try #require(suspects.first, "Node \(node.major)")
            #expect(first.path.text == leak.path, "Node \(node.major)")
            // 4,000 sessions, each with 200 numbers of 8 bytes.
            #expect(first.retainedBytes > 4000 * 200 * 8 && first.retainedBytes < 4000 * 200 * 8 * 2)
            #expect(graph.retainedSize(of: first.accumulationPoint) > 4000 * 200 * 8)
            fingerprints.insert(first.fingerprint)
        }
        #expect(fingerprints.count == 1, "the fingerprint is the same in every run and version")
    }
}
