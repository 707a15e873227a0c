import Recording
import Testing

@Suite struct TimelineTests {
    private typealias Change = (cell: UInt32, bytes: Int64, blocks: Int64)

    private func random(_ seed: UInt64, _ count: Int) -> [Change] {
        var random = SplitMix(seed: seed)
        var cells: Set<UInt32> = []
        while cells.count < count {
            cells.insert(UInt32(truncatingIfNeeded: random.next() >> (random.next() % 40 + 24)))
        }
        return cells.sorted().map {
            ($0, Int64(bitPattern: random.next()) >> Int64(random.next() % 63), Int64(bitPattern: random.next()) >> 50)
        }
    }

    private func isEqual(_ left: [Change], _ right: [Change]) -> Bool { left.elementsEqual(right, by: ==) }

    @Test(arguments: 0..<50) func changesComeBackAsTheyWent(seed: UInt64) {
        let changes = random(seed, Int(seed) * 7)
        #expect(isEqual(ChangeList.decode(ChangeList.encode(changes)), changes))
    }

    @Test func extremes() {
        let changes: [Change] = [(0, .min, .max), (1, .max, .min), (.max, -1, 0)]
        #expect(isEqual(ChangeList.decode(ChangeList.encode(changes)), changes))
        #expect(ChangeList.encode([]).isEmpty)
    }

    @Test(arguments: 0..<50) func mergingAddsPerCell(seed: UInt64) {
        let (first, second) = (random(seed, 60), random(seed + 1000, 60) + [])
        var sums: [UInt32: (Int64, Int64)] = [:]
        for change in first + second {
            let known = sums[change.cell] ?? (0, 0)
            sums[change.cell] = (known.0 &+ change.bytes, known.1 &+ change.blocks)
        }
        let expected = sums.filter { $0.value != (0, 0) }.map { ($0.key, $0.value.0, $0.value.1) }.sorted {
            $0.0 < $1.0
        }
        let merged = ChangeList.decode(ChangeList.merge(ChangeList.encode(first), ChangeList.encode(second)))
        #expect(isEqual(merged.filter { $0.bytes != 0 || $0.blocks != 0 }, expected))
    }

    /// A cell that is back where it was is no change.
    @Test func oppositeChangesVanish() {
        let merged = ChangeList.merge(ChangeList.encode([(3, 10, 1), (4, 5, 1)]), ChangeList.encode([(3, -10, -1)]))
        #expect(isEqual(ChangeList.decode(merged), [(4, 5, 1)]))
    }

    @Test func nonsenseEndsTheList() {
        #expect(ChangeList.decode([0x80]).isEmpty)
        #expect(ChangeList.decode([UInt8](repeating: 0xFF, count: 40)).isEmpty)
        #expect(ChangeList.decode(ChangeList.encode([(1, 2, 3), (9, 9, 9)]).dropLast() + []).count == 1)
        var random = SplitMix(seed: 5)
        for _ in 0..<2000 {
            let bytes = (0..<20).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let cells = ChangeList.decode(bytes).map(\.cell)
            #expect(cells == cells.sorted())
        }
    }

    /// A week of intervals stays bounded, and loses no byte, no peak and no end.
    @Test func aWeekIsAsShortAsAMinute() {
        var timeline = Timeline()
        var live: Int64 = 0
        var peak: Int64 = 0
        for index in 0..<20_000 {
            let change = Int64(index % 7) - 2
            live += change
            peak = max(peak, live + 3)
            timeline.append(
                TimelineInterval(
                    endSeconds: Double(index + 1) * 30, heapBytes: live, heapPeakBytes: live + 3,
                    residentBytes: index % 100 == 0 ? Int64(index) : nil,
                    changes: ChangeList.encode([(UInt32(index % 50 + 1), change, 1)])))
        }
        #expect(timeline.intervals.count <= 256)
        #expect(timeline.intervals.last?.endSeconds == 600_000)
        #expect(timeline.intervals.last?.heapBytes == live)
        #expect(timeline.intervals.map(\.heapPeakBytes).max() == peak)
        #expect(timeline.intervals.compactMap(\.residentBytes).max() == 19_900)
        let changes = timeline.intervals.flatMap { ChangeList.decode($0.changes) }
        #expect(changes.reduce(0) { $0 + $1.bytes } == live)
        #expect(changes.reduce(0) { $0 + $1.blocks } == 20_000)
        #expect(timeline.intervals.map(\.endSeconds) == timeline.intervals.map(\.endSeconds).sorted())
    }

    /// Large intervals are merged earlier; the packed changes keep to their allowance.
    @Test func manyChangesStayBounded() {
        var timeline = Timeline()
        for index in 0..<400 {
            let changes = (1...5000).map { (cell: UInt32($0), bytes: Int64(index + 1) << 20, blocks: Int64(1)) }
            timeline.append(
                TimelineInterval(
                    endSeconds: Double(index + 1) / 10, heapBytes: 0, heapPeakBytes: 0, residentBytes: nil,
                    changes: ChangeList.encode(changes)))
        }
        #expect(timeline.intervals.count <= 17)
        #expect(timeline.generation > 0)
        #expect(ChangeList.decode(timeline.intervals.reduce([]) { ChangeList.merge($0, $1.changes) }).count == 5000)
    }
}
