// Which of V8's types an edge gets, and its name or index.
import HeapGraph

struct EdgeTranslation {
    private let attributes: UInt32
    private let unnamed: UInt32

    init(_ graph: HeapGraph, _ names: NodeNames) {
        attributes = names.attributes
        unnamed = names.unnamed
    }

    /// - Parameter place: the edge's place among those of its node, the name of an edge that has none.
    @inline(__always)
    func typeAndName(_ label: EdgeLabel, at place: Int) -> (V8EdgeType, UInt32) {
        let (type, name) = strongTypeAndName(label, at: place)
        switch label.strength {
        case .strong, .promoted: return (type, name)
        // Names of these are strings, always.
        case .weak: return (.weak, type == .element || type == .hidden ? unnamed : name)
        case .shortcut: return (.shortcut, type == .element || type == .hidden ? unnamed : name)
        }
    }

    @inline(__always)
    private func strongTypeAndName(_ label: EdgeLabel, at place: Int) -> (V8EdgeType, UInt32) {
        switch label.kind {
        case .property, .key: label.value != 0 ? (.property, label.value) : (.internal, unnamed)
        case .variable: label.value != 0 ? (.context, label.value) : (.internal, unnamed)
        case .internal: label.value != 0 ? (.internal, label.value) : (.internal, unnamed)
        case .attributes: (.internal, attributes)
        case .element: (.element, label.value)
        case .root: (.element, UInt32(place))
        case .unnamed: (.hidden, UInt32(place))
        }
    }
}
