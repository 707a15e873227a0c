import Foundation
import HeapFile
import HeapGraph
import TestSupport
import Testing
import V8Heap

/// Files as Hermes, Julia and Bun write them. None of the three runs here: the files in `Producers/` are made by hand after
/// their writers' sources (HeapSnapshot.cpp, gc-heap-snapshot.cpp, BunV8HeapSnapshotBuilder.cpp) and, for Bun, a real file.
@Suite struct ProducerTests {
    private func open(_ producer: String) throws -> HeapSnapshot {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
        return try V8Snapshot.read(path: "\(folder)/Producers/\(producer).heapsnapshot")
    }

    private func object(_ graph: HeapGraph, _ identity: UInt64) throws -> NodeIndex {
        try #require(graph.node(withIdentity: identity))
    }

    /// Both counts of its head are 0, symbols and constants are reached by nobody, and weak references have numbers as names.
    @Test func hermes() throws {
        let graph = try open("hermes").graph
        // The node above what nothing holds is ours.
        #expect(graph.nodeCount == 19 && graph.totalBytes == 332)
        let function = try object(graph, 69)
        #expect(graph.typeName(of: function) == "Function" && graph.name(of: function) == "main")
        #expect(graph.retainedSize(of: function) == 32 + 128 + 48)
        #expect(try graph.retainedSize(of: object(graph, 70)) == 128)
        let weak = try object(graph, 71)
        #expect(try graph.flags(of: weak).contains(.garbage) && graph.flags(of: object(graph, 63)).contains(.garbage))
        #expect(try !graph.flags(of: object(graph, 65)).contains(.garbage))
        #expect(try graph.name(of: object(graph, 63)) == "größe/😀")
    }

    /// A type of nodes for every type of the program, edges called "binding", names of hidden edges that are strings, numbers
    /// of objects that are addresses, an element whose index does not fit in 32 bits.
    @Test func julia() throws {
        let graph = try open("julia").graph
        #expect(graph.nodeCount == 13 && graph.totalBytes == 368 + 384 + 104 + 1 + 32 + 24 + 48 + (1 << 20) + 15 + 40)
        let array = try object(graph, 140_266_420_000_112)
        #expect(graph.typeName(of: array) == "(jl_array_t)" && graph.name(of: array) == "Array{Any, 1}")
        // The string is held by the array and by the binding.
        #expect(graph.retainedSize(of: array) == 32 + 24 + 1 << 20)
        #expect(try graph.dominator(of: object(graph, 140_266_420_000_032)) == 0)
        let memory = try object(graph, 140_266_420_000_208)
        #expect(graph.edges(of: memory).map { graph.text(of: $0, from: memory) } == ["[0]", "[≥67108863]", "→"])
        #expect(try graph.retainedSize(of: object(graph, 140_266_418_216_512)) == 368 + 15 + 40)
    }

    /// Global objects hang below the root by shortcuts, a node's edges are sorted by their types, and a space stands behind
    /// one colon.
    @Test func bun() throws {
        let snapshot = try open("bun")
        let graph = snapshot.graph
        #expect(graph.nodeCount == 10 && graph.totalBytes == 30 + 9391 + 33 + 128 + 112 + 48 + 32 + 32)
        let global = try object(graph, 34081)
        #expect(graph.typeName(of: global) == "GlobalObject")
        let list = try object(graph, 34085)
        #expect(
            graph.edges(of: list).map { graph.text(of: $0, from: list) }.prefix(3) == ["[0]", "[2]", "[≥67108863]"])
        #expect(graph.retainedSize(of: list) == 48 + 32)
        #expect(try graph.name(of: object(graph, 34080)) == "héllo/\n\"q\"\\ \u{1}\u{7F}😀")
    }

    /// A file of a program with more types than a byte has values. Types that have no number of their own share one.
    @Test func typesWithoutEnd() throws {
        var script = SnapshotScript()
        script.nodeTypes = ["synthetic", "object"] + (2..<1000).map { "Type\($0)" }
        let types = [2, 128, 240, 241, 242, 999]
        script.nodes = [
            SnapshotScript.Node(type: "synthetic", edges: types.indices.map { ("internal", "\($0)", $0 + 1) })
        ]
        script.nodes += types.map { SnapshotScript.Node(type: "Type\($0)", name: "value", size: 8) }
        let graph = try script.read()
        let names = try types.indices.map { graph.typeName(of: try object(graph, UInt64(2 * $0 + 3))) }
        #expect(names == ["(Type2)", "(Type128)", "(Type240)"] + [String](repeating: "(further types)", count: 3))
    }

    @Test func countsThatAreNotThere() throws {
        var script = SnapshotScript.sample()
        let expected = GraphText(try script.read())
        script.headCounts = (0, 0)
        #expect(GraphText(try script.read()) == expected)
        script.root = 8
        #expect(SnapshotScript.refusal(of: script.text).contains("root is none of its nodes"))
        script = SnapshotScript()
        #expect(SnapshotScript.refusal(of: script.text).contains("its head counts 0 nodes"))
        script = SnapshotScript.sample()
        script.headCounts = (8, 0)
        #expect(
            SnapshotScript.refusal(of: script.text).contains(
                "its head counts 8 nodes and 0 edges, and there are 8 and 9"))
    }

    /// Older Julia, and Hermes with allocation traces, have no dummy: the first string is called by.
    @Test func noDummy() throws {
        let sample = SnapshotScript.sample()
        let expected = GraphText(try sample.read())
        // What the dummy is called does not matter as long as nothing is called by it.
        let text = sample.text.replacing("\"<dummy>\"", with: "\"first \\u00e9\"")
        #expect(GraphText(try SnapshotScript.read(text)) == expected)
        let graph = try SnapshotScript.read(
            """
            {"snapshot":{"meta":{"node_fields":["type","name","id","self_size","edge_count"],
            "node_types":[["synthetic","object"],"string"],"edge_fields":["type","name_or_index","to_node"],
            "edge_types":[["property","element"],"string_or_number","from_node"]},"node_count":3,"edge_count":3},
            "nodes":[0,1,1,0,2,1,0,3,8,1,1,2,5,16,0],"edges":[0,0,5,1,0,10,0,0,10],"strings":["main","other","third"]}
            """)
        let main = try object(graph, 3)
        #expect(try graph.typeName(of: main) == "main" && graph.typeName(of: object(graph, 5)) == "third")
        #expect(graph.edges(of: main).map { graph.text(of: $0, from: main) } == [".main"])
    }
}
