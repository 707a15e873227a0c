// Numbers by address, for the few that are not objects.
import HeapGraph

/// Open addressing with linear probing, at most half full.
struct AddressNumbers: ~Copyable {
    private var keys = MutableColumn<UInt64>(zeroes: 1 << 12)
    private var numbers = MutableColumn<UInt32>(zeroes: 1 << 12)
    private var count = 0
    private var mask: Int { keys.count - 1 }

    private static func home(_ key: UInt64) -> UInt64 { (key &* 0x9E37_79B9_7F4A_7C15) >> 20 }

    /// Sets the number of `key`, which is not 0.
    mutating func set(_ key: UInt64, _ number: UInt32) {
        if count * 2 >= keys.count { grow() }
        let slot = slot(of: key)
        if keys.base[slot] == 0 { count += 1 }
        keys.base[slot] = key
        numbers.base[slot] = number
    }

    /// The number of `key`, 0 if it has none.
    @inline(__always)
    func number(of key: UInt64) -> UInt32 { key == 0 ? 0 : numbers.base[slot(of: key)] }

    @inline(__always)
    private func slot(of key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: Self.home(key)) & mask
        while keys.base[slot] != 0 && keys.base[slot] != key { slot = (slot &+ 1) & mask }
        return slot
    }

    /// Memory that it takes.
    var byteCount: Int { keys.count * 12 }

    private mutating func grow() {
        var larger = AddressNumbers(size: keys.count * 2)
        for slot in 0..<keys.count where keys.base[slot] != 0 { larger.set(keys.base[slot], numbers.base[slot]) }
        self = larger
    }

    init() {}

    private init(size: Int) {
        keys = MutableColumn<UInt64>(zeroes: size)
        numbers = MutableColumn<UInt32>(zeroes: size)
    }
}
