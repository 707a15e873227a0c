// Where columns live: memory that a big column gives back to the kernel when it is dropped.
import Glibc

/// Zeroed memory of a fixed size. Pages that are never touched are never there.
final class Memory {
    let address: UnsafeMutableRawPointer
    let byteCount: Int
    private let isMapped: Bool

    /// Below this a mapping of its own costs more than it gives back.
    private static let smallestMapping = 64 << 10
    private static let smallestForHugePages = 4 << 20

    /// - Parameter isSparse: most of it will never be touched, so huge pages would waste memory.
    init(byteCount: Int, isSparse: Bool = false) {
        self.byteCount = byteCount
        isMapped = byteCount >= Self.smallestMapping
        let memory = isMapped ? Self.map(byteCount, isSparse: isSparse) : calloc(max(1, byteCount), 1)
        guard let memory else { fatalError("out of memory for \(byteCount) bytes") }
        address = memory
    }

    deinit {
        if isMapped { munmap(address, byteCount) } else { free(address) }
    }

    private static func map(_ byteCount: Int, isSparse: Bool) -> UnsafeMutableRawPointer? {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | (isSparse ? MAP_NORESERVE : 0)
        guard let pages = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0), pages != MAP_FAILED
        else { return nil }
        if byteCount >= smallestForHugePages && !isSparse { madvise(pages, byteCount, MADV_HUGEPAGE) }
        return pages
    }
}
