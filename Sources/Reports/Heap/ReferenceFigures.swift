// References to and from an object.
import HeapGraph

/// A reference, seen from the object at one of its ends.
struct ReferenceFigures: Encodable, Sendable {
    let edge: String
    /// `strong`, `weak`, or `shortcut`: keeps its target alive, but does not count where something else does too.
    let strength: String
    /// The object at the other end.
    let object: ObjectFigures
    /// Best path: to the target and through this reference if it leads to the object in question.
    let pathText: String

    /// A reference of the object in question.
    init(from node: NodeIndex, _ edge: HeapEdge, _ heap: HeapReport) {
        self.edge = heap.graph.text(of: edge, from: node).shown
        strength = Self.text(edge.label.strength)
        object = ObjectFigures(edge.target, heap)
        pathText = heap.pathText(to: edge.target)
    }

    /// A reference to the object in question.
    init(_ referrer: Referrer, _ heap: HeapReport) {
        edge = heap.graph.text(of: referrer.edge, from: referrer.source).shown
        strength = Self.text(referrer.edge.label.strength)
        object = ObjectFigures(referrer.source, heap)
        pathText = heap.graph.path(through: referrer).text.shown
    }

    private static func text(_ strength: EdgeStrength) -> String {
        switch strength {
        case .strong, .promoted: "strong"
        case .weak: "weak"
        case .shortcut: "shortcut"
        }
    }

    /// `weak ` in front of what does not hold.
    var mark: String { strength == "strong" ? "" : strength + " " }
}
