/// Gives every distinct key the next number: open addressing with linear probing, at most half full.
///
/// - Complexity: O(1) expected; 8 bytes a key, and 8 to 16 for its slots.
package struct KeyTable: ~Copyable {
    private(set) var keys = MutableColumn<UInt64>(capacity: 64)
    /// Number of the key and one; 0 = free.
    private var slots = MutableColumn<UInt32>(zeroes: 256)
    private var mask = 255

    package init() {}

    package var count: Int { keys.count }

    /// The number of `key`, and whether it is new.
    @inline(__always)
    package mutating func insert(_ key: UInt64) -> (number: Int, isNew: Bool) {
        var slot = Int(truncatingIfNeeded: Hash.mix(key)) & mask
        while slots.base[slot] != 0 {
            let number = Int(slots.base[slot]) &- 1
            if keys.base[number] == key { return (number, false) }
            slot = (slot &+ 1) & mask
        }
        keys.append(key)
        slots.base[slot] = UInt32(truncatingIfNeeded: count)
        if count &* 2 > mask { grow() }
        return (count &- 1, true)
    }

    /// The number of `key` if it is known.
    package func number(of key: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: Hash.mix(key)) & mask
        while slots.base[slot] != 0 {
            let number = Int(slots.base[slot]) &- 1
            if keys.base[number] == key { return number }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    private mutating func grow() {
        mask = mask * 2 + 1
        slots = MutableColumn(zeroes: mask + 1)
        for number in 0..<count {
            var slot = Int(truncatingIfNeeded: Hash.mix(keys.base[number])) & mask
            while slots.base[slot] != 0 { slot = (slot &+ 1) & mask }
            slots.base[slot] = UInt32(truncatingIfNeeded: number + 1)
        }
    }
}
