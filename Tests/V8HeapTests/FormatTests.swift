// Everything that producers of the format do differently, and files that nobody should have made.
import Foundation
import HeapFile
import HeapGraph
import SyntheticHeap
import TestSupport
import Testing
import V8Heap

@Suite struct FormatTests {
    private let sample = SnapshotScript.sample()

    @Test func theGraph() throws {
        let graph = try sample.read()
        #expect(graph.nodeCount == 8 && graph.edgeCount == 9)
        #expect(graph.totalBytes == 1 << 33 + 1172)
        let session = try #require(graph.node(withIdentity: 15))
        #expect(graph.path(to: session).text == "global.cache[…]")
        // The table gives its bytes to the map.
        let map = try #require(graph.node(withIdentity: 7))
        #expect(graph.selfSize(of: map) == 1024 && graph.typeName(of: map) == "Map")
        #expect(graph.retainedSize(of: map) == 1 << 33 + 1056)
        #expect(graph.name(of: try #require(graph.node(withIdentity: 13))) == "key \"é\"\n")
        let referrers = graph.referrers(of: try #require(graph.node(withIdentity: 9)))
        #expect(referrers.map(\.edge.label.strength).sorted { $0.rawValue < $1.rawValue } == [.strong, .weak])
    }

    @Test func everySpellingIsTheSame() throws {
        let expected = GraphText(try sample.read())
        var spellings: [SnapshotScript] = []
        for separator in [", ", "\n,", " ,\r\n\t"] {
            var script = sample
            script.separator = separator
            spellings.append(script)
        }
        var other = sample
        other.nodeFields = ["edge_count", "trace_node_id", "id", "unknown", "name", "self_size", "type"]
        other.edgeFields = ["to_node", "unknown", "name_or_index", "type"]
        other.extraNodeValue = "-12"
        other.nodeTypes = ["wasm object", "of the future"] + sample.nodeTypes.reversed()
        spellings.append(other)
        var order = sample
        order.order = ["strings", "edges", "nodes"]
        order.extra =
            #", "scopes":[3,-2,0], "future":{"a":["]}",{"b":[1]}]}, "text":"\"nodes\":[", "none":null, "empty":[ ]"#
        spellings.append(order)
        for script in spellings { #expect(GraphText(try script.read()) == expected) }
        #expect(GraphText(try SnapshotScript.read(" \n" + sample.text + "\n\n")) == expected)
    }

    /// The newest V8 says which node is the root.
    @Test(arguments: [0, 3, 7]) func rootAnywhere(_ root: Int) throws {
        let expected = GraphText(try sample.read())
        func place(_ node: Int) -> Int { node == 0 ? root : node == root ? 0 : node }
        var script = sample
        script.root = root
        script.ids = sample.nodes.indices.map { 2 * place($0) + 1 }
        script.nodes = sample.nodes.indices.map { index in
            var node = sample.nodes[place(index)]
            node.edges = node.edges.map { ($0.type, $0.name, place($0.target)) }
            return node
        }
        #expect(GraphText(try script.read()) == expected)
        script.root = 8
        #expect(SnapshotScript.refusal(of: script.text).contains("root is none of its nodes"))
    }

    /// As other engines write it, from the field lists that their sources and tools name (none of them runs here): types
    /// of their own, no parts but the three, a root with a name, no global objects.
    @Test(arguments: ["jl_task_t", "native symbol", "(ROOT)"]) func otherEngines(_ type: String) throws {
        var script = SnapshotScript()
        script.nodeFields = ["type", "name", "id", "self_size", "edge_count", "trace_node_id", "detachedness"]
        script.nodeTypes = ["synthetic", type, "string", "object"]
        script.nodes = [
            SnapshotScript.Node(
                type: "synthetic", name: "(root)", edges: [("internal", "first", 1), ("element", "7", 2)]),
            SnapshotScript.Node(
                type: type, name: "Table", size: 16, edges: [("property", "rows", 2), ("hidden", "3", 3)]),
            SnapshotScript.Node(type: "object", name: "Row", size: 64, edges: [("internal", "text", 3)]),
            SnapshotScript.Node(type: "string", name: "value", size: 32),
        ]
        let graph = try script.read()
        #expect(graph.nodeCount == 4 && graph.edgeCount == 5 && graph.totalBytes == 112)
        let row = try #require(graph.node(withIdentity: 5))
        #expect(graph.typeName(of: row) == "Row" && graph.retainedSize(of: row) == 64)
        #expect(graph.retainedSize(of: 0) == 112)
    }

    @Test func packed() throws {
        let folder = TemporaryDirectory()
        let path = folder.write(sample.text, to: "a.heapsnapshot")
        let run = try TestPrograms.run(["gzip", path])
        try #require(run.status == 0)
        #expect(GraphText(try V8Snapshot.read(path: path + ".gz").graph) == GraphText(try sample.read()))
        let packed = try Data(contentsOf: URL(fileURLWithPath: path + ".gz"))
        try packed.prefix(packed.count / 2).write(to: URL(fileURLWithPath: path + ".gz"))
        #expect(throws: HeapFileError.self) { try V8Snapshot.read(path: path + ".gz") }
    }

    @Test func stringsOfAllKinds() throws {
        let escaped = #"["<dummy>","a\u00e9\ud83d\udc0dz","\ud800","x\udc00\\\"\/\b\f\n\r\t","raw é","\u0000"]"#
        var script = SnapshotScript()
        script.nodes = [SnapshotScript.Node(type: "synthetic", name: "1")]
        for _ in 1...5 { script.nodes.append(SnapshotScript.Node(type: "string", name: "1")) }
        script.nodes[0].edges = (1...5).map { ("element", "\($0)", $0) }
        var text = script.text.replacing(/"strings":\[[^\]]*\]/, with: "\"strings\":\(escaped)")
        for number in 1...5 { text = text.replacing("2,1,\(2 * number + 1),", with: "2,\(number),\(2 * number + 1),") }
        let graph = try SnapshotScript.read(text)
        let names = (1...5).map { graph.name(of: graph.node(withIdentity: UInt64(2 * $0 + 1))!) }
        #expect(names == ["aé\u{1F40D}z", "\u{FFFD}", "x\u{FFFD}\\\"/\u{8}\u{C}\n\r\t", "raw é", "\0"])
    }

    @Test func truncatedAnywhereIsOneLine() throws {
        let bytes = Array(sample.text.utf8)
        for end in 1..<bytes.count {
            let refusal = SnapshotScript.refusal(of: String(decoding: bytes[..<end], as: UTF8.self))
            #expect(!refusal.isEmpty && !refusal.contains("\n"), "cut at \(end)")
            if end > 12 {
                #expect(
                    refusal.contains("truncated: it ends at byte ") || refusal.contains("head"), "\(end): \(refusal)")
            }
        }
    }

