// The words of a heap walk, as the agent would send them.
import CAgentABI

/// Records one after the other. Counts what END has to tell.
struct StreamWriter {
    private(set) var words: [UInt64] = []
    private(set) var objects: UInt64 = 0
    private(set) var edges: UInt64 = 0

    private mutating func put(_ tag: heaptide_heap_tag, _ address: UInt64, _ detail: UInt64, _ rest: UInt64...) {
        words.append(address & ((1 << 48) - 1) | detail << 48 | UInt64(tag.rawValue) << 56)
        words += rest
    }

    private mutating func put(text: [UInt8]) {
        words.append(UInt64(text.count))
        for start in stride(from: 0, to: text.count, by: 8) {
            words.append(text[start..<min(start + 8, text.count)].reversed().reduce(0) { $0 << 8 | UInt64($1) })
        }
    }

    mutating func begin(
        minor: UInt64 = 11, pid: UInt64 = 1, seconds: UInt64 = 1_700_000_000,
        version: UInt64 = UInt64(HEAPTIDE_HEAP_VERSION)
    ) {
        put(HEAPTIDE_HEAP_BEGIN, UInt64(HEAPTIDE_HEAP_MAGIC), 0, version | minor << 32, pid, seconds)
    }

    mutating func type(_ address: UInt64, _ name: String, category: UInt64, flags: UInt64 = 0) {
        put(HEAPTIDE_HEAP_TYPE, address, flags | category << UInt64(HEAPTIDE_HEAP_TYPE_CATEGORY.rawValue))
        put(text: Array(name.utf8))
    }

    mutating func object(
        _ address: UInt64, type: UInt64, bytes: UInt64, flags: UInt64 = 0, references: UInt64 = 0, saves: UInt64 = 0
    ) {
        put(HEAPTIDE_HEAP_OBJECT, address, flags, bytes | type << 40, references | saves << 32)
        objects += 1
    }

    /// Of the last object.
    mutating func room(_ used: UInt64, of room: UInt64, unused: UInt64) {
        put(HEAPTIDE_HEAP_ROOM, used, 0, room | unused << 32)
    }

    mutating func leaf(_ address: UInt64, type: UInt64, bytes: UInt64, flags: UInt64 = 0, hash: UInt64 = 0) {
        put(HEAPTIDE_HEAP_LEAF, address, flags, bytes | type << 40, hash)
        objects += 1
    }

    mutating func edge(_ target: UInt64, _ label: UInt64, _ word: UInt64 = 0) {
        put(HEAPTIDE_HEAP_EDGE, target, label, word)
        edges += 1
    }

    /// References in a row, 0 = none.
    mutating func items(_ targets: [UInt64], _ label: UInt64, first: UInt64 = 0) {
        put(HEAPTIDE_HEAP_ITEMS, UInt64(targets.count), label, first)
        words += targets
        edges += UInt64(targets.count { $0 != 0 })
    }

    /// - Parameter width: bytes a character, as the interpreter keeps them; 0 = UTF-8.
    mutating func name(_ identity: UInt64, _ text: String, width: Int = 0) {
        put(HEAPTIDE_HEAP_NAME, identity, UInt64(width))
        put(text: Self.bytes(of: text, width: width))
    }

    mutating func value(_ address: UInt64, _ text: String, width: Int = 0) {
        put(HEAPTIDE_HEAP_VALUE, address, UInt64(width))
        put(text: Self.bytes(of: text, width: width))
    }

    mutating func synthetic(
        _ kind: heaptide_heap_synthetic, _ identity: UInt64 = 1, number: UInt64 = 0, name: UInt64 = 0, file: UInt64 = 0
    ) {
        put(HEAPTIDE_HEAP_SYNTHETIC, identity, UInt64(kind.rawValue), number, name, file)
    }

    mutating func cell(_ address: UInt64, _ name: UInt64) { put(HEAPTIDE_HEAP_CELL, address, 0, name) }

    mutating func opaque(_ address: UInt64) { put(HEAPTIDE_HEAP_OPAQUE, address, 0) }

    mutating func end(objects: UInt64? = nil, edges: UInt64? = nil, nanoseconds: UInt64 = 5_000_000) {
        put(HEAPTIDE_HEAP_END, 0, 0, objects ?? self.objects, edges ?? self.edges, nanoseconds)
    }

    /// Whatever it says.
    mutating func raw(_ words: UInt64...) { self.words += words }

    private static func bytes(of text: String, width: Int) -> [UInt8] {
        switch width {
        case 1: return text.unicodeScalars.map { UInt8($0.value) }
        case 2: return text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        case 4: return text.unicodeScalars.flatMap { scalar in (0..<4).map { UInt8(scalar.value >> ($0 * 8) & 255) } }
        default: return Array(text.utf8)
        }
    }
}
