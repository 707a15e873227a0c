import Recording
import Testing

/// When the recorder asks for snapshots, on heaps that are made up.
@Suite struct PeakWatchTests {
    private static let mebibyte: Int64 = 1 << 20

    /// What is asked for while the heap has these sizes, a millisecond apart; each snapshot is taken and read at once.
    private func snapshots(_ sizes: [Int64], milliseconds: Double = 1) -> [Int64] {
        var watch = PeakWatch()
        var taken: [Int64] = []
        var peak: Int64 = 0
        for (step, bytes) in sizes.enumerated() {
            peak = max(peak, bytes)
            if watch.look(bytes: bytes, peak: peak, now: Double(step) * milliseconds / 1e3) == .snapshot {
                taken.append(bytes)
                watch.taken(bytes: bytes)
                watch.walkEnded()
            }
        }
        return taken
    }

    @Test func aSteadyGrowthIsFollowedInTenths() {
        let taken = snapshots((10...10_000).map { Int64($0) * Self.mebibyte / 10 })
        #expect(taken.count < 80)
        #expect(taken.last! >= 900 * Self.mebibyte)
        for (one, next) in zip(taken.dropFirst(20), taken.dropFirst(21)) { #expect(next * 10 + 10 >= one * 11) }
    }

    @Test func theEndOfAGrowthIsWorthOne() {
        let growth = (10...1_050).map { Int64($0) * Self.mebibyte / 10 }
        let taken = snapshots(growth + Array(repeating: growth.last!, count: 100))
        #expect(taken.last == growth.last)
    }

    @Test func aHeapThatStaysIsNot() {
        let taken = snapshots((0..<10_000).map { 100 * Self.mebibyte + Int64($0 % 7) * 1000 })
        #expect(taken.isEmpty)
    }

    @Test func aHeapThatSwingsIsTakenOnce() {
        let taken = snapshots((0..<10_000).map { Int64($0 % 100 < 50 ? 10 : 100) * Self.mebibyte })
        #expect(taken == [100 * Self.mebibyte])
    }

    @Test func whatIsNotTakenIsUrged() {
        var watch = PeakWatch()
        _ = watch.look(bytes: Self.mebibyte, peak: Self.mebibyte, now: 0)
        var wishes: [PeakWatch.Wish] = []
        for step in 1...1000 {
            let wish = watch.look(bytes: 9 * Self.mebibyte, peak: 9 * Self.mebibyte, now: Double(step) / 1000)
            if wish != .nothing { wishes.append(wish) }
        }
        #expect(wishes == [.snapshot, .fetch, .hurry])
        #expect(watch.isAsking)
    }

    @Test func oneThatIsBeingReadIsWaitedFor() {
        var watch = PeakWatch()
        _ = watch.look(bytes: 10 * Self.mebibyte, peak: 0, now: 0)
        var taken = 0
        for size in 11...1000 {
            let bytes = Int64(size) * Self.mebibyte
            guard watch.look(bytes: bytes, peak: bytes, now: Double(size)) == .snapshot else { continue }
            taken += 1
            watch.taken(bytes: bytes)
        }
        // None is ever read to its end.
        #expect(taken == PeakWatch.mostWalks)
    }

    @Test func aKernelThatRefusesIsNotAskedAgain() {
        var watch = PeakWatch()
        _ = watch.look(bytes: Self.mebibyte, peak: 0, now: 0)
        #expect(watch.look(bytes: 9 * Self.mebibyte, peak: 9 * Self.mebibyte, now: 1) == .snapshot)
        watch.giveUp()
        #expect(!watch.isAsking)
        #expect(watch.look(bytes: 90 * Self.mebibyte, peak: 90 * Self.mebibyte, now: 2) == .nothing)
    }
}
