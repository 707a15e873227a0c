// What lists, tuples, dicts and sets hold.
import CAgentABI
import CPythonABI

func walkList(_ list: UInt64) {
    let items = load(list, UInt32(HEAPTIDE_PY_LIST_ITEMS.rawValue))
    if items != 0 {
        HeapWalk.items(items, load(list, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue)), HEAPTIDE_HEAP_EDGE_ELEMENT)
    }
}

func walkTuple(_ tuple: UInt64) {
    let count = load(tuple, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue))
    HeapWalk.items(tuple &+ UInt64(HeapWalk.layout.tuple_items), count, HEAPTIDE_HEAP_EDGE_ELEMENT)
}

/// Values under their keys, and keys, unless they are names of the program.
func walkDict(_ dict: UInt64) {
    let entries = DictEntries(dict)
    let embedded = entries.isEmbedded
    entries.forEach { key, value in
        let type = load(key, UInt32(HEAPTIDE_PY_OBJECT_TYPE))
        if type == bits(python.unicode_type) {
            let name = HeapWalk.name(ofKey: key)
            if name == 0 { HeapWalk.edge(key, HEAPTIDE_HEAP_EDGE_MEMBER, 0) }
            if !embedded { HeapWalk.edge(value, HEAPTIDE_HEAP_EDGE_KEY, name) }
        } else {
            HeapWalk.edge(key, HEAPTIDE_HEAP_EDGE_MEMBER, 0)
            if let index = smallIndex(key) {
                HeapWalk.edge(value, HEAPTIDE_HEAP_EDGE_ELEMENT, index)
            } else {
                HeapWalk.edge(value, HEAPTIDE_HEAP_EDGE_KEY, 0)
            }
        }
    }
}

/// An int of one digit that is not negative.
private func smallIndex(_ key: UInt64) -> UInt64? {
    guard HeapWalk.types.info(load(key, UInt32(HEAPTIDE_PY_OBJECT_TYPE))).pointee.kind == ObjectKind.integer else {
        return nil
    }
    let word = load(key, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue))
    let isOneDigit = layout.minor >= 12 ? word >> 3 <= 1 && word & 3 != 2 : word <= 1
    return isOneDigit ? (word == 0 ? 0 : UInt64(UInt32(bitPattern: load32(key, 24)))) : nil
}

func walkSet(_ set: UInt64) {
    var entry = load(set, UInt32(HEAPTIDE_PY_SET_TABLE.rawValue))
    if entry == 0 { return }
    let slots = load(set, UInt32(HEAPTIDE_PY_SET_MASK.rawValue)) &+ 1
    for _ in 0..<slots {
        let key = load(entry, 0)
        let isDummy = Int64(bitPattern: load(entry, 8)) == -1
        if key != 0 && !isDummy { HeapWalk.edge(key, HEAPTIDE_HEAP_EDGE_MEMBER, 0) }
        entry &+= 16
    }
}
