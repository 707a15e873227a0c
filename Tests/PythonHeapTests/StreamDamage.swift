// Streams of hostile writers: parts of a real one that were changed, and noise.
import CAgentABI
import SyntheticHeap

/// A stream cut into records.
struct StreamDamage {
    private let words: [UInt64]
    private let records: [Range<Int>]
    private let types: [Range<Int>]

    /// - Parameter words: whole records.
    init(_ words: [UInt64]) {
        self.words = words
        var records: [Range<Int>] = []
        var place = 0
        while place < words.count {
            let length = Self.length(words, place)
            records.append(place..<min(words.count, place + length))
            place += length
        }
        self.records = records
        types = records.filter { Self.tag(words[$0.lowerBound]) == HEAPTIDE_HEAP_TYPE.rawValue }
    }

    private static func tag(_ word: UInt64) -> UInt32 { UInt32(word >> 56) }

    private static func length(_ words: [UInt64], _ place: Int) -> Int {
        switch heaptide_heap_tag(tag(words[place])) {
        case HEAPTIDE_HEAP_OPAQUE: 1
        case HEAPTIDE_HEAP_EDGE, HEAPTIDE_HEAP_ROOM, HEAPTIDE_HEAP_CELL: 2
        case HEAPTIDE_HEAP_OBJECT, HEAPTIDE_HEAP_LEAF: 3
        case HEAPTIDE_HEAP_ITEMS: 2 + Int(words[place] & ((1 << 48) - 1))
        case HEAPTIDE_HEAP_TYPE, HEAPTIDE_HEAP_NAME, HEAPTIDE_HEAP_VALUE, HEAPTIDE_HEAP_RUNTIME, HEAPTIDE_HEAP_TARGET:
            2 + (Int(words[place + 1]) + 7) / 8
        default: 4
        }
    }

    /// A stream without its end.
    func draw(_ random: inout SplitMix) -> [UInt64] {
        if random.draw(20) == 0 { return (0..<random.draw(300)).map { _ in random.next() } }
        var parts = part(&random)
        for _ in 0..<random.draw(5) where !parts.isEmpty { damage(&parts, &random) }
        return parts.flatMap { $0 }
    }

    /// BEGIN, the types, and some records in a row.
    private func part(_ random: inout SplitMix) -> [[UInt64]] {
        let start = random.draw(records.count)
        let end = min(records.count - 1, start + random.draw(1 << (1 + random.draw(10))))
        let body = start < end ? records[start..<end] : []
        return ([records[0]] + types.prefix(random.draw(10) == 0 ? random.draw(types.count) : types.count) + body)
            .map { Array(words[$0]) }
    }

    private func damage(_ parts: inout [[UInt64]], _ random: inout SplitMix) {
        let index = random.draw(parts.count)
        let word = random.draw(parts[index].count)
        switch random.draw(10) {
        case 0: parts[index][word] ^= 1 << UInt64(random.draw(64))
        case 1: parts[index][word] = random.next() >> UInt64(random.draw(64))
        case 2: parts[index][word] = words[random.draw(words.count)]
        case 3: parts[index][0] = parts[index][0] & (1 << 56 - 1) | UInt64(random.draw(13)) << 56
        case 4: parts[index][0] ^= UInt64(random.draw(256)) << 48
        case 5: parts.remove(at: index)
        case 6: parts.insert(parts[random.draw(parts.count)], at: index)
        case 7: parts.swapAt(index, random.draw(parts.count))
        case 8: parts[index].removeLast(random.draw(parts[index].count))
        // Addresses that are spread over all there is.
        default: for part in parts.indices { parts[part][0] ^= UInt64(random.draw(1 << 27)) << 21 }
        }
    }
}
