// Types of nodes and edges as they are told apart while a file is read, whatever their numbers in it are.

/// A type of nodes. What V8 did not have when this was written has a raw value of its own, `other` or above.
struct V8Kind: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt8

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ type: V8NodeType) { rawValue = UInt8(type.rawValue) }

    /// The first of those that V8 does not have.
    static let other: UInt8 = 16

    static let hidden = V8Kind(.hidden).rawValue
    static let array = V8Kind(.array).rawValue
    static let string = V8Kind(.string).rawValue
    static let object = V8Kind(.object).rawValue
    static let code = V8Kind(.code).rawValue
    static let closure = V8Kind(.closure).rawValue
    static let regexp = V8Kind(.regexp).rawValue
    static let number = V8Kind(.number).rawValue
    static let native = V8Kind(.native).rawValue
    static let synthetic = V8Kind(.synthetic).rawValue
    static let concatenated = V8Kind(.concatenatedString).rawValue
    static let sliced = V8Kind(.slicedString).rawValue
    static let symbol = V8Kind(.symbol).rawValue
    static let bigint = V8Kind(.bigint).rawValue
    static let shape = V8Kind(.objectShape).rawValue
}

/// The kinds of a file's types of nodes, by their numbers.
struct V8Kinds: Sendable {
    private(set) var kinds: [V8Kind] = []
    /// Types that V8 does not have, in the order of their kinds. Julia has one for every type of a program's.
    private(set) var otherNames: [String] = []

    /// What has no kind of its own any more.
    private static let rest = "further types"

    init(typeNames: [String]) {
        let known = Dictionary(uniqueKeysWithValues: V8NodeType.allCases.map { ($0.name, V8Kind($0)) })
        let most = Int(UInt8.max - V8Kind.other)
        for name in typeNames {
            if let kind = known[name] {
                kinds.append(kind)
                continue
            }
            if otherNames.count <= most { otherNames.append(otherNames.count < most ? name : Self.rest) }
            kinds.append(V8Kind(rawValue: V8Kind.other + UInt8(otherNames.count - 1)))
        }
    }
}

/// An edge as the file has it, in 32 bits: type (6 bits), name or index (26).
struct V8Edge {
    let rawValue: UInt32

    /// Names and indices that do not fit are `mostValue`.
    static let mostValue: UInt32 = 1 << 26 - 1
    /// A type that V8 did not have when this was written.
    static let other: UInt32 = 15

    @inline(__always)
    init(rawValue: UInt32) { self.rawValue = rawValue }

    @inline(__always)
    init(type: UInt32, value: UInt64) {
        rawValue = type << 26 | UInt32(truncatingIfNeeded: min(value, UInt64(Self.mostValue)))
    }

    @inline(__always)
    var type: UInt32 { rawValue >> 26 }
    @inline(__always)
    var value: UInt32 { rawValue & Self.mostValue }
    /// Whether the value is an index and not the number of a string.
    @inline(__always)
    var isIndexed: Bool { self.is(.element) || self.is(.hidden) }
    @inline(__always)
    func `is`(_ type: V8EdgeType) -> Bool { self.type == type.rawValue }
}
