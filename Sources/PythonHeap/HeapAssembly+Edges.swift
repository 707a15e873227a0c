// Edges as the engine labels them.
import CAgentABI
import HeapGraph

extension HeapAssembly {
    /// The frames that follow a thread in the stream are its.
    func addFrames(ofThread index: Int, _ result: inout RawPythonHeap) {
        guard records.synthetics[index].kind == HEAPTIDE_HEAP_SYNTHETIC_THREAD.rawValue else { return }
        for frame in records.synthetics[(index + 1)...] {
            guard frame.kind == HEAPTIDE_HEAP_SYNTHETIC_FRAME.rawValue else { break }
            result.heap.addEdge(EdgeLabel(.unnamed), to: source(frame.node))
        }
    }

    func addEdges(of node: Int, _ result: inout RawPythonHeap) {
        let isAttributes = marks.base[node] & Mark.attributes != 0
        for edge in edges(of: node) where resolved.base[edge] != 0 {
            let label = Self.label(records.labels.base[edge], isAttributes: isAttributes)
            result.heap.addEdge(label, to: source(Int(resolved.base[edge]) - 1))
        }
        if let target = classNode(of: node) {
            result.heap.addEdge(EdgeLabel(.internal, className, strength: .shortcut), to: source(target))
        }
    }

    /// The engine's label for one of the stream's.
    static func label(_ word: UInt32, isAttributes: Bool) -> EdgeLabel {
        let value = word & EdgeLabel.maximumValue
        let sent = word >> HeapRecords.labelShift
        let strength: EdgeStrength =
            sent & UInt32(HEAPTIDE_HEAP_EDGE_WEAK.rawValue) != 0
            ? .weak : sent & UInt32(HEAPTIDE_HEAP_EDGE_SHORTCUT.rawValue) != 0 ? .shortcut : .strong
        let kind: EdgeKind
        switch heaptide_heap_edge(sent & 15) {
        case HEAPTIDE_HEAP_EDGE_PROPERTY: kind = .property
        case HEAPTIDE_HEAP_EDGE_KEY: kind = isAttributes && value != 0 ? .property : .key
        case HEAPTIDE_HEAP_EDGE_ELEMENT: kind = .element
        case HEAPTIDE_HEAP_EDGE_VARIABLE: kind = .variable
        case HEAPTIDE_HEAP_EDGE_INTERNAL: kind = .internal
        case HEAPTIDE_HEAP_EDGE_ATTRIBUTES: return EdgeLabel(.attributes, strength: strength)
        default: return EdgeLabel(.unnamed, strength: strength)
        }
        return EdgeLabel(kind, value, strength: strength)
    }
}
