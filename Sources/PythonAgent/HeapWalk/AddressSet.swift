// Which addresses a walk has seen: one bit for every eight bytes of the parts of the address space that are in use.
import CAgentPlatform

/// A set of addresses below 2^47, in two levels that the kernel fills in as they are touched: 1/64 of the memory that
/// the addresses spread over.
struct AddressSet {
    /// One pointer for each `chunkSpan` bytes of address space.
    private var directory: UnsafeMutablePointer<UnsafeMutablePointer<UInt64>?>! = nil

    private static let spanBits: UInt64 = 22
    private static let addressBits: UInt64 = 47
    private static let directoryBytes = (1 << Int(addressBits - spanBits)) * 8
    private static let chunkBytes = (1 << Int(spanBits)) / 64

    /// False if there is no address space for it.
    mutating func prepare() -> Bool {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        let pages = mmap(nil, Self.directoryBytes, PROT_READ | PROT_WRITE, flags, -1, 0)
        guard let pages, pages != UnsafeMutableRawPointer(bitPattern: -1) else { return false }
        directory = pages.assumingMemoryBound(to: UnsafeMutablePointer<UInt64>?.self)
        return true
    }

    /// True if it was not in. Addresses that no object can have, and those there is no memory for, count as seen.
    @inline(__always)
    mutating func insert(_ address: UInt64) -> Bool {
        if address >> Self.addressBits != 0 || address < 4096 { return false }
        guard let chunk = directory[Int(address >> Self.spanBits)] ?? addChunk(address) else { return false }
        let bit = (address >> 3) & ((1 << (Self.spanBits &- 3)) &- 1)
        let word = chunk + Int(bit >> 6)
        let mask: UInt64 = 1 << (bit & 63)
        if word.pointee & mask != 0 { return false }
        word.pointee |= mask
        return true
    }

    @inline(never)
    private mutating func addChunk(_ address: UInt64) -> UnsafeMutablePointer<UInt64>? {
        let chunk = mapPages(Self.chunkBytes)?.assumingMemoryBound(to: UInt64.self)
        directory[Int(address >> Self.spanBits)] = chunk
        return chunk
    }
}
