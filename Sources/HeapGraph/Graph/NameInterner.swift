// Gives every distinct name one number while a graph is built.

/// Open addressing with linear probing, at most half full; 8 bytes a slot, and the names themselves.
///
/// - Complexity: O(bytes) expected per look-up.
package struct NameInterner: ~Copyable {
    private var bytes = MutableColumn<UInt8>(capacity: 1 << 12)
    private var offsets = MutableColumn<UInt32>(capacity: 1 << 8)
    /// Upper half of the hash, and the number of the name; 0 = free.
    private var slots = MutableColumn<UInt64>(zeroes: 1 << 10)
    private var mask = 1 << 10 - 1
    /// Bytes of one name; what is longer is cut.
    private let longestName: Int
    private let mostBytes: Int
    /// Names that it began with, which are not looked up.
    private var adopted = 1
    /// Names that were not taken in because the table was full.
    package private(set) var refused = 0

    /// - Parameters:
    ///   - longestName: bytes that are kept of one name, at least 4.
    ///   - mostBytes: bytes that all names together may take, below 4 GiB.
    package init(longestName: Int = 1 << 12, mostBytes: Int = 1 << 30) {
        self.longestName = longestName
        self.mostBytes = min(mostBytes, Int(UInt32.max))
        offsets.append(0)
        offsets.append(0)
    }

    /// Begins with names that are already numbered; equal ones among them stay apart.
    ///
    /// - Parameters:
    ///   - bytes: all names, one behind the other, below 4 GiB.
    ///   - offsets: where each begins, and where the last one ends; the first name is empty.
    package init(bytes: consuming MutableColumn<UInt8>, offsets: consuming MutableColumn<UInt32>) {
        precondition(offsets.count >= 2 && offsets[1] == 0 && Int(offsets[offsets.count - 1]) == bytes.count)
        longestName = 1 << 12
        mostBytes = Int(UInt32.max)
        adopted = offsets.count - 1
        self.bytes = bytes
        self.offsets = offsets
    }

    /// Names so far, the empty one too.
    package var count: Int { offsets.count - 1 }

    /// The number of `name`, the same for the same text.
    package mutating func intern(_ name: String) -> NameIndex {
        var name = name
        return name.withUTF8 { intern($0) }
    }

    /// The number of a name, the same for the same bytes; 0 if it is empty, or new when the table is full.
    package mutating func intern(_ name: UnsafeBufferPointer<UInt8>) -> NameIndex {
        guard name.count <= longestName else { return internCut(name) }
        guard name.count > 0 else { return 0 }
        let hash = Hash.of(name)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots.base[slot] != 0 {
            let entry = slots.base[slot]
            if entry >> 32 == hash >> 32, equals(UInt32(truncatingIfNeeded: entry), name) {
                return UInt32(truncatingIfNeeded: entry)
            }
            slot = (slot &+ 1) & mask
        }
        return add(name, hash, slot)
    }

    /// A name as text.
    package func text(_ name: NameIndex) -> String {
        let start = Int(offsets[Int(name)])
        let count = Int(offsets[Int(name) + 1]) - start
        return String(
            decoding: UnsafeBufferPointer(start: UnsafePointer(bytes.base) + start, count: count), as: UTF8.self)
    }

    /// Ends the interning.
    package consuming func table() -> NameTable {
        NameTable(checkedBytes: bytes.frozen(), offsets: offsets.frozen())
    }

    private func equals(_ index: NameIndex, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = Int(offsets.base[Int(index)])
        guard Int(offsets.base[Int(index) + 1]) - start == name.count else { return false }
        for position in 0..<name.count where bytes.base[start &+ position] != name[position] { return false }
        return true
    }

    /// Cuts between characters, and says so.
    private mutating func internCut(_ name: UnsafeBufferPointer<UInt8>) -> NameIndex {
        var end = max(0, longestName - 3)
        while end > 0 && name[end] & 0xC0 == 0x80 { end -= 1 }
        let cut = Array(name[..<end]) + Array("…".utf8)
        return cut.withUnsafeBufferPointer { $0.count <= longestName ? intern($0) : 0 }
    }

    private mutating func add(_ name: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ slot: Int) -> NameIndex {
        guard bytes.count + name.count <= mostBytes, count <= EdgeLabel.maximumValue else {
            refused += 1
            return 0
        }
        let index = UInt32(count)
        for byte in name { bytes.append(byte) }
        offsets.append(UInt32(bytes.count))
        slots.base[slot] = (hash >> 32) << 32 | UInt64(index)
        if (count - adopted) * 2 > mask { grow() }
        return index
    }

    private mutating func grow() {
        mask = mask * 2 + 1
        slots = MutableColumn(zeroes: mask + 1)
        for index in adopted..<count {
            let start = Int(offsets.base[index])
            let length = Int(offsets.base[index + 1]) - start
            let hash = Hash.of(UnsafeBufferPointer(start: UnsafePointer(bytes.base) + start, count: length))
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots.base[slot] != 0 { slot = (slot &+ 1) & mask }
            slots.base[slot] = (hash >> 32) << 32 | UInt64(index)
        }
    }
}
