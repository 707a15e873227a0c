// Edges as the engine labels them.
import CAgentABI
import HeapGraph

/// Edges that are being written at their places: there is room for all.
struct EdgeWriter {
    let targets: UnsafeMutablePointer<UInt32>
    let labels: UnsafeMutablePointer<UInt32>
    var count: Int

    @inline(__always)
    mutating func add(_ label: UInt32, to target: UInt32) {
        targets[count] = target
        labels[count] = label
        count &+= 1
    }
}

/// Kind and strength of an edge for each of the 64 that a stream can tell of, shifted to their places.
struct EdgeTranslation {
    private let plain: InlineArray<64, UInt32>
    /// Bit by bit: those whose labels have a value. Unnamed edges and a dict of attributes have none.
    private let valued: UInt64
    private static let property = EdgeLabel(.property).rawValue
    private static let key = EdgeLabel(.key).rawValue
    private static let valueMask = EdgeLabel.maximumValue

    init() {
        plain = InlineArray<64, UInt32> { Self.label(UInt32($0)).rawValue }
        let part = UInt32(HEAPTIDE_HEAP_EDGE_PART.rawValue)
        valued = (0..<64 as Range<UInt32>).reduce(0) { bits, sent in
            let kind = Self.label(sent).kind
            let hasValue = kind != .unnamed && (kind != .attributes || sent & 15 == part)
            return hasValue ? bits | 1 << UInt64(sent) : bits
        }
    }

    private static func label(_ sent: UInt32) -> EdgeLabel {
        let strength: EdgeStrength =
            sent & HEAPTIDE_HEAP_EDGE_WEAK.rawValue != 0
            ? .weak : sent & HEAPTIDE_HEAP_EDGE_SHORTCUT.rawValue != 0 ? .shortcut : .strong
        let kind: EdgeKind
        switch heaptide_heap_edge(sent & 15) {
        case HEAPTIDE_HEAP_EDGE_PROPERTY: kind = .property
        case HEAPTIDE_HEAP_EDGE_KEY: kind = .key
        case HEAPTIDE_HEAP_EDGE_ELEMENT: kind = .element
        case HEAPTIDE_HEAP_EDGE_VARIABLE: kind = .variable
        case HEAPTIDE_HEAP_EDGE_INTERNAL: kind = .internal
        case HEAPTIDE_HEAP_EDGE_ATTRIBUTES, HEAPTIDE_HEAP_EDGE_PART: kind = .attributes
        default: kind = .unnamed
        }
        return EdgeLabel(kind, strength: strength)
    }

    /// The engine's label for one of the stream's. A dict of attributes names its keys as attributes.
    @inline(__always)
    func label(_ word: UInt32, isAttributes: Bool) -> UInt32 {
        let sent = word >> HeapRecords.labelShift
        let base = plain[Int(sent)]
        let kind = base >> 26 & 15
        let value = valued >> UInt64(sent) & 1 != 0 ? word & Self.valueMask : 0
        let isName = isAttributes && kind == EdgeKind.key.rawValue && value != 0
        return (isName ? base &- Self.key &+ Self.property : base) | value
    }
}

extension HeapAssembly {
    /// The frames that follow a thread in the stream are its.
    func addFrames(ofThread index: Int, _ edges: inout EdgeWriter) {
        guard records.synthetics[index].kind == HEAPTIDE_HEAP_SYNTHETIC_THREAD.rawValue else { return }
        for frame in records.synthetics[(index + 1)...] {
            guard frame.kind == HEAPTIDE_HEAP_SYNTHETIC_FRAME.rawValue else { break }
            edges.add(EdgeLabel(.unnamed).rawValue, to: source(frame.node))
        }
    }

    @inline(__always)
    func addEdges(of node: Int, _ translation: EdgeTranslation, _ classLabel: UInt32, _ edges: inout EdgeWriter) {
        let isAttributes = tallies.base[node] & Tally.attributes != 0
        let (resolved, labels) = (resolved.base, records.labels.base)
        for edge in self.edges(of: node) where resolved[edge] != 0 {
            // One is in it already.
            let target = resolved[edge] &+ Made.count &- 1
            edges.add(translation.label(labels[edge], isAttributes: isAttributes), to: target)
        }
        if let target = classNode(of: node) { edges.add(classLabel, to: source(target)) }
    }
}
