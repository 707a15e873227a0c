// Processes that the program starts: each is recorded as one of its own, with its blocks at its lines.
import Foundation
import Recording
import TestSupport
import Testing

@Suite(.serialized) struct ChildProcessTests {
    /// What a process has allocated at a line.
    private func allocated(_ program: RecordedProgram, _ process: Int, line: Int) -> [Int] {
        program.allocations.filter { allocation in
            let location = program.locations[Int(program.stacks.locations[allocation.stack])]
            return allocation.process == process && allocation.blockClass == 0 && location.line == line
                && location.file.hasSuffix("/children.py") && allocation.allocatedBytes > 1 << 20
        }.map(\.allocatedBytes)
    }

    @Test(arguments: TestPrograms.interpreters) func everyMeans(_ python: Interpreter) throws {
        let (run, answer) = try TargetRun.record("children.py", python: python)
        try #require(run.outcome.status == 0, "\(run.outcome.errors)")
        let program = try run.read()
        let facts = try KnownFact.read(answer)
        let work = try #require(facts.first { $0.mark == "work" })
        let base = try #require(work.figures["bytes"])
        var found: [Int: Int] = [:]
        for process in program.processes {
            for bytes in allocated(program, process.number, line: work.line) {
                #expect(found[bytes - base] == nil, "\(bytes) in two processes")
                found[bytes - base] = process.number
            }
        }
        // fork, spawn, forkserver, a pool, subprocess, a shell's child, os.fork.
        #expect(found.keys.sorted() == [100, 101, 102, 200, 300, 301, 400])
        #expect(Set(found.values).count == 7, "each in a process of its own")
        #expect(program.processes.allSatisfy { $0.lostRecords == 0 })
        try checkFamily(program, found, facts)
    }

    /// A forked child begins with an empty account: its parent's block is not its own.
    private func checkFamily(_ program: RecordedProgram, _ found: [Int: Int], _ facts: [KnownFact]) throws {
        let parent = try #require(program.processes.first)
        #expect(found.values.allSatisfy { $0 != parent.number })
        let forked = program.processes.filter { [found[100], found[400]].contains($0.number) }
        #expect(forked.count == 2)
        #expect(forked.allSatisfy { $0.isForked && $0.parentPid == parent.pid })
        #expect(program.processes.filter { [found[101], found[300]].contains($0.number) }.allSatisfy { !$0.isForked })
        let inherited = try #require(facts.first { $0.mark == "before fork" })
        for process in program.processes {
            let expected = process.number == parent.number ? [inherited.figures["allocated"]!] : []
            #expect(allocated(program, process.number, line: inherited.line) == expected)
        }
    }
}
