import Foundation
import HeapFile
import HeapGraph
import TestSupport
import Testing

/// Retained sizes of structures that own what they hold: the sum of their blocks, and what guppy says.
@Suite struct RetainedTests {
    private struct Structure: Decodable {
        let name: String
        let id: UInt64
        /// What `sys.getsizeof` adds up to.
        let bytes: UInt64
        /// `domisize`; nil where guppy is not installed.
        let guppy: UInt64?
    }

    /// guppy 3.1.7 does not count what a bytearray keeps beside its head.
    private static let untoldByGuppy: Set<String> = ["dict of bytearrays"]

    @Test(arguments: TestPrograms.interpreters + [TestPrograms.venv].compactMap { $0 })
    func isTheSumOfTheBlocks(_ python: Interpreter) throws {
        let program = try #require(try WaitingProgram("retained.py", python: python))
        let path = program.directory / "retained.heap"
        #expect(try Command.run(["snapshot", "\(program.pid)", "-q", "-o", path]).status == 0)
        let graph = try HeapSnapshot.open(path).graph
        let data = try Data(contentsOf: URL(fileURLWithPath: program.directory / "ready"))
        let structures = try JSONDecoder().decode([Structure].self, from: data)
        #expect(structures.count == 14)
        for structure in structures {
            let node = try #require(graph.node(withIdentity: structure.id), "\(structure.name)")
            #expect(graph.retainedSize(of: node) == structure.bytes, "\(structure.name)")
            guard let guppy = structure.guppy, !Self.untoldByGuppy.contains(structure.name) else { continue }
            #expect(guppy == structure.bytes, "\(structure.name)")
        }
        let isAsked = structures.contains { $0.guppy != nil }
        #expect(isAsked || python.path != TestPrograms.venv?.path)
    }
}
