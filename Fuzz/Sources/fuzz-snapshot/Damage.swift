import SyntheticHeap

// What an input suffers. Mostly the checksums are made to fit again: then what is in the sections has to be checked.
@testable import HeapFile

enum Damage {
    static func done(to bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        if random.draw(10) == 0 { return plain(bytes, &random) }
        var file = PlainFile(bytes)
        for _ in 0...random.draw(3) { forge(&file, &random) }
        return file.bytes
    }

    /// Bytes anywhere, or an end that is missing.
    private static func plain(_ bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = bytes
        if random.draw(4) == 0 { bytes.removeLast(random.draw(bytes.count)) }
        for _ in 0..<random.draw(8) where !bytes.isEmpty {
            bytes[random.draw(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
        }
        return bytes
    }

    private static func forge(_ file: inout PlainFile, _ random: inout SplitMix) {
        let index = random.draw(file.entries.count)
        let entry = file.entries[index]
        let room = UInt64(file.bytes.count) - min(UInt64(file.bytes.count), entry.offset)
        guard random.draw(8) > 0, let length = entry.byteLength, length > 0, length <= room else {
            return file.change(index) { change(&$0, &random) }
        }
        file.edit(index) { change(&$0, Int(entry.elementSize), &random) }
    }

    private static func change(_ entry: inout SectionEntry, _ random: inout SplitMix) {
        switch random.draw(5) {
        case 0: entry.count = UInt64(random.draw(100))
        case 1: entry.count = random.next() >> UInt64(random.draw(64))
        case 2: entry.offset = random.next() >> UInt64(random.draw(64)) & ~63
        case 3: entry.elementSize = UInt32([0, 1, 4, 8, 24][random.draw(5)])
        default: entry.name = SectionName.allCases[random.draw(SectionName.allCases.count)].rawValue
        }
    }

    /// Elements become others, small numbers, or neighbours of what they were.
    private static func change(_ bytes: inout ArraySlice<UInt8>, _ elementSize: Int, _ random: inout SplitMix) {
        let size = max(1, elementSize)
        for _ in 0...random.draw(3) {
            let place = bytes.startIndex + random.draw(bytes.count) / size * size
            switch random.draw(4) {
            case 0: bytes[place] = UInt8(random.draw(16))
            case 1: bytes[place] = bytes[place] &+ UInt8(truncatingIfNeeded: random.draw(3) - 1)
            case 2: for index in place..<min(bytes.endIndex, place + size) { bytes[index] = 0xFF }
            default:
                let other = bytes.startIndex + random.draw(bytes.count) / size * size
                for index in 0..<min(size, bytes.endIndex - max(place, other)) {
                    bytes[place + index] = bytes[other + index]
                }
            }
        }
    }
}
