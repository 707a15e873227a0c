import Foundation
import HeapFile
import HeapGraph
import SyntheticHeap
import TestSupport
import Testing

/// Every way in which Python objects refer to each other shows in a snapshot: as the right edge, once, and as nothing else.
@Suite struct EveryEdgeTests {
    struct Expectations: Decodable {
        /// The list that keeps the sources alive.
        let keep: UInt64
        let expectations: [Expectation]
    }

    struct Expectation: Decodable {
        let `case`: String
        /// What the source is called, if it is no object: a type, or "frame NAME THREAD".
        let source: String
        let source_id: UInt64
        /// As `HeapText` writes it. `@name` is an attribute, wherever it is kept; `??` some way of so many edges.
        let edge: String
        let target_id: UInt64
        /// Nothing else leads to the target.
        let alone: Bool
    }

    @Test(arguments: TestPrograms.interpreters + [TestPrograms.venv].compactMap { $0 })
    func isTold(_ python: Interpreter) throws {
        let program = try #require(try WaitingProgram("every_edge.py", python: python))
        let path = program.directory / "edges.heap"
        #expect(try Command.run(["snapshot", "\(program.pid)", "-q", "-o", path]).status == 0)
        let data = try Data(contentsOf: URL(fileURLWithPath: program.directory / "ready"))
        let truth = try JSONDecoder().decode(Expectations.self, from: data)
        #expect(truth.expectations.count > 180)
        let edges = KnownEdges(try HeapSnapshot.open(path).graph, keep: truth.keep)
        for expectation in truth.expectations { edges.check(expectation) }
    }
}

/// A graph's edges by their ends, as text.
private struct KnownEdges {
    private struct End {
        let node: NodeIndex
        let edge: String
    }

    private let graph: HeapGraph
    private let keep: UInt64
    private var nodes: [UInt64: NodeIndex] = [:]
    private var incoming: [[End]]
    /// Frames by "frame NAME THREAD"; thread 0 is any.
    private var frames: [String: [NodeIndex]] = [:]

    init(_ graph: HeapGraph, keep: UInt64) {
        self.graph = graph
        self.keep = keep
        incoming = Array(repeating: [], count: graph.nodeCount)
        for node in 0..<NodeIndex(graph.nodeCount) {
            if graph.identity(of: node) != 0 { nodes[graph.identity(of: node)] = node }
            for edge in graph.edges(of: node) {
                incoming[Int(edge.target)].append(End(node: node, edge: graph.notation(of: edge.label)))
            }
            if graph.typeName(of: node) == "thread" { addFrames(of: node) }
        }
    }

    private mutating func addFrames(of thread: NodeIndex) {
        for edge in graph.edges(of: thread) where graph.typeName(of: edge.target) == "(frame)" {
            // every_edge.py:88 in function
            let name = graph.name(of: edge.target).split(separator: " ").last?.split(separator: ".").last ?? ""
            frames["frame \(name) \(graph.name(of: thread))", default: []].append(edge.target)
            frames["frame \(name) ", default: []].append(edge.target)
        }
    }

    func check(_ wanted: EveryEdgeTests.Expectation) {
        guard let target = nodes[wanted.target_id] else {
            Issue.record("\(wanted.case): the target is not in the snapshot")
            return
        }
        let ends = incoming[Int(target)].filter { graph.identity(of: $0.node) != keep }
        let found = ends.map { "\(graph.typeName(of: $0.node)) \($0.edge)" }
        #expect(sources(wanted, ends).contains { leads($0, wanted.edge, to: target) }, "\(wanted.case): \(found)")
        let holders = ends.count { !$0.edge.hasPrefix("~") }
        #expect(!wanted.alone || holders == 1, "\(wanted.case): \(found)")
    }

    private func sources(_ wanted: EveryEdgeTests.Expectation, _ ends: [End]) -> [NodeIndex] {
        if wanted.source_id != 0 { return nodes[wanted.source_id].map { [$0] } ?? [] }
        return frames[wanted.source] ?? ends.map(\.node).filter { graph.typeName(of: $0) == wanted.source }
    }

    private func leads(_ source: NodeIndex, _ edge: String, to target: NodeIndex) -> Bool {
        if edge.count > 1, edge.allSatisfy({ $0 == "?" }) { return reaches(source, target, steps: edge.count) }
        guard edge.hasPrefix("@") else { return has(source, edge, target) }
        let name = "." + edge.dropFirst()
        return has(source, name, target)
            || graph.edges(of: source).contains { $0.label.kind == .attributes && has($0.target, name, target) }
    }

    private func has(_ source: NodeIndex, _ edge: String, _ target: NodeIndex) -> Bool {
        graph.edges(of: source).contains { $0.target == target && graph.notation(of: $0.label) == edge }
    }

    private func reaches(_ source: NodeIndex, _ target: NodeIndex, steps: Int) -> Bool {
        source == target
            || steps > 0
                && graph.edges(of: source).contains {
                    $0.label.strength == .strong && reaches($0.target, target, steps: steps - 1)
                }
    }
}
