import Foundation
import HeapFile
import HeapGraph
import TestSupport
import Testing

/// What a snapshot says is what the interpreter says: sizes by `sys.getsizeof`, counts by `gc.get_objects`.
@Suite struct HeapTruthTests {
    private struct Truth: Decodable {
        struct Sample: Decodable {
            let id: UInt64
            let type: String
            let bytes: UInt64
        }
        let samples: [Sample]
        let tracked: [String: Int]
    }

    @Test(arguments: TestPrograms.interpreters)
    func sizesAndCounts(_ python: Interpreter) throws {
        let program = try #require(try WaitingProgram("heap_truth.py", python: python))
        let path = program.directory / "truth.heap"
        let taken = try Command.run(["snapshot", "\(program.pid)", "-o", path])
        #expect(taken.status == 0)
        let graph = try HeapSnapshot.open(path).graph
        let truth = try JSONDecoder().decode(
            Truth.self, from: Data(contentsOf: URL(fileURLWithPath: program.directory / "ready")))
        #expect(truth.samples.count > 40)
        for sample in truth.samples {
            let node = try #require(graph.node(withIdentity: sample.id), "\(sample.type) is not in the snapshot")
            #expect(graph.selfSize(of: node) == sample.bytes, "\(sample.type)")
        }
        expectCounts(truth.tracked, graph)
    }

    /// Between the count and the snapshot a file is opened and text is encoded.
    private func expectCounts(_ truth: [String: Int], _ graph: HeapGraph) {
        var counts: [String: Int] = [:]
        for node in 0..<NodeIndex(graph.nodeCount) where graph.flags(of: node).contains(.tracked) {
            counts[graph.typeName(of: node).split(separator: ".").last.map(String.init) ?? "", default: 0] += 1
        }
        for type in ["list", "function", "module", "set", "cell", "property", "method_descriptor"] {
            let (expected, found) = (truth[type] ?? 0, counts[type] ?? 0)
            #expect(abs(expected - found) <= 8, "\(type)")
        }
    }
}
