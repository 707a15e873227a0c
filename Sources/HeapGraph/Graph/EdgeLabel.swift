// What an edge says about itself, in 32 bits: strength (2), kind (4), value (26).

/// Whether an edge keeps its target alive for the purpose of retained sizes.
package enum EdgeStrength: UInt32, Sendable {
    /// Keeps its target alive.
    case strong = 0
    /// A shortcut whose target nothing strong reaches, so that it counts after all. Only `HeapGraph.build` makes it.
    case promoted = 1
    /// Does not keep its target alive.
    case weak = 2
    /// Keeps its target alive but would blur the picture: an instance's class, a function's globals. Counts only where
    /// it has to be promoted.
    case shortcut = 3
}

/// How an edge is called, and what its value means.
package enum EdgeKind: UInt32, Sendable, CaseIterable {
    /// Nothing is known. No value.
    case unnamed = 0
    /// An attribute. Value: name.
    case property = 1
    /// A key of a mapping that was text. Value: name, 0 = the key was not recorded.
    case key = 2
    /// An item of a sequence. Value: index.
    case element = 3
    /// A local variable or a closure's. Value: name.
    case variable = 4
    /// The virtual machine's own. Value: name.
    case `internal` = 5
    /// The target holds what is the owner's and is no step of its own: an instance's dict, a map's table. Value: name of
    /// the part, 0 = `__dict__`.
    case attributes = 6
    /// From a root to what it stands for. No value.
    case root = 7

    /// Whether the value is an index into the name table.
    package var isNamed: Bool { Self.namedKinds >> rawValue & 1 != 0 }
    static let namedKinds: UInt32 = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 5 | 1 << 6
}

/// The label of an edge as its column holds it.
package struct EdgeLabel: Sendable, Hashable, BitwiseCopyable {
    package var rawValue: UInt32

    @inlinable package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// - Parameter value: as `kind` says. An index too large for 26 bits saturates; a name too large is not recorded.
    package init(_ kind: EdgeKind, _ value: UInt32 = 0, strength: EdgeStrength = .strong) {
        let largest = kind.isNamed ? (value > Self.maximumValue ? 0 : value) : min(value, Self.maximumValue)
        rawValue = strength.rawValue << 30 | kind.rawValue << 26 | largest
    }

    /// Stands for this index and all beyond.
    package static let maximumValue: UInt32 = 1 << 26 - 1

    package var strength: EdgeStrength { EdgeStrength(rawValue: rawValue >> 30)! }
    package var kind: EdgeKind { EdgeKind(rawValue: rawValue >> 26 & 15) ?? .unnamed }
    package var value: UInt32 { rawValue & Self.maximumValue }

    /// Whether the edge counts for reachability: strong or promoted.
    @inline(__always)
    var isEssential: Bool { rawValue < 1 << 31 }
    @inline(__always)
    var isWeak: Bool { rawValue >> 30 == 2 }
    @inline(__always)
    var isPromoted: Bool { rawValue >> 30 == 1 }
    @inline(__always)
    var isShortcut: Bool { rawValue >> 30 == 3 }
    @inline(__always)
    var isUnnamed: Bool { rawValue & (15 << 26) == 0 }
    @inline(__always)
    var isRoot: Bool { rawValue >> 26 & 15 == EdgeKind.root.rawValue }
    @inline(__always)
    var isAttributes: Bool { rawValue >> 26 & 15 == EdgeKind.attributes.rawValue }

    /// Whether a path through this edge can be followed in source text: it has a name that a program wrote, or none to
    /// have.
    @inline(__always)
    var isTelling: Bool {
        let kind = rawValue >> 26 & 15
        let hasValue: UInt32 = rawValue & Self.maximumValue != 0 ? 1 : 0
        return Self.tellingWithName &>> kind & hasValue | Self.telling &>> kind & 1 != 0
    }
    private static let tellingWithName: UInt32 = 1 << 1 | 1 << 2 | 1 << 4
    private static let telling: UInt32 = 1 << 6 | 1 << 7

    func with(_ strength: EdgeStrength) -> EdgeLabel {
        EdgeLabel(rawValue: rawValue & ~(3 << 30) | strength.rawValue << 30)
    }
}
