// Types of nodes and edges as they are told apart while a file is read, whatever their numbers in it are.

/// A type of nodes. What V8 did not have when this was written has a raw value of its own, `other` or above.
struct V8Kind: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt8

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ type: V8NodeType) { rawValue = UInt8(type.rawValue) }

    /// - Parameter number: of the type in the file, below `mostTypes`.
    init(typeName: String, number: Int) {
        if let type = V8NodeType.allCases.first(where: { $0.name == typeName }) {
            self.init(type)
        } else {
            self.init(rawValue: Self.other + UInt8(number))
        }
    }

    static let other: UInt8 = 64
    static let mostTypes = 128

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
    @inline(__always)
    func `is`(_ type: V8EdgeType) -> Bool { self.type == type.rawValue }
}
