// Single edges and parts of paths, for views that show a graph step by step.

extension HeapGraph {
    /// The step to what holds an instance's attributes, which paths leave out.
    private static let attributes = ".__dict__"

    /// An edge as a reader of the program would write it: `.name`, `['users']`, `[3]`, `local rows`, `.__dict__`, `.<table>`; `→` if
    /// it has no name.
    package func text(of edge: HeapEdge, from source: NodeIndex) -> String {
        switch edge.label.kind {
        case .attributes where edge.label.value == 0: return Self.attributes
        case .attributes: return PathText.text(of: .internal, value: nil, name: names[edge.label.value])
        case .unnamed, .root: return "→"
        default: return String(text(of: PathStep(source: source, edge: edge)).trimmingPrefix(" "))
        }
    }

    /// The best path to a referrer, and the edge.
    package func path(through referrer: Referrer) -> HeapPath {
        let step = PathStep(source: referrer.source, edge: referrer.edge)
        return HeapPath(graph: self, steps: path(to: referrer.source).steps + [step])
    }

    /// The part of the best path to `node` that is below `other`; the whole path if it does not lead through it.
    package func path(to node: NodeIndex, below other: NodeIndex) -> HeapPath {
        let steps = path(to: node).steps
        let start = steps.firstIndex { $0.source == other } ?? 0
        return HeapPath(graph: self, steps: Array(steps[start...]))
    }
}
