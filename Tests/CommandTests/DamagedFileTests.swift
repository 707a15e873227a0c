import Foundation
import TestSupport
import Testing

/// Recordings that were cut, flipped, or made to do harm: a report or one line, and soon.
@Suite struct DamagedFileTests {
    /// One small recording that everything is cut from.
    static let whole: [UInt8] = {
        let directory = TemporaryDirectory()
        let made = try? Command.shell(
            "$HEAPTIDE run -q -o r --python $PYTHON -c 'import json; x = [json.dumps([i]) for i in range(999)]'",
            in: directory)
        return made?.status == 0 ? directory.read("r") : []
    }()

    static let damages =
        (try? TestPrograms.run([TestPrograms.python.path, damageProgram, "--list"]))?.output
        .split(separator: "\n").map(String.init) ?? []
    static let damageProgram = TestPrograms.targets + "/command_damage.py"

    /// Reports on a file in three ways; each must end by itself within the limit, with a report or with one line.
    /// Returns how many reports there were.
    private func probe(_ path: String, limit: Double = 10) throws -> Int {
        var reports = 0
        for options in [["--json"], ["--at", "0.1", "--view", "stacks"], ["--view", "timeline"]] {
            let outcome = try Command.run(["report", path] + options, limit: limit)
            if outcome.status == 0 {
                reports += 1
                #expect(outcome.errors == "")
                #expect(!outcome.output.contains("\u{1B}"))
                #expect(options != ["--json"] || outcome.output.contains("\"peak_bytes\""))
            } else {
                #expect(outcome.status == 1, "\(options) \(outcome.errors.prefix(2000))")
                #expect(outcome.complaint != nil, "\(options) \(outcome.errors.prefix(2000))")
            }
        }
        return reports
    }

    @Test func truncated() throws {
        let whole = Self.whole
        try #require(whole.count > 20_000)
        let directory = TemporaryDirectory()
        let lengths = [1, 15, 16, 99, 100, 101, 511, 512, 4095, 4096, 4097] + (1..<30).map { whole.count * $0 / 30 }
        for length in lengths + [whole.count - 4096, whole.count - 1] {
            let path = directory.write(bytes: Array(whole[..<length]), to: "cut")
            let outcome = try Command.run(["report", path], limit: 10)
            #expect(outcome.status == 1, "\(length) bytes")
            let complaint = try #require(outcome.complaint)
            #expect(complaint.contains(length < 100 ? "is not a Heaptide recording" : "is truncated"), "\(complaint)")
        }
        #expect(try probe(directory.write(bytes: whole, to: "whole")) == 3)
    }

    @Test(arguments: 0..<40) func flipped(seed: Int) throws {
        var random = Generator(seed: UInt64(seed) + 1)
        var bytes = Self.whole
        try #require(!bytes.isEmpty)
        // Some in the first page, which holds the schema; some anywhere; many at once.
        let range = seed % 4 == 0 ? 4096 : bytes.count
        for _ in 0..<(seed % 3 == 0 ? 1 : seed * seed) {
            bytes[Int(random.next() % UInt64(range))] ^= 1 << UInt8(random.next() % 8)
        }
        let directory = TemporaryDirectory()
        _ = try probe(directory.write(bytes: bytes, to: "flipped"))
    }

    /// Pages in places of other pages: children that are their own parents, chains in circles.
    @Test(arguments: 0..<10) func shuffledPages(seed: Int) throws {
        var random = Generator(seed: UInt64(seed) + 77)
        var bytes = Self.whole
        let pages = UInt64(bytes.count / 4096)
        try #require(pages > 4)
        for _ in 0...seed {
            let (from, to) = (Int(random.next() % pages), Int(random.next() % (pages - 1)) + 1)
            bytes.replaceSubrange(to * 4096..<(to + 1) * 4096, with: Array(bytes[from * 4096..<(from + 1) * 4096]))
        }
        let directory = TemporaryDirectory()
        _ = try probe(directory.write(bytes: bytes, to: "shuffled"))
    }

    @Test func casesAreKnown() { #expect(Self.damages.count > 25) }

    @Test(arguments: damages) func madeToHarm(_ damage: String) throws {
        let directory = TemporaryDirectory()
        let path = directory.write(bytes: Self.whole, to: "harm")
        let made = try TestPrograms.run([TestPrograms.python.path, Self.damageProgram, damage, path])
        try #require(made.status == 0, "\(made.errors)")
        _ = try probe(path)
        let page = try Command.run(["report", path, "--html", directory / "page.html"], limit: 20)
        #expect(page.status == 0 || page.complaint != nil, "\(page.errors.prefix(2000))")
        #expect(directory.names == (page.status == 0 ? ["harm", "page.html"] : ["harm"]))
    }
}

/// SplitMix64: the same numbers everywhere.
struct Generator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