    /// A short run of what Fuzz/ does for long.
    @Test(arguments: 0..<4) func damageIsSurvived(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let folder = TemporaryDirectory()
        var opened = 0
        for _ in 0..<250 {
            var text: [UInt8] = []
            HeapSnapshotWriter(try HeapGraph.build(RawHeap.random(&random, count: 1 + random.draw(20))).graph).write {
                text += $0
            }
            for _ in 0...random.draw(3) {
                let place = random.draw(text.count)
                switch random.draw(4) {
                case 0: text.remove(at: place)
                case 1: text[place] = UInt8(truncatingIfNeeded: random.next())
                case 2: text.insert(contentsOf: Array("4294967296".utf8), at: place)
                default: text[place] = Array("0123456789,-[]{}\"".utf8)[random.draw(17)]
                }
            }
            try Data(text).write(to: URL(fileURLWithPath: folder / "a.heapsnapshot"))
            do {
                let graph = try V8Snapshot.read(path: folder / "a.heapsnapshot").graph
                _ = V8Distances(graph)
                for node in 0..<NodeIndex(graph.nodeCount) { _ = graph.path(to: node).text }
                opened += 1
            } catch {
                #expect(!"\(error)".contains("\n"))
            }
        }
        #expect(opened > 10)
    }

    @Test func nonsenseIsOneLine() {
        var manyNodes = sample
        manyNodes.headCounts = (1 << 31, 9)
        var fewer = sample
        fewer.headCounts = (7, 9)
        let wrong: [(String, String)] = [
            (manyNodes.text, "do not fit in"), (fewer.text, "its head counts 7 nodes"),
            (sample.text.replacing("\"edges\":[", with: "\"edges\":[0,0,"), "no tuples of 3"),
            (sample.text.replacing("\"edges\":[", with: "\"edges\":[0,0,5,"), "its head counts"),
            (sample.text.replacing("\"nodes\":[9,", with: "\"nodes\":[99,"), "a node ends"),
            (sample.text.replacing("\"nodes\":[9,", with: "\"nodes\":[-9,"), "a node ends"),
            (sample.text.replacing("\"nodes\":[9,", with: "\"nodes\":[x,"), "no whole number"),
            (sample.text.replacing("\"nodes\":[9,", with: "\"nodes\":[9.5,"), "no whole number"),
            (sample.text.replacing("\"nodes\":[9,", with: "\"nodes\":[99999999999999999999999,"), "no whole number"),
            (sample.text.replacing("\"self_size\"", with: "\"size\""), "no self_size"),
            (sample.text.replacing("\"nodes\":[", with: "\"knots\":["), "no \"nodes\""),
            (sample.text.replacing("\"strings\":[", with: "\"strings\":[5,"), "no string"),
            (sample.text.replacing(/"strings":\[[^\]]*\]/, with: "\"strings\":[\"\"]"), "name is not in"),
            ("{\"snapshot\":{\"meta\":{}}}", "head"),
            ("{\"snapshot\":{" + String(repeating: "[", count: 100_000), "truncated"),
        ]
        for (text, part) in wrong {
            let refusal = SnapshotScript.refusal(of: text)
            #expect(refusal.contains(part) && !refusal.contains("\n"), "\(refusal)")
        }
        #expect(SnapshotScript.refusal(of: "{}").contains("not a heap snapshot"))
    }
}
