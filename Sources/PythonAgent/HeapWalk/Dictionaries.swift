// dicts as they lie in memory: entries in order of insertion behind a table of indices; with shared keys, the values are
// an array of their own, or part of the instance that they belong to.
import CAgentABI
import CPythonABI

/// A dict's keys object.
struct DictKeys {
    let address: UInt64

    /// What an entry is made of.
    enum Kind {
        static let general: UInt8 = 0  // hash, key, value
        static let text: UInt8 = 1  // key, value: all keys are str
        static let split: UInt8 = 2  // key, value: shared by instances, which keep the values
    }

    @inline(__always)
    init(_ address: UInt64) { self.address = address }

    private var isOld: Bool { layout.minor < 11 }
    var kind: UInt8 { isOld ? Kind.general : load8(address, 10) }
    var count: Int { Int(load(address, HeapWalk.layout.keys_entries)) }
    var usable: Int { Int(load(address, HeapWalk.layout.keys_usable)) }
    /// Entries that there is room for.
    var capacity: Int { count &+ usable }
    private var entryBytes: UInt64 { kind == Kind.general ? 24 : 16 }

    private var indexBytes: UInt64 {
        if !isOld { return 1 << UInt64(load8(address, 9)) }
        let size = slots
        return size * (size <= 0xFF ? 1 : size <= 0xFFFF ? 2 : size <= 0xFFFF_FFFF ? 4 : 8)
    }

    private var entries: UInt64 { address &+ UInt64(HeapWalk.layout.keys_indices) &+ indexBytes }

    @inline(__always)
    func key(_ index: Int) -> UInt64 { load(entries &+ UInt64(index) &* entryBytes, kind == Kind.general ? 8 : 0) }

    /// Calls `body` with key and value of every slot that has been used; the value is 0 where it has been deleted.
    @inline(__always)
    func forEach(_ body: (_ index: Int, _ key: UInt64, _ value: UInt64) -> Void) {
        let isGeneral = kind == Kind.general
        let step: UInt64 = isGeneral ? 24 : 16
        var entry = entries
        for index in 0..<count {
            if isGeneral {
                body(index, load(entry, 8), load(entry, 16))
            } else {
                body(index, load(entry, 0), load(entry, 8))
            }
            entry &+= step
        }
    }

    /// Slots of the table of indices.
    private var slots: UInt64 { isOld ? load(address, 8) : 1 << UInt64(load8(address, 8)) }

    /// Bytes of its block, which has two entries for three slots; 0 for the one that all empty dicts share.
    var bytes: UInt64 {
        if HeapWalk.isInImage(address) { return 0 }
        return UInt64(HeapWalk.layout.keys_indices) &+ indexBytes &+ slots &* 2 / 3 &* entryBytes
    }

    /// Bytes that a keys object of the same kind needs for `used` entries.
    func leastBytes(_ used: UInt64) -> UInt64 {
        if used == 0 { return 0 }
        var size: UInt64 = 8
        while size &* 2 / 3 < used { size &*= 2 }
        let width: UInt64 = size <= 0xFF ? 1 : size <= 0xFFFF ? 2 : 4
        return UInt64(HeapWalk.layout.keys_indices) &+ size &* width &+ size &* 2 / 3 &* entryBytes
    }
}

/// A dict object.
struct DictEntries {
    let dict: UInt64
    let keys: DictKeys
    let values: UInt64

    @inline(__always)
    init(_ dict: UInt64) {
        self.dict = dict
        keys = DictKeys(load(dict, UInt32(HEAPTIDE_PY_DICT_KEYS.rawValue)))
        values = load(dict, UInt32(HEAPTIDE_PY_DICT_VALUES.rawValue))
    }

    /// The values are part of an instance, which answers for them.
    var isEmbedded: Bool { values != 0 && layout.minor >= 13 && load8(values, 2) != 0 }

    /// Calls `body` with every key and its value.
    @inline(__always)
    func forEach(_ body: (_ key: UInt64, _ value: UInt64) -> Void) {
        if values == 0 {
            keys.forEach { _, key, value in
                if value != 0 { body(key, value) }
            }
        } else {
            let first = values &+ (layout.minor >= 13 ? 8 : 0)
            keys.forEach { index, key, _ in
                let value = load(first &+ UInt64(index) &* 8, 0)
                if value != 0 { body(key, value) }
            }
        }
    }

    /// Bytes beside the dict object itself, and how many of them more than a fresh dict of as many entries needs.
    var tableBytes: (total: UInt64, unused: UInt64) {
        if values != 0 { return (isEmbedded ? 0 : splitValuesBytes(keys.capacity), 0) }
        let total = keys.bytes
        let least = keys.leastBytes(load(dict, UInt32(HEAPTIDE_PY_DICT_USED.rawValue)))
        return (total, total > least ? total &- least : 0)
    }
}

/// Bytes of the separate block that holds an instance's values, for keys with that capacity.
func splitValuesBytes(_ capacity: Int) -> UInt64 {
    let count = UInt64(capacity)
    switch layout.minor {
    case 9, 10: return count &* 8
    case 11, 12: return ((count &+ 2 &+ 7) & ~7) &+ count &* 8
    default: return ((count &+ 7) & ~7) &+ (count &+ 1) &* 8
    }
}
