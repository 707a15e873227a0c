// A hash of what a string or number says, to find equal ones. It is mixed with a number drawn for this walk: nobody can
// look up a guess in a snapshot.
import CAgentABI
import CPythonABI

/// 0 if the content counts for nothing.
func contentHash(_ object: UInt64, _ kind: UInt8) -> UInt64 {
    switch kind {
    case ObjectKind.string:
        guard let data = stringData(object) else { return 0 }
        return hash(data.address, data.length << data.shift, data.shift)
    case ObjectKind.bytes:
        return hash(object &+ UInt64(HEAPTIDE_PY_BYTES_DATA), load(object, UInt32(HEAPTIDE_PY_BYTES_SIZE)), 8)
    case ObjectKind.integer:
        let word = Int64(bitPattern: load(object, UInt32(HEAPTIDE_PY_VAR_SIZE.rawValue)))
        let digits = layout.minor >= 12 ? UInt64(bitPattern: word >> 3) : UInt64(word < 0 ? -word : word)
        return hash(object &+ 24, digits &* 4, UInt64(bitPattern: word))
    case ObjectKind.number: return hash(object &+ 16, 8, 9)
    default: return 0
    }
}

private func hash(_ address: UInt64, _ count: UInt64, _ kind: UInt64) -> UInt64 {
    var state = (HeapWalk.hashSeed ^ count &* 0x9E37_79B9_7F4A_7C15) &+ kind
    var done: UInt64 = 0
    while done &+ 8 <= count {
        state = mix(state, load(address &+ done, 0))
        done &+= 8
    }
    var rest: UInt64 = 0
    var shift: UInt64 = 0
    while done < count {
        rest |= UInt64(load8(address &+ done, 0)) << shift
        shift &+= 8
        done &+= 1
    }
    state = mix(state, rest)
    state ^= state >> 29
    return state == 0 ? 1 : state
}

@inline(__always)
private func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
}
