// Memory that goes from one column to the next without a detour through the kernel, which would clear it once more.
import Glibc
import Synchronization

/// Mappings that were given back while a computation goes on that will soon need as much.
///
/// What is here and what is in use are together never more than what was in use at the peak: whoever maps new memory gives
/// back as much of this first.
///
/// - Complexity: O(mappings) to take one, some dozens.
package enum MemoryPool {
    fileprivate struct State {
        /// Computations that go on.
        var users = 0
        /// Addresses of pages, each range in no other and in no column.
        var ranges: [Range<UInt>] = []
    }

    private static let state = Mutex(State())

    /// Keeps what is given back from now on. Each call needs an `end`.
    package static func begin() { state.withLock { $0.users += 1 } }

    /// Gives everything back to the kernel. What others give back is kept as long as they go on.
    package static func end() {
        state.withLock { state in
            state.users -= 1
            state.release(.max)
        }
    }

    /// The address of `byteCount` bytes with anything in them; nil if new ones have to be mapped.
    static func take(_ byteCount: Int) -> UInt? {
        state.withLock { state in
            let fitting = state.ranges.indices.filter { state.ranges[$0].count >= byteCount }
            guard let best = fitting.min(by: { state.ranges[$0].count < state.ranges[$1].count }) else {
                state.release(byteCount)
                return nil
            }
            let start = state.ranges[best].lowerBound
            let rest = start + UInt(byteCount)..<state.ranges[best].upperBound
            if rest.isEmpty { state.ranges.remove(at: best) } else { state.ranges[best] = rest }
            return start
        }
    }

    /// Takes whole pages that nobody uses any more.
    static func put(_ pages: Range<UInt>) {
        state.withLock { state in
            state.ranges.append(pages)
            if state.users == 0 { state.release(.max) }
        }
    }
}

extension MemoryPool.State {
    /// Gives `byteCount` bytes back to the kernel, or all if there are fewer; the smallest ranges first.
    fileprivate mutating func release(_ byteCount: Int) {
        ranges.sort { $0.count > $1.count }
        var left = byteCount
        while left > 0, let range = ranges.popLast() {
            let count = min(left, range.count)
            munmap(UnsafeMutableRawPointer(bitPattern: range.lowerBound), count)
            if count < range.count { ranges.append(range.lowerBound + UInt(count)..<range.upperBound) }
            left -= count
        }
    }
}
