import HeapGraph
import SyntheticHeap
import Testing

@testable import HeapFile

/// Files that were cut, flipped or made to do harm: one line, never a crash.
@Suite struct DamagedSnapshotTests {
    let folder = TemporaryFolder()
    let snapshot: HeapSnapshot
    let whole: [UInt8]

    init() throws {
        var random = SplitMix(seed: 11)
        snapshot = try RandomSnapshot.draw(&random, nodes: 30)
        try snapshot.write(to: folder / "whole.heap")
        whole = folder.read("whole.heap")
    }

    /// The line that says what is wrong; nil if the file opens as if nothing had happened.
    private func complaint(_ bytes: some Collection<UInt8>) -> String? {
        let path = folder.write(bytes, to: "damaged.heap")
        do throws(HeapFileError) {
            let opened = try HeapSnapshot.open(path)
            #expect(areEqual(opened, snapshot))
            return nil
        } catch {
            #expect(error.description.hasPrefix(path))
            #expect(!error.description.contains("\n") && error.description.count < path.count + 200)
            return String(error.description.dropFirst(path.count))
        }
    }

    @Test func truncated() {
        var random = SplitMix(seed: 12)
        let edges = PlainFile(whole).entries.flatMap { [Int($0.offset), Int($0.offset + $0.byteLength!)] }
        let lengths =
            edges + (0..<200).map { _ in random.draw(whole.count) } + [4, 8, 63, 64, 65, 127, whole.count - 1]
        for length in lengths where length >= 4 && length < whole.count {
            #expect(complaint(whole[..<length])?.hasPrefix(" is truncated: \(length) bytes") == true)
        }
        #expect(complaint([])?.hasPrefix(" is empty") == true)
        #expect(complaint(whole + [0])?.hasPrefix(" is damaged: its length") == true)
        #expect(complaint(whole) == nil)
    }

    /// Every bit of header and table counts.
    @Test func flippedInHeaderOrTable() {
        for place in 0..<64 + 64 * PlainFile(whole).entries.count {
            var bytes = whole
            bytes[place] ^= 1 << UInt8(place % 8)
            #expect(complaint(bytes) != nil, "byte \(place)")
        }
    }

    @Test func flippedAnywhere() {
        var random = SplitMix(seed: 13)
        let entries = PlainFile(whole).entries
        for _ in 0..<2000 {
            let place = random.draw(whole.count)
            var bytes = whole
            bytes[place] ^= 1 << UInt8(random.draw(8))
            let isPadding =
                place >= 64 + 64 * entries.count
                && !entries.contains {
                    Int($0.offset) <= place && place < Int($0.offset + $0.byteLength!)
                }
            #expect((complaint(bytes) == nil) == isPadding, "byte \(place)")
        }
    }

    @Test func laterVersion() {
        var file = PlainFile(whole)
        file.seal(version: 2)
        #expect(complaint(file.bytes)?.contains("format 2") == true)
    }

    /// A table whose checksum fits, and which leads out of the file.
    @Test func tableMadeToHarm() {
        let harms: [(inout SectionEntry) -> Void] = [
            { $0.offset = 1 << 40 }, { $0.offset = .max - 63 }, { $0.offset += 1 }, { $0.count = .max },
            { $0.count = 1 << 61 }, { $0.elementSize = 0 }, { $0.elementSize = 3 }, { $0.elementSize = .max },
            { $0.name = "facts" }, { $0.name = "other" }, { $0.checksum ^= 1 },
        ]
        for harm in harms {
            for name in ["node.types", "name.offsets", "edge.targets", "node.retained_sizes"] {
                var file = PlainFile(whole)
                file.change(file.index(name), harm)
                #expect(complaint(file.bytes) != nil)
            }
        }
    }

    /// Sections whose checksums fit, and whose elements lead nowhere.
    @Test func sectionsMadeToHarm() {
        for section in PlainFile(whole).entries where section.count > 0 && !Self.free.contains(section.name) {
            var file = PlainFile(whole)
            file.edit(section.name) { bytes in for index in bytes.indices { bytes[index] = 0xFF } }
            #expect(complaint(file.bytes) != nil, "\(section.name)")
        }
    }

    /// Sections that may hold anything.
    private static let free: Set<String> = [
        "node.self_sizes", "node.identities", "node.flags", "node.retained_sizes", "name.bytes", "stack.name_bytes",
        "stack.lines", "content.values", "capacity.values", "slot_saving.values",
    ]

    /// Sections whose checksums fit, with a few wrong bytes: whatever opens can be read.
    @Test func sectionsWithNonsense() {
        var random = SplitMix(seed: 14)
        let names = PlainFile(whole).entries.filter { $0.count > 0 }.map(\.name)
        var opened = 0
        for _ in 0..<1000 {
            var file = PlainFile(whole)
            file.edit(names[random.draw(names.count)]) { bytes in
                for _ in 0...random.draw(3) {
                    bytes[bytes.startIndex + random.draw(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
                }
            }
            guard let snapshot = try? HeapSnapshot.open(folder.write(file.bytes, to: "nonsense.heap")) else { continue }
            opened += 1
            use(snapshot)
        }
        #expect(opened > 100)
    }

    /// Reads all that there is.
    private func use(_ snapshot: HeapSnapshot) {
        let graph = snapshot.graph
        _ = Histogram(graph)
        for node in 0..<NodeIndex(graph.nodeCount) {
            _ = graph.name(of: node) + graph.typeName(of: node)
            _ = graph.edges(of: node).map { $0.label.kind.isNamed ? graph.names[$0.label.value] : "" }
            _ = snapshot.stacks.frames(of: graph.stack(of: node))
            _ = graph.dominatorChildren(of: node).reduce(0) { $0 + Int($1) }
        }
    }
}
