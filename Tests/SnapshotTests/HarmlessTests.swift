import Foundation
import Glibc
import HeapFile
import SyntheticHeap
import TestSupport
import Testing

/// What snapshots, whole or cut short, do to a program that works: nothing. `Scripts/stress-snapshots` takes more of them.
@Suite(.serialized) struct HarmlessTests {
    /// How often, more often if the script asks for it.
    private static func count(_ name: String, _ usual: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
    }

    @Test func snapshotsOfABusyServer() throws {
        let server = try #require(try BusyServer(TestPrograms.python))
        // The first one loads the agent and builds the nest; a server that has just begun still grows.
        for _ in 0..<3 { #expect(try server.snapshot() == 0) }
        sleep(1)
        let (before, residentBefore) = (server.usualTraces, server.residentBytes)
        let count = Self.count("HEAPTIDE_SNAPSHOTS", 25)
        for _ in 0..<count { #expect(try server.snapshot() == 0) }
        #expect(server.settledTraces(before) == before)
        let resident = server.residentBytes
        #expect(resident < residentBefore + residentBefore / 20, "\(residentBefore) became \(resident) bytes")
        let summary = try #require(try server.stop())
        #expect(summary.asked > count * 10)
        #expect(summary.wrong == 0 && summary.lost == 0)
        print("\(count) snapshots: \(summary), \(before), resident \(residentBefore) to \(resident) bytes")
    }

    /// At any moment, and while a thread of the program is in our hands.
    @Test(arguments: [SIGKILL, SIGINT])
    func endedBeforeItsTime(_ signal: Int32) throws {
        let server = try #require(try BusyServer(TestPrograms.python))
        #expect(try server.snapshot() == 0)
        sleep(1)
        let before = server.usualTraces
        var random = SplitMix(seed: UInt64(signal))
        var ended = 0
        let count = Self.count("HEAPTIDE_KILLS", 24)
        for number in 0..<count {
            let isAttached = number % 4 > 0
            let hit = try CutShort.run(
                server.pid, signal: signal, whileAttached: isAttached,
                delay: UInt32(random.draw(isAttached ? 900 : 120_000)), output: server.directory / "cut.heap")
            if hit { ended += 1 }
        }
        #expect(ended > count / 2)
        // A nest whose owner was killed at the wrong moment is not used again.
        var after = server.usualTraces
        #expect(after.mappings <= before.mappings + 4 * count)
        after.mappings = before.mappings
        #expect(after == before)
        #expect(try server.snapshot() == 0)
        let summary = try #require(try server.stop())
        #expect(summary.asked > 100)
        #expect(summary.wrong == 0 && summary.lost == 0)
        print("\(ended) of \(count) ended by signal \(signal): \(summary)")
    }

    /// Before anything of ours is in the program, every version, asleep and at work.
    @Test(arguments: TestPrograms.interpreters, [false, true])
    func killedAtTheFirstAttach(_ python: Interpreter, _ isBusy: Bool) throws {
        var random = SplitMix(seed: 7)
        for _ in 0..<Self.count("HEAPTIDE_FIRST_KILLS", 2) {
            let program = try #require(try WaitingProgram("counting.py", [isBusy ? "busy" : "asleep"], python: python))
            for _ in 0..<3 {
                _ = try CutShort.run(
                    program.pid, signal: SIGKILL, whileAttached: true, delay: UInt32(random.draw(900)),
                    output: program.directory / "cut.heap")
            }
            let path = program.directory / "whole.heap"
            #expect(try Command.run(["snapshot", "\(program.pid)", "-q", "-o", path], limit: 60).status == 0)
            kill(program.pid, SIGINT)
            #expect(program.directory.waits(for: "counted"), "the program does not count any more")
        }
    }
}

extension TemporaryDirectory {
    /// Whether a file gets there within some seconds.
    fileprivate func waits(for name: String) -> Bool {
        for _ in 0..<1000 where size(name) == 0 { usleep(10_000) }
        return size(name) > 0
    }
}
