// Paths as a reader of the program would write them: `app.CACHE['users'][3].name`.

extension HeapPath {
    /// The path as text, whatever its length in a few hundred characters: a step that is repeated is written once, and
    /// of very many steps the middle is left out.
    ///
    /// `module app` alone, `app.CACHE['users'][3]` below it, `thread MainThread → app.py:88 in load() local rows` for
    /// variables of frames, `app.load local rows` for those of functions.
    package var text: String {
        guard let last = steps.last else { return graph.display(of: 0) }
        if last.edge.label.kind == .root { return graph.longDisplay(of: last.node) }
        var text = PathText()
        for step in steps {
            if step.edge.label.kind == .root {
                text.restart(with: graph.display(of: step.node))
            } else {
                text.append(graph.text(of: step))
            }
        }
        return text.finished
    }
}

extension HeapGraph {
    /// What a node is called at the beginning of a path: its name, or its type; both if it is made up (`thread MainThread`).
    func display(of node: NodeIndex) -> String {
        let name = name(of: node)
        if name.isEmpty { return typeName(of: node) }
        switch type(of: node).category {
        case .frame: return "\(name)()"
        case .synthetic: return typeName(of: node).hasPrefix("(") ? name : "\(typeName(of: node)) \(name)"
        default: return name
        }
    }

    /// The same where nothing follows it: a module is called one.
    func longDisplay(of node: NodeIndex) -> String {
        let display = display(of: node)
        guard !name(of: node).isEmpty, type(of: node).category != .synthetic else { return display }
        return "\(typeName(of: node)) \(display)"
    }

    /// An edge as it is written behind its owner; empty for attributes.
    package func text(of step: PathStep) -> String {
        let label = step.edge.label
        if flags(of: step.node).contains(.holder), type(of: step.node).category == .frame {
            return " → \(display(of: step.node))"
        }
        switch label.kind {
        case .unnamed, .root: return " → \(display(of: step.node))"
        case .variable:
            // A module's variables are simply its own.
            let isModule = flags(of: step.source).contains(.holder) && type(of: step.source).category != .frame
            return (isModule ? " → " : " local ") + (label.value == 0 ? "…" : PathText.shortened(names[label.value]))
        default:
            let name = label.kind.isNamed ? names[label.value] : ""
            return PathText.text(of: label.kind, value: label.value, name: name)
        }
    }
}

/// A path that is being written.
struct PathText {
    private var runs: [(text: String, count: Int)] = []
    private static let mostRuns = 40
    private static let longestName = 60

    mutating func restart(with text: String) { runs = [(text, 1)] }

    mutating func append(_ text: String) {
        if text.isEmpty { return }
        if runs.last?.text == text {
            runs[runs.count - 1].count += 1
        } else {
            runs.append((text, 1))
        }
    }

    /// The text: `(.next)×17` for a step that is taken more than twice in a row.
    var finished: String {
        var shown = runs
        if runs.count > Self.mostRuns {
            shown.replaceSubrange(Self.mostRuns / 2..<runs.count - Self.mostRuns / 2, with: [(" … ", 1)])
        }
        let text = shown.map { run in
            run.count <= 2 ? String(repeating: run.text, count: run.count) : "(\(run.text))×\(run.count)"
        }.joined()
        return String(text.trimmingPrefix { $0 == "." || $0 == " " || $0 == "→" })
    }

    /// An edge of a kind that is written the same way everywhere. A value of nil stands for any.
    static func text(of kind: EdgeKind, value: UInt32?, name: String) -> String {
        switch kind {
        case .property where isIdentifier(name): ".\(shortened(name))"
        case .property, .key: name.isEmpty ? "[…]" : "['\(shortened(name))']"
        case .element: value.map { $0 == EdgeLabel.maximumValue ? "[≥\($0)]" : "[\($0)]" } ?? "[…]"
        case .internal where name.hasPrefix("__"): ".\(shortened(name))"
        case .internal: name.isEmpty ? ".<…>" : ".<\(shortened(name))>"
        case .variable: name.isEmpty ? " local …" : " local \(shortened(name))"
        case .unnamed, .root: " → "
        case .attributes: ""
        }
    }

    /// A name in one line and of bounded length.
    static func shortened(_ name: String) -> String {
        let start = name.unicodeScalars.prefix(longestName).map { scalar in
            if scalar == "'" { return "\\'" }
            return scalar.properties.isPrintable ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
        }
        return start.joined() + (name.unicodeScalars.count > longestName ? "…" : "")
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, first.properties.isXIDStart || first == "_" || first == "$" else {
            return false
        }
        return name.unicodeScalars.allSatisfy { $0.properties.isXIDContinue || $0 == "$" }
    }
}

extension Unicode.Scalar.Properties {
    /// Neither a control character nor half a pair, nor one that changes how others are shown.
    fileprivate var isPrintable: Bool {
        switch generalCategory {
        case .control, .format, .surrogate, .unassigned, .privateUse, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
