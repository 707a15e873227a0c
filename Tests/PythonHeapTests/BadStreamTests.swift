import CAgentABI
import PythonHeap
import SyntheticHeap
import TestSupport
import Testing

/// Streams that are no heap walks: one line each, and no crash.
@Suite struct BadStreamTests {
    private func refusal(_ fill: (inout StreamWriter) -> Void) -> String {
        var stream = StreamWriter()
        fill(&stream)
        do {
            _ = try StreamHeap.read(stream.words)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func unknownRecords() {
        #expect(refusal { $0.raw(0) }.contains("a record of kind 0"))
        #expect(refusal { $0.raw(.max) }.contains("a record of kind 255"))
    }

    @Test func lengths() {
        #expect(refusal { $0.raw(7 << 56 | 5, 1 << 15) }.contains("a name of 32768 bytes"))
        #expect(refusal { $0.raw(2 << 56, .max) }.contains("a name of 18446744073709551615 bytes"))
        #expect(refusal { $0.raw(6 << 56 | 1 << 16, 0) }.contains("a row of 65536 references"))
    }

    @Test func unknownTypes() {
        #expect(
            refusal {
                $0.begin()
                $0.object(0x1000, type: 1, bytes: 5)
            }.contains("an object of an unknown type"))
        #expect(refusal { $0.raw(4 << 56 | 0x1000, .max, 0) }.contains("an object of an unknown type"))
    }

    @Test func otherVersions() {
        let text = "the agent in the program and this heaptide are of different versions"
        #expect(refusal { $0.begin(version: 2) } == text)
        #expect(refusal { $0.raw(1 << 56 | 5, 1, 1, 1) } == text)
        #expect(refusal { $0.begin(seconds: .max) } == text)
    }

    @Test func missingEnds() {
        #expect(refusal { _ in }.contains("broke off"))
        #expect(refusal { $0.begin() }.contains("broke off"))
        #expect(refusal { $0.end() }.contains("broke off"))
        for (objects, edges) in [(1, 0), (0, 1)] as [(UInt64, UInt64)] {
            #expect(
                refusal {
                    $0.begin()
                    $0.end(objects: objects, edges: edges)
                }.contains("less than it counted"))
        }
        // An edge of nothing counts for nothing.
        #expect(
            refusal {
                $0.begin()
                $0.edge(0x1000, 0)
                $0.end()
            }.contains("less than it counted"))
    }

    /// `make fuzz` tries many more.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func damagedStreams(_ seed: UInt64) throws {
        let walked = try WalkedStream.take(
            python: TestPrograms.python.path, agent: TestPrograms.root + "/.build/release/libheaptide_agent.so")
        let damage = StreamDamage(walked)
        var random = SplitMix(seed: seed)
        var heaps = 0
        for _ in 0..<60 {
            let outcome = StreamTrial.run(damage.draw(&random), isSealed: random.draw(8) > 0, &random)
            if case .refused(let text) = outcome {
                #expect(!text.isEmpty && !text.contains("\n"))
            } else {
                heaps += 1
            }
        }
        #expect((10..<59).contains(heaps))
    }

    /// A real walk, whole.
    @Test func realStream() throws {
        let walked = try WalkedStream.take(
            python: TestPrograms.python.path, agent: TestPrograms.root + "/.build/release/libheaptide_agent.so")
        let heap = try StreamHeap.read(walked, piece: 10_007)
        let rows = heap.graph.nodes(ofTypeNamed: "__main__.Row")
        #expect(rows.count == 200)
        #expect(heap.graph.path(to: rows[7]).text.hasPrefix("__main__."))
    }
}
