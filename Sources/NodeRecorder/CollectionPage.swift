// What the library in a Node counts of one heap's collections (heaptide_collections of CNodeABI), mapped.
import CNodeABI
import Glibc
import Recording

/// The page of one heap. The file's name is taken away with it.
///
/// - Invariant: `page` is mapped as long as this lives. The program may write anything into it at any time; no number of
///   it is an index, and sums wrap.
final class CollectionPage {
    private let path: String
    private let page: UnsafeMutablePointer<heaptide_collections>
    private let clock: RecordingClock
    private let startSeconds: Double

    // Of what was asked for: the noted ones, told apart.
    private var asked = CollectionPauses()
    private var others = CollectionPauses()

    /// - Parameter startSeconds: when the heap's recording began.
    /// - Returns: nil as long as the program has not made it.
    init?(path: String, clock: RecordingClock, startSeconds: Double) {
        let file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        let bytes = Int(HEAPTIDE_COLLECTIONS_BYTES)
        guard fstat(file, &status) == 0, status.st_size == bytes,
            let mapping = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), mapping != MAP_FAILED
        else { return nil }
        self.path = path
        page = mapping.assumingMemoryBound(to: heaptide_collections.self)
        self.clock = clock
        self.startSeconds = startSeconds
    }

    deinit {
        munmap(page, Int(HEAPTIDE_COLLECTIONS_BYTES))
        unlink(path)
    }

    /// Whether the library counts; false where it found no callbacks in V8.
    private var isCounting: Bool { heaptide_load32(&page.pointee.magic) == UInt32(HEAPTIDE_COLLECTIONS_MAGIC) }

    /// The pauses so far; empty if nothing is counted.
    func read() -> Collections {
        guard isCounting else { return [:] }
        var collections: Collections = [:]
        withUnsafeMutablePointer(to: &page.pointee.kinds.0) { kinds in
            collections[.minor] = pauses(kinds)
            collections[.major] = pauses(kinds + Int(HEAPTIDE_MAJOR_COLLECTIONS))
            collections[.incremental] = pauses(kinds + Int(HEAPTIDE_INCREMENTAL_COLLECTIONS))
            collections[.recorder] = pauses(kinds + Int(HEAPTIDE_ASKED_COLLECTIONS))
        }
        collections[.major]?.add(others)
        collections[.recorder]?.add(asked)
        return collections
    }

    private func pauses(_ pauses: UnsafeMutablePointer<heaptide_pauses>) -> CollectionPauses {
        CollectionPauses(
            count: Int(truncatingIfNeeded: heaptide_load64(&pauses.pointee.count)),
            seconds: Double(heaptide_load64(&pauses.pointee.nanoseconds)) / 1e9,
            longestSeconds: Double(heaptide_load64(&pauses.pointee.longest)) / 1e9,
            longestAtSeconds: seconds(at: heaptide_load64(&pauses.pointee.longest_at)))
    }

    private func seconds(at moment: UInt64) -> Double {
        moment == 0 ? 0 : max(0, clock.seconds(at: moment) - startSeconds)
    }

    /// Whether the library has the heap's allocations sampled: then no profile begins with a collection.
    var isSampling: Bool { heaptide_load64(&page.pointee.sampling_interval) > 0 }

    /// Bytes in use when the program had ended and nothing was collected yet; nil if that is not known.
    var usedAtEnd: Int64? {
        let used = Int64(clamping: heaptide_load64(&page.pointee.used_at_end))
        return used > 0 ? used : nil
    }

    // MARK: The recorder's own

    /// Asks for a profile, before which V8 collects. That collection is the last one until the answer.
    func askingForProfile<Answer>(_ ask: () -> Answer?) -> Answer? {
        heaptide_store64(&page.pointee.noted_count, 0)
        heaptide_store32(&page.pointee.asked, UInt32(HEAPTIDE_PROFILE_ASKED))
        let answer = ask()
        heaptide_store32(&page.pointee.asked, UInt32(HEAPTIDE_NOTHING_ASKED))
        sort(isAnswered: answer != nil)
        return answer
    }

    private func sort(isAnswered: Bool) {
        let most = Int(HEAPTIDE_NOTED_COLLECTIONS)
        let count = min(most, Int(clamping: heaptide_load64(&page.pointee.noted_count)))
        withUnsafeMutablePointer(to: &page.pointee.noted.0) { noted in
            for index in 0..<count {
                let length = Double(noted[index].nanoseconds) / 1e9
                let pause = CollectionPauses(
                    count: 1, seconds: length, longestSeconds: length, longestAtSeconds: seconds(at: noted[index].at))
                if isAnswered && index == count - 1 { asked.add(pause) } else { others.add(pause) }
            }
        }
    }
}
