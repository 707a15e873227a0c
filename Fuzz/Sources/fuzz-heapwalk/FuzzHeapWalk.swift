// Feeds nonsense to what reads a heap walk: the words come from another process.
//
// usage: swift run --package-path Fuzz --scratch-path .build-fuzz fuzz-heapwalk [--iterations N] [--seed N] [--python PATH]
//
// The inputs are parts of a real walk of PATH (default: python3) by the built agent, changed at random. The same walk and
// seed give the same inputs. An input that ends the process (a trap, 30 s without an end, more memory than a hundred such
// streams need) is found again by its number, which is the last line of the output. Exit status 0: all were survived.
import Foundation
import Glibc
import SyntheticHeap

@main
enum FuzzHeapWalk {
    /// Address space beyond which an input counts as a bomb; most of it is reserved and never touched.
    private static let mostBytes: rlim_t = 8 << 30
    /// And what may be resident when all is done.
    private static let mostResidentKilobytes = 1 << 20

    static func main() throws {
        let iterations = option("--iterations").flatMap { Int($0) } ?? 20_000
        let seed = option("--seed").flatMap { UInt64($0) } ?? 1
        let agent = FileManager.default.currentDirectoryPath + "/.build/release/libheaptide_agent.so"
        let walked = try WalkedStream.take(python: option("--python") ?? "/usr/bin/python3", agent: agent)
        let damage = StreamDamage(walked)
        var limit = rlimit(rlim_cur: mostBytes, rlim_max: mostBytes)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        var random = SplitMix(seed: seed)
        var heaps = 0
        for iteration in 0..<iterations {
            if iteration % 500 == 0 { say("heap walks: \(iteration) of \(iterations), seed \(seed), \(heaps) heaps") }
            alarm(30)
            let input = damage.draw(&random)
            switch StreamTrial.run(input, isSealed: random.draw(8) > 0, &random) {
            case .heap: heaps += 1
            case .refused(let text): precondition(!text.isEmpty && !text.contains("\n"), "input \(iteration): \(text)")
            }
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        precondition(usage.ru_maxrss < mostResidentKilobytes, "\(usage.ru_maxrss) KB were resident")
        say("heap walks: \(iterations) inputs survived, \(heaps) heaps, \(usage.ru_maxrss / 1024) MB at most")
    }

    /// At once, whatever happens next.
    private static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    private static func option(_ name: String) -> String? {
        let arguments = CommandLine.arguments
        guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return nil }
        return arguments[index + 1]
    }
}
