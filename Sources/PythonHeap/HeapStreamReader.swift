// Reads the stream of a heap walk. Whatever comes is checked: the words are another process's.
import CAgentABI
package import HeapGraph

/// Takes words as they arrive.
package struct HeapStreamReader: ~Copyable {
    var records = HeapRecords()
    private var isEnded = false

    private static let mostTypes = 1 << 20
    private static let mostNodes = Int(UInt32.max) - 1024
    /// Words of one record. A walk sends ITEMS in pieces of half of its buffer.
    package static let longestRecord = 1 << 16
    private static let longestText: UInt64 = 1 << 14
    /// Far beyond what a date can be made of.
    private static let latestTime: UInt64 = 1 << 36

    package init() {
        for (number, name) in HeapNames.fixed.enumerated() where number > 0 {
            records.nameNumbers.set(UInt64(number), records.names.intern(name))
        }
    }

    /// The file that the snapshot is to become, if the program has named one.
    package private(set) var target: String?

    package var objectCount: Int { records.nodeCount }
    package var isComplete: Bool { records.end != nil }

    /// Takes in all whole records at the start of `words`. Returns how many words that were.
    ///
    /// - Throws: `HeapStreamError` if the words are no heap walk.
    package mutating func take(_ words: UnsafeBufferPointer<UInt64>) throws(HeapStreamError) -> Int {
        records.reserve(words.count)
        defer { records.setCounts() }
        guard let first = words.baseAddress else { return 0 }
        var position = 0
        while position < words.count {
            let common = try takeCommon(first + position, words.count &- position)
            if common > 0 {
                position &+= common
                continue
            }
            let rest = UnsafeBufferPointer(rebasing: words[position...])
            let length = try length(of: rest)
            guard length <= rest.count else { break }
            try take(record: UnsafeBufferPointer(rebasing: rest[..<length]))
            position += length
        }
        return position
    }

    /// Takes the record that begins here, if it is whole and of those that almost all of a stream consists of. Returns its
    /// length, 0 if it was left alone.
    @inline(__always)
    private mutating func takeCommon(_ words: UnsafePointer<UInt64>, _ count: Int) throws(HeapStreamError) -> Int {
        guard count > 2 else { return 0 }
        let address = words[0] & HeapWord.addressMask
        let detail = UInt8(truncatingIfNeeded: words[0] >> 48)
        switch tag(words[0]) {
        case HEAPTIDE_HEAP_EDGE.rawValue:
            addEdge(address, detail, words[1])
            return 2
        case HEAPTIDE_HEAP_OBJECT.rawValue:
            try addNode(address, detail & 0x7F, words[1], words[2])
            return 3
        case HEAPTIDE_HEAP_LEAF.rawValue:
            try addNode(address, detail & 0x7F | HeapRecords.leafFlag, words[1], words[2])
            return 3
        default: return 0
        }
    }

    @inline(__always)
    private func tag(_ word: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: word >> 56) }

    /// Words of the record that begins here; more than there are if not even that can be told yet.
    private func length(of words: UnsafeBufferPointer<UInt64>) throws(HeapStreamError) -> Int {
        let word = words[0]
        switch tag(word) {
        case HEAPTIDE_HEAP_EDGE.rawValue, HEAPTIDE_HEAP_ROOM.rawValue, HEAPTIDE_HEAP_CELL.rawValue: return 2
        case HEAPTIDE_HEAP_OBJECT.rawValue, HEAPTIDE_HEAP_LEAF.rawValue: return 3
        case HEAPTIDE_HEAP_OPAQUE.rawValue: return 1
        case HEAPTIDE_HEAP_BEGIN.rawValue, HEAPTIDE_HEAP_SYNTHETIC.rawValue, HEAPTIDE_HEAP_END.rawValue: return 4
        case HEAPTIDE_HEAP_ITEMS.rawValue:
            let count = word & HeapWord.addressMask
            guard count < UInt64(Self.longestRecord) else { throw Self.damage("a row of \(count) references") }
            return 2 + Int(count)
        case HEAPTIDE_HEAP_TYPE.rawValue, HEAPTIDE_HEAP_NAME.rawValue, HEAPTIDE_HEAP_VALUE.rawValue,
            HEAPTIDE_HEAP_TARGET.rawValue, HEAPTIDE_HEAP_RUNTIME.rawValue:
            guard words.count > 1 else { return 2 }
            guard words[1] <= Self.longestText else { throw Self.damage("a name of \(words[1]) bytes") }
            return 2 + Int(words[1] + 7) / 8
        default: throw Self.damage("a record of kind \(tag(word))")
        }
    }

    private static func damage(_ what: String) -> HeapStreamError {
        HeapStreamError("the heap walk sent \(what), which cannot be; nothing was written")
    }

    private mutating func take(record words: UnsafeBufferPointer<UInt64>) throws(HeapStreamError) {
        let address = words[0] & HeapWord.addressMask
        let detail = UInt8(truncatingIfNeeded: words[0] >> 48)
        switch tag(words[0]) {
        case HEAPTIDE_HEAP_EDGE.rawValue: addEdge(address, detail, words[1])
        case HEAPTIDE_HEAP_OBJECT.rawValue: try addNode(address, detail & 0x7F, words[1], words[2])
        case HEAPTIDE_HEAP_LEAF.rawValue:
            try addNode(address, detail & 0x7F | HeapRecords.leafFlag, words[1], words[2])
        case HEAPTIDE_HEAP_ITEMS.rawValue: addItems(detail, words)
        case HEAPTIDE_HEAP_NAME.rawValue:
            let text = HeapText.decode(words, width: detail)
            records.nameNumbers.set(max(1, address), records.names.intern(text))
        case HEAPTIDE_HEAP_VALUE.rawValue:
            records.values[address] = records.names.intern(HeapText.decode(words, width: detail))
        case HEAPTIDE_HEAP_TYPE.rawValue: try addType(address, detail, words)
        default: try takeRare(address, detail, words)
        }
    }

    private mutating func takeRare(
        _ address: UInt64, _ detail: UInt8, _ words: UnsafeBufferPointer<UInt64>
    ) throws(HeapStreamError) {
        switch tag(words[0]) {
        case HEAPTIDE_HEAP_SYNTHETIC.rawValue: try addSynthetic(address, detail, words)
        case HEAPTIDE_HEAP_OPAQUE.rawValue: records.opaqueObjects += 1
        case HEAPTIDE_HEAP_BEGIN.rawValue:
            guard address == UInt64(HEAPTIDE_HEAP_MAGIC), words[1] & 0xFFFF_FFFF == UInt64(HEAPTIDE_HEAP_VERSION),
                words[3] < Self.latestTime
            else {
                throw HeapStreamError("the agent in the program and this heaptide are of different versions")
            }
            records.begin = (Int(words[1] >> 32), Int32(truncatingIfNeeded: words[2]), words[3])
        case HEAPTIDE_HEAP_CELL.rawValue: records.cellNames[address] = records.nameNumbers.number(of: words[1])
        case HEAPTIDE_HEAP_ROOM.rawValue: records.addRoom(used: address, words[1])
        case HEAPTIDE_HEAP_RUNTIME.rawValue: records.runtime = HeapText.decode(words, width: 0)
        case HEAPTIDE_HEAP_TARGET.rawValue: target = HeapText.decode(words, width: 0)
        default: records.end = (words[1], words[2], words[3])
        }
    }

    // MARK: Nodes and edges

    @inline(__always)
    private mutating func addNode(
        _ address: UInt64, _ flags: UInt8, _ size: UInt64, _ detail: UInt64
    ) throws(HeapStreamError) {
        guard Int(size >> 40) <= records.types.count, records.nodeCount < Self.mostNodes else {
            throw Self.damage("an object of an unknown type")
        }
        records.addNode(address, size, detail, flags)
    }

    private mutating func addSynthetic(
        _ address: UInt64, _ kind: UInt8, _ words: UnsafeBufferPointer<UInt64>
    ) throws(HeapStreamError) {
        records.synthetics.append(
            SyntheticNode(
                kind: UInt32(kind), node: records.nodeCount, number: words[1], name: words[2], file: words[3]))
        // Nothing refers to it, and its address may be an object's too.
        try addNode(UInt64.max, 0, 0, 0)
        records.sizes.base[records.nodeCount - 1] = HeapRecords.syntheticSize
    }

    @inline(__always)
    private mutating func addEdge(_ target: UInt64, _ label: UInt8, _ name: UInt64) {
        guard records.nodeCount > 0, records.edgeCount < Self.mostNodes else { return }
        let kind = label & 15
        let isIndexed = kind == UInt8(HEAPTIDE_HEAP_EDGE_ELEMENT.rawValue)
        let value = isIndexed ? UInt32(min(name, UInt64(EdgeLabel.maximumValue))) : records.nameNumbers.number(of: name)
        records.addEdge(target, UInt32(label) << HeapRecords.labelShift | value & EdgeLabel.maximumValue)
    }

    private mutating func addItems(_ label: UInt8, _ words: UnsafeBufferPointer<UInt64>) {
        for index in 2..<words.count where words[index] != 0 {
            addEdge(words[index] & HeapWord.addressMask, label, words[1] &+ UInt64(index - 2))
        }
    }

    private mutating func addType(
        _ address: UInt64, _ flags: UInt8, _ words: UnsafeBufferPointer<UInt64>
    ) throws(HeapStreamError) {
        guard records.types.count < Self.mostTypes else { throw Self.damage("too many types") }
        let category = flags >> UInt8(HEAPTIDE_HEAP_TYPE_CATEGORY.rawValue) & 15
        records.types.append(
            PythonType(
                address: address, name: HeapText.decode(words, width: 0), category: category,
                isHeapType: flags & UInt8(HEAPTIDE_HEAP_TYPE_HEAP.rawValue) != 0,
                hasFinalizer: flags & UInt8(HEAPTIDE_HEAP_TYPE_FINALIZER.rawValue) != 0))
    }
}

enum HeapWord {
    static let addressMask: UInt64 = (1 << 48) - 1
}
