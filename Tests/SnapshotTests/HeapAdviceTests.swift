import Foundation
import HeapFile
import HeapGraph
import TestSupport
import Testing

/// What a snapshot says beyond sizes and references: what slots would save, what is empty, who runs, what was given up.
@Suite struct HeapAdviceTests {
    private struct Truth: Decodable {
        let plain: [UInt64]
        let slotted: UInt64
        let slotted_bytes: UInt64
        let empty: [UInt64]
        let given_up: UInt64
    }

    private func value<Value>(_ column: SparseColumn<Value>, of node: NodeIndex) -> Value? {
        (0..<column.count).first { column.nodes[$0] == node }.map { column.values[$0] }
    }

    @Test(arguments: TestPrograms.interpreters)
    func agreesWithTheProgram(_ python: Interpreter) throws {
        let program = try #require(try WaitingProgram("heap_furniture.py", python: python))
        let path = program.directory / "heap.heap"
        #expect(try Command.run(["snapshot", "\(program.pid)", "-q", "-o", path]).status == 0)
        let snapshot = try HeapSnapshot.open(path)
        let truth = try JSONDecoder().decode(
            Truth.self, from: Data(contentsOf: URL(fileURLWithPath: program.directory / "ready")))
        #expect(snapshot.facts.version == python.version)
        try expectSlots(snapshot, truth)
        try expectRooms(snapshot, truth)
        try expectPaths(snapshot.graph)
        try expectNoGarbageOfTheInterpreter(snapshot.graph)
        let cycles = try Command.run(["heap", path, "cycles", "--json"])
        #expect(cycles.output.contains(#""uncollectable_objects" : 1"#))
        #expect(cycles.output.contains(#""__main__.Parent""#))
        let waste = try Command.run(["heap", path, "waste"])
        #expect(waste.output.contains("__main__.Plain"))
    }

    /// An instance and its dict weigh as much as its twin with slots, and what is said to be saved.
    private func expectSlots(_ snapshot: HeapSnapshot, _ truth: Truth) throws {
        let graph = snapshot.graph
        let slotted = try #require(graph.node(withIdentity: truth.slotted))
        #expect(graph.selfSize(of: slotted) == truth.slotted_bytes)
        #expect(value(snapshot.slotSavings, of: slotted) == nil)
        for identity in truth.plain {
            let node = try #require(graph.node(withIdentity: identity))
            let dict = graph.edges(of: node).first { $0.label.kind == .attributes }?.target
            let bytes = graph.selfSize(of: node) + (dict.map { graph.selfSize(of: $0) } ?? 0)
            #expect(value(snapshot.slotSavings, of: node) == bytes - truth.slotted_bytes)
        }
    }

    private func expectRooms(_ snapshot: HeapSnapshot, _ truth: Truth) throws {
        let nodes = try truth.empty.map { try #require(snapshot.graph.node(withIdentity: $0)) }
        for node in nodes[0...2] { #expect(value(snapshot.capacities, of: node)?.used == 0) }
        #expect(value(snapshot.capacities, of: nodes[3])?.used ?? 10 == 10)
        let sparse = try #require(value(snapshot.capacities, of: nodes[4]))
        #expect(sparse.used == 5)
        #expect(sparse.capacity >= 100)
        #expect(sparse.wastedBytes > 1000)
    }

    /// Threads by their names, frames with their lines; what is on a frame's stack is the frame's.
    private func expectPaths(_ graph: HeapGraph) throws {
        let lists = (0..<NodeIndex(graph.nodeCount)).filter { graph.typeName(of: $0) == "list" }
        let rows = try #require(lists.first { graph.edges(of: $0).count >= 1000 && graph.edges(of: $0).count < 2000 })
        #expect(graph.path(to: rows).text.contains("thread loader → heap_furniture.py:"))
        // Up to 3.10 a frame that runs is an object of its own.
        #expect(graph.path(to: rows).text.hasSuffix(" local local"))
        #expect(graph.path(to: rows).text.contains(" in waiting()"))
        let numbers = try #require(lists.first { graph.edges(of: $0).count == 5000 })
        let path = graph.path(to: numbers).text
        #expect(path.contains("thread loader") && path.contains("in waiting()"))
    }

    /// The cycle that the program made after its last collection is garbage; nothing of the interpreter's is.
    private func expectNoGarbageOfTheInterpreter(_ graph: HeapGraph) throws {
        let garbage = (0..<NodeIndex(graph.nodeCount)).filter {
            graph.flags(of: $0).contains(.garbage) && !graph.flags(of: $0).contains(.synthetic)
        }
        #expect(garbage.contains { graph.typeName(of: $0) == "__main__.Parent" })
        #expect(garbage.count <= 4)
    }

    /// In a program that does nothing, the standard library is not suspected.
    @Test(arguments: TestPrograms.interpreters)
    func theLibraryIsNoSuspect(_ python: Interpreter) throws {
        let directory = TemporaryDirectory()
        let script = directory.write("import json, decimal, unittest\n", to: "idle.py")
        let run = try Command.run(
            ["snapshot", "-q", "-o", "idle.heap", "--python", python.path, script], in: directory)
        #expect(run.status == 0)
        let suspects = SuspectSearch().suspects(in: try HeapSnapshot.open(directory / "idle.heap").graph)
        #expect(suspects.map(\.path.text) == [])
    }
}
