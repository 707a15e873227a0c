// Files with allocation stacks, and sampled profiles.
import Foundation
import HeapFile
import HeapGraph
import TestSupport
import Testing
import V8Heap

@Suite(.enabled(if: !TestPrograms.nodes.isEmpty, "needs node")) struct TimelineTests {
    private let folder = TemporaryDirectory()

    /// Objects carry the calls that led to their allocation.
    @Test(arguments: TestPrograms.nodes) func allocatingCalls(_ node: NodeProgram) throws {
        var frames = try framesOfSessions(node)
        // Node 24 writes every twelfth of these files without a stack for any object of the program.
        for _ in 0..<5 where frames.allSatisfy(\.isEmpty) { frames = try framesOfSessions(node) }
        #expect(frames.count >= 50)
        // V8 says where the function begins, not which of its lines it was.
        let stacks = frames.filter { $0.first?.function == "load" && $0.first?.line == 14 }
        #expect(stacks.count == 50, "\(frames.map(\.first))")
        #expect(
            stacks.allSatisfy { $0.dropFirst().first?.function == "main" && $0[0].file.hasSuffix("heap_timeline.js") })
        #expect(frames.allSatisfy { !$0.contains { $0.function == "(root)" } })
    }

    private func framesOfSessions(_ node: NodeProgram) throws -> [[AllocationFrame]] {
        let path = folder / "a.heaptimeline"
        let run = try TestPrograms.run([node.path, "\(TestPrograms.targets)/heap_timeline.js", path])
        try #require(run.status == 0, "\(run.errors)")
        let snapshot = try V8Snapshot.read(path: path)
        let graph = snapshot.graph
        let sessions = (0..<NodeIndex(graph.nodeCount)).filter {
            graph.typeName(of: $0) == "Session" && graph.selfSize(of: $0) > 0
        }
        return sessions.map { snapshot.stacks.frames(of: graph.stack(of: $0)) }
    }

    /// `node --heap-prof` of a program that keeps 40 MB from one line.
    @Test(arguments: TestPrograms.nodes) func sampledProfile(_ node: NodeProgram) throws {
        let run = try TestPrograms.run(
            [
                node.path, "--heap-prof", "--heap-prof-dir=\(folder.path)", "--heap-prof-name=a.heapprofile",
                "--heap-prof-interval=16384",
                "\(TestPrograms.targets)/heap_profile.js",
            ])
        try #require(run.status == 0, "\(run.errors)")
        let profile = try AllocationProfile.read(path: folder / "a.heapprofile")
        let calls = profile.calls.filter { $0.function == "keep" }
        // Node 20 does not say where the functions of the program itself are.
        #expect(
            calls.contains { $0.url.hasSuffix("heap_profile.js") && $0.line == 3 || node.major == 20 && $0.line == 0 })
        // 5,000 arrays of 1,000 numbers, sampled about every 16 KiB.
        let bytes = profile.totalBytes
        #expect(abs(bytes - 40_000_000) < 6_000_000, "\(bytes)")
        #expect(profile.sampleCount > 20 && profile.calls[0].caller == nil && profile.calls[0].function == "(root)")
        #expect(profile.calls.enumerated().dropFirst().allSatisfy { $1.caller! < $0 })
    }

    @Test func profilesOfAnyDepth() throws {
        let depth = 100_000
        let open =
            #"{"callFrame":{"functionName":"f","url":"a.js","lineNumber":2,"columnNumber":-1},"selfSize":3,"id":7,"children":["#
        let text =
            "{\"head\":" + String(repeating: open, count: depth) + String(repeating: "]}", count: depth)
            + ",\"samples\":[{\"size\":1}]}"
        let profile = try AllocationProfile(json: Array(text.utf8))
        #expect(profile.calls.count == depth && profile.totalBytes == 3 * depth && profile.sampleCount == 1)
        #expect(profile.calls[depth - 1].line == 3 && profile.calls[depth - 1].column == 0)
        for wrong in ["", "{}", "{\"head\":{", "{\"head\":]}", "[1,2", "{\"head\":{\"callFrame\":nonsense}}"] {
            #expect(throws: HeapFileError.self) { try AllocationProfile(json: Array(wrong.utf8)) }
        }
    }
}
