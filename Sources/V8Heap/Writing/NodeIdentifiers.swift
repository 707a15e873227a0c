// The ids of nodes in the file: odd, unique, and below 2^32, for DevTools keeps 32 bits of them.
import Glibc
import HeapGraph

/// Draws an id for one node after the other. An object keeps its id from one snapshot of a process to the next, so that
/// DevTools can compare them, except where two objects would have the same, or it has no identity: then it gets the
/// highest that is free.
struct NodeIdentifiers: ~Copyable {
    private let identities: Column<UInt64>
    private let shift: UInt64
    /// One bit an id. Pages of it that are never touched are never there.
    private let taken: UnsafeMutablePointer<UInt8>?
    private var node = 0
    /// Above this all are taken.
    private var highest: UInt64 = 1 << bits - 1

    private static let bits: UInt64 = 31
    private static let byteCount = 1 << (bits - 3)

    /// - Parameter identities: addresses, or the numbers that V8 has given.
    init(_ identities: Column<UInt64>) {
        self.identities = identities
        let largest = identities.bytes.assumingMemoryBound(to: UInt64.self).reduce(0) { max($0, $1) }
        shift = largest >> 32 == 0 ? 1 : 4
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        let memory = mmap(nil, Self.byteCount, PROT_READ | PROT_WRITE, flags, -1, 0)
        taken = memory == MAP_FAILED ? nil : memory?.assumingMemoryBound(to: UInt8.self)
    }

    deinit {
        if let taken { munmap(taken, Self.byteCount) }
    }

    /// The id of the next node; the root's is 1.
    ///
    /// - Complexity: O(1) amortized.
    mutating func next() -> UInt64 {
        defer { node += 1 }
        guard let taken else { return UInt64(node) * 2 + 1 }
        var id = node == 0 ? 0 : identities[node] >> shift & (1 << Self.bits - 1)
        if node > 0 && (id == 0 || Self.isTaken(id, taken)) {
            while Self.isTaken(highest, taken) { highest -= 1 }
            id = highest
        }
        taken[Int(id >> 3)] |= 1 << UInt8(id & 7)
        return id * 2 + 1
    }

    @inline(__always)
    private static func isTaken(_ id: UInt64, _ taken: UnsafeMutablePointer<UInt8>) -> Bool {
        taken[Int(id >> 3)] & 1 << UInt8(id & 7) != 0
    }
}
