// The next quotation mark, which is most of the file away where the arrays of numbers are.
import Glibc
import HeapFile
import Synchronization

enum FarByte {
    /// So far one thread looks alone.
    private static let near = 1 << 16
    private static let blockSize = 1 << 20

    /// The place of the first `byte` in `bytes`, at or behind `start`.
    ///
    /// - Complexity: O(bytes up to it, and some blocks), at the speed of memchr; on all cores where it is far.
    static func first(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        let near = min(bytes.count, start + near)
        if let found = first(byte, bytes, start..<near) { return found }
        let blocks = stride(from: near, to: bytes.count, by: blockSize).map { $0..<min($0 + blockSize, bytes.count) }
        let found = Atomic(Int.max)
        // Blocks are begun in their order, so those in front of one that has the byte are looked through as well.
        _ = Parallel.map(blocks, cost: { bytes.count - $0.lowerBound }) { block in
            guard block.lowerBound < found.load(ordering: .relaxed), let place = first(byte, bytes, block) else {
                return
            }
            found.min(place, ordering: .relaxed)
        }
        let place = found.load(ordering: .relaxed)
        return place == .max ? nil : place
    }

    private static func first(_ byte: UInt8, _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        let found = memchr(bytes.baseAddress! + range.lowerBound, Int32(byte), range.count)
        return found.map { UnsafeRawPointer($0) - bytes.baseAddress! }
    }
}
