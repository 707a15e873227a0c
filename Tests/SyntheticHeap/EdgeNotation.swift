// Edges of a built graph as `HeapText` writes them.
package import HeapGraph

extension HeapGraph {
    /// `.name`, `['key']`, `[]`, `[0]`, `{variable}`, `<internal>`, `=`, `=>`, `?`; ~ before it is weak, ^ a shortcut.
    package func notation(of label: EdgeLabel) -> String {
        let strength: String
        switch label.strength {
        case .strong: strength = ""
        case .weak: strength = "~"
        case .shortcut, .promoted: strength = "^"
        }
        return strength + plainNotation(of: label)
    }

    private func plainNotation(of label: EdgeLabel) -> String {
        let name = label.kind.isNamed ? names[label.value] : ""
        switch label.kind {
        case .unnamed: return "?"
        case .property: return "." + name
        case .key: return name.isEmpty ? "[]" : "['\(name)']"
        case .element: return "[\(label.value)]"
        case .variable: return "{\(name)}"
        case .internal: return "<\(name)>"
        case .attributes: return "="
        case .root: return "=>"
        }
    }
}
