// Analyses of what a producer knows about some of the objects.
import HeapGraph
import SyntheticHeap
import Testing

@Suite struct SparseAnalysisTests {
    private let heap: HeapText
    private let nodes: [NodeIndex]

    init() throws {
        let lines = (0..<6).map { "app [\($0)] text\($0)\ntext\($0): str \($0 < 4 ? 60 : 50)" }
        let heap = try HeapText("root => app\n" + lines.joined(separator: "\n") + "\napp .list list\nlist: list 60")
        self.heap = heap
        nodes = ["text0", "text1", "text2", "text3", "text4", "text5", "list"].map { heap[$0] }
    }

    private func column<Value>(_ values: [Value]) throws -> SparseColumn<Value> {
        let pairs = zip(nodes, values).sorted { $0.0 < $1.0 }
        return try SparseColumn(
            nodes: Column(pairs.map(\.0)), values: Column(pairs.map(\.1)), nodeCount: heap.graph.nodeCount)
    }

    /// Equal are those of one type, size and content.
    @Test func duplicates() throws {
        let found = Duplicates(heap.graph, contents: try column([7, 7, 7, 8, 7, 7, 7]))
        #expect(found.groups.map(\.count) == [3, 2])
        #expect(found.groups.map(\.wastedBytes) == [120, 50])
        #expect(found.groups.map(\.example) == [heap["text0"], heap["text4"]])
        #expect(found.groupCount == 2 && found.wastedBytes == 170)
        let limited = Duplicates(heap.graph, contents: try column([7, 7, 7, 8, 7, 7, 7]), limit: 1)
        #expect(limited.groups.count == 1 && limited.wastedBytes == 170)
        #expect(Duplicates(heap.graph, contents: try column([1, 2, 3, 4, 5, 6, 7])).groups.isEmpty)
    }

    @Test func waste() throws {
        let capacities = [(0, 8), (4, 8), (8, 8), (1, 100)].map { used, capacity in
            Capacity(used: UInt64(used), capacity: UInt64(capacity), wastedBytes: UInt64(capacity - used) * 8)
        }
        let waste = Waste(heap.graph, capacities: try column(capacities), limit: 2)
        #expect(waste.rows.count == 1)
        #expect(waste.rows[0].count == 4 && waste.rows[0].emptyCount == 1)
        #expect(waste.rows[0].used == 13 && waste.rows[0].capacity == 124)
        #expect(waste.wastedBytes == 888)
        #expect(waste.objects.map(\.node) == [heap["text3"], heap["text0"]])
    }

    @Test func slots() throws {
        let savings = SlotSavings(heap.graph, savings: try column([100, 50, 0, 0, 0, 0, 400]))
        #expect(savings.rows.map(\.savedBytes) == [400, 150])
        #expect(savings.rows.map(\.count) == [1, 6])
    }

    /// Values come by source number and in any order.
    @Test func fromTheProducersNumbers() {
        let numbering = Column<NodeIndex>([0, 3, 2, 1])
        let pairs: [(source: UInt32, value: UInt64)] = [(1, 97), (3, 5), (1, 9), (2, 7)]
        let column = SparseColumn(pairs, numbering: numbering)
        #expect(Array(column.nodes) == [1, 2, 3])
        #expect(Array(column.values) == [5, 7, 97])
    }
}
