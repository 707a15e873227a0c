// The picture of objects for a terminal.

extension PictureView {
    package func text(_ style: TextStyle) -> String {
        guard !names.isEmpty else { return "\(module) has no names of its own.\n" }
        var text = style.strong("names of \(module)") + "\n"
        let width = names.map(\.name.count).max() ?? 0
        for name in names {
            let padded = name.name + String(repeating: " ", count: width - name.name.count)
            text += "  \(padded) → \(title(of: name.object, style))\n"
        }
        text += "\n"
        for object in objects where !object.references.isEmpty || object.moreReferences > 0 {
            text += "\(title(of: object.number, style))\(style.dim(counts(object)))\n"
            for reference in object.references {
                text += "    \(reference.label.trimmed) → \(title(of: reference.object, style))\n"
            }
            if object.moreReferences > 0 { text += style.dim("    … \(object.moreReferences) more") + "\n" }
        }
        return text + "\n" + style.dim("◆ is shared: more than one place here leads to it.") + "\n"
    }

    private func title(of number: Int, _ style: TextStyle) -> String {
        let object = objects[number - 1]
        let title = "#\(number) \(object.title)"
        return object.isShared ? style.accent(title + " ◆") : title
    }

    private func counts(_ object: Object) -> String {
        let references = HeapWords.count(object.referenceCount, "reference")
        return ", \(references) to it, \(Bytes.text(object.shallowBytes))"
    }
}

extension PictureView.Object {
    /// `list`, `'10.0.0.1'`.
    var title: String { text.map { "\(type) \($0.cut(to: 24))" } ?? type }
}

extension String {
    /// Without the blanks and arrows of a step of a path.
    var trimmed: String { String(drop { $0 == " " || $0 == "→" }) }
}
