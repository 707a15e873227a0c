// Where columns live: memory that a big column gives back when it is dropped.
import Glibc

/// Memory of a fixed size.
final class Memory {
    /// What is in it at first.
    enum Contents {
        case zeroes
        /// Zeroes most of which will never be touched; pages that are not are never there.
        case untouched
        /// Whatever: all of it will be written before it is read.
        case anything
    }

    let address: UnsafeMutableRawPointer
    let byteCount: Int
    /// Whole pages; 0 if it is no mapping. Fewer than `byteCount` needs once some have been forgotten.
    private var mappedBytes: Int
    private let isPooled: Bool

    /// Below this a mapping of its own costs more than it gives back.
    private static let smallestMapping = 64 << 10
    private static let smallestForHugePages = 4 << 20
    /// Sizes are multiples of this, so that a column of about as many elements as another fits where that was.
    private static let unit = 64 << 10

    init(byteCount: Int, _ contents: Contents = .zeroes) {
        self.byteCount = byteCount
        isPooled = byteCount >= Self.smallestForHugePages && contents != .untouched
        mappedBytes = byteCount < Self.smallestMapping ? 0 : (byteCount + Self.unit - 1) / Self.unit * Self.unit
        if isPooled, let taken = MemoryPool.take(mappedBytes) {
            address = UnsafeMutableRawPointer(bitPattern: taken)!
            if contents == .zeroes { memset(address, 0, byteCount) }
            return
        }
        let memory = mappedBytes > 0 ? Self.map(mappedBytes, contents) : calloc(max(1, byteCount), 1)
        guard let memory else { fatalError("out of memory for \(byteCount) bytes") }
        address = memory
    }

    deinit {
        if isPooled {
            let start = UInt(bitPattern: address)
            MemoryPool.put(start..<start + UInt(mappedBytes))
        } else if mappedBytes > 0 {
            munmap(address, mappedBytes)
        } else {
            free(address)
        }
    }

    /// Gives whole pages behind `offset` back to the kernel. Nobody may touch them any more.
    func forget(from offset: Int) {
        let start = (offset + Self.unit - 1) / Self.unit * Self.unit
        // The first pages stay, for a mapping of nothing could not be given back.
        guard start > 0 && start < mappedBytes else { return }
        munmap(address + start, mappedBytes - start)
        mappedBytes = start
    }

    private static func map(_ byteCount: Int, _ contents: Contents) -> UnsafeMutableRawPointer? {
        let isSparse = contents == .untouched
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | (isSparse ? MAP_NORESERVE : 0)
        guard let pages = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0), pages != MAP_FAILED
        else { return nil }
        if byteCount >= smallestForHugePages && !isSparse { madvise(pages, byteCount, MADV_HUGEPAGE) }
        return pages
    }
}
