// Objects that the collector's lists do not name, found through references and not yet walked.
import CAgentPlatform

/// A stack of addresses in reserved address space.
struct PendingObjects {
    private var addresses: UnsafeMutablePointer<UInt64>! = nil
    private var count = 0
    private static let capacity = 1 << 27

    mutating func prepare() -> Bool {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        let pages = mmap(nil, Self.capacity * 8, PROT_READ | PROT_WRITE, flags, -1, 0)
        guard let pages, pages != UnsafeMutableRawPointer(bitPattern: -1) else { return false }
        addresses = pages.assumingMemoryBound(to: UInt64.self)
        return true
    }

    @inline(__always)
    mutating func push(_ address: UInt64) {
        if count < Self.capacity {
            addresses[count] = address
            count &+= 1
        }
    }

    @inline(__always)
    mutating func pop() -> UInt64? {
        if count == 0 { return nil }
        count &-= 1
        return addresses[count]
    }
}
