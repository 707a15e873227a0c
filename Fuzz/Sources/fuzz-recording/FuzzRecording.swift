// Feeds nonsense to all of Heaptide that reads what somebody else wrote: recordings, and the ring's records.
//
// usage: swift run --package-path Fuzz --scratch-path .build-fuzz fuzz-recording [--iterations N] [--seed N]
//
// The same seed gives the same inputs. An input that ends the process (a trap, 30 s without an end) stays in the current
// directory as fuzz-input; the last line of the output says which it was. Exit status 0: all inputs were survived.
import Foundation
import Glibc

@main
enum FuzzRecording {
    static func main() throws {
        let iterations = option("--iterations") ?? 2000
        let seed = option("--seed") ?? 1
        let targets: [any FuzzTarget] = [try FileTarget(), AccountTarget(), RingTarget(), PackedTarget()]
        for target in targets {
            var random = Random(seed: UInt64(seed))
            let count = max(1, iterations * target.share / 100)
            for iteration in 0..<count {
                if iteration % 500 == 0 { say("\(target.name): \(iteration) of \(count), seed \(seed)") }
                alarm(30)
                try target.tryOne(&random)
            }
            say("\(target.name): \(count) inputs survived")
        }
        unlink(inputPath)
    }

    /// Where an input is kept while it is tried.
    static let inputPath = "fuzz-input"

    /// At once, whatever happens next.
    private static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    private static func option(_ name: String) -> Int? {
        let arguments = CommandLine.arguments
        guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
        return Int(arguments[index + 1])
    }
}

/// One thing that reads bytes of others.
protocol FuzzTarget {
    var name: String { get }
    /// Percent of the iterations that this target gets.
    var share: Int { get }
    func tryOne(_ random: inout Random) throws
}

/// SplitMix64: the same numbers everywhere.
struct Random {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `bound`.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }
}
