// What a stream is put to: reading, building, and every question to the heap.
import HeapGraph
import SyntheticHeap

@testable import PythonHeap

enum StreamTrial {
    enum Outcome: Equatable {
        case heap
        case refused(String)
    }

    /// - Parameter isSealed: whether END says how much came; else it says something else.
    static func run(_ words: [UInt64], isSealed: Bool, _ random: inout SplitMix) -> Outcome {
        do throws(HeapStreamError) {
            var reader = HeapStreamReader()
            var taken = 0
            var arrived = 0
            while arrived < words.count {
                arrived = min(words.count, arrived + 1 + random.draw(words.count))
                taken += try take(&reader, words[taken..<arrived])
            }
            var end = StreamWriter()
            end.end(
                objects: UInt64(reader.records.nodeCount - reader.records.synthetics.count) + (isSealed ? 0 : 1),
                edges: UInt64(reader.records.edgeCount))
            _ = try take(&reader, end.words[...])
            ask(try reader.finish())
            return .heap
        } catch {
            return .refused(error.description)
        }
    }

    private static func take(
        _ reader: inout HeapStreamReader, _ words: ArraySlice<UInt64>
    ) throws(HeapStreamError) -> Int {
        try words.withUnsafeBufferPointer { buffer throws(HeapStreamError) in try reader.take(buffer) }
    }

    private static func ask(_ heap: PythonHeap) {
        let graph = heap.graph
        for node in 0..<NodeIndex(graph.nodeCount) {
            _ = graph.name(of: node) + graph.typeName(of: node)
            _ = graph.edges(of: node).map { graph.notation(of: $0.label) }
            if node % 16 == 0 { _ = graph.path(to: node).text }
        }
        precondition(Histogram(graph).rows.reduce(0) { $0 + $1.shallowBytes } == graph.totalBytes)
        _ = SuspectSearch().suspects(in: graph).map(\.fingerprint)
        _ = Waste(graph, capacities: heap.capacities)
        _ = Duplicates(graph, contents: heap.contents)
    }
}
