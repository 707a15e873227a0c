// Paths without what is different in every run: which item of a list it was, which key, how far down a chain.

/// One step of a general path.
package struct GeneralStep: Sendable, Hashable {
    package let kind: EdgeKind
    /// Name of the edge; empty where any will do: items, keys, most of the virtual machine's own.
    package let name: String
    /// Name of the type that the step leads to.
    package let type: String
    /// Name of the node itself, if it is a module or the like.
    package let holder: String

    /// The edge as text: `.name`, `[…]`.
    package var text: String { text(after: nil) }

    fileprivate func text(after previous: GeneralStep?) -> String {
        if !holder.isEmpty && kind != .property { return " → \(holder)" }
        if kind == .unnamed { return " → \(type)" }
        // A frame is called by its function; what else is called by a name is a module.
        if kind == .variable, let previous, !previous.holder.isEmpty, !previous.holder.hasSuffix("()") {
            return " → \(PathText.shortened(name))"
        }
        return PathText.text(of: kind, value: nil, name: name)
    }
}

extension [GeneralStep] {
    /// The steps as text, like `HeapPath.text`: `app.CACHE[…].name`.
    package var text: String {
        var text = PathText()
        var previous: GeneralStep?
        for step in self {
            if step.kind == .root {
                text.restart(with: step.holder.isEmpty ? step.type : step.holder)
            } else {
                text.append(step.text(after: previous))
            }
            previous = step
        }
        return text.finished
    }
}

extension HeapPath {
    /// The path as general steps: it begins with the last step to a root, attributes are no step, and a step like the
    /// one before it is the same step.
    package var generalSteps: [GeneralStep] {
        var steps: [GeneralStep] = []
        for step in self.steps {
            if step.edge.label.kind == .root { steps = [] }
            guard let general = graph.generalStep(step), general != steps.last else { continue }
            steps.append(general)
        }
        return steps
    }

    /// The same for paths of the same shape in any run of the program: 16 hex digits.
    package var fingerprint: String { Fingerprint.of(generalSteps) }
}

extension HeapGraph {
    /// An owner with more properties than this is a table, and their names are keys.
    private static let mostProperties = 1000

    /// A label without what differs from item to item, and strong.
    @inline(__always)
    func generalLabel(_ label: EdgeLabel, of owner: NodeIndex) -> EdgeLabel {
        switch label.kind {
        case .property where edgeRange(of: owner).count > Self.mostProperties: EdgeLabel(.key)
        case .property, .variable, .internal: EdgeLabel(label.kind, label.value)
        default: EdgeLabel(label.kind)
        }
    }

    /// Nil if the step is none: attributes.
    func generalStep(_ step: PathStep) -> GeneralStep? {
        if step.edge.label.kind == .attributes { return nil }
        let label = generalLabel(step.edge.label, of: step.source)
        let isHolder = flags(of: step.node).contains(.holder)
        return GeneralStep(
            kind: label.kind, name: label.kind.isNamed ? names[label.value] : "", type: typeName(of: step.node),
            holder: isHolder ? GeneralStep.withoutNumbers(display(of: step.node)) : "")
    }
}

extension GeneralStep {
    /// Every run of digits as one `#`: threads and the like are numbered as they come.
    static func withoutNumbers(_ name: String) -> String {
        var result = ""
        for character in name {
            if !("0"..."9").contains(character) {
                result.append(character)
            } else if result.last != "#" {
                result.append("#")
            }
        }
        return result
    }
}
