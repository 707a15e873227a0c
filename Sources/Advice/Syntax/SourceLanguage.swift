/// A language whose source is read.
package enum SourceLanguage: String, Sendable, CaseIterable {
    case python, javascript

    /// By the file's ending; nil for anything else.
    package init?(path: String) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        switch name[dot...] {
        case ".py": self = .python
        case ".js", ".mjs", ".cjs": self = .javascript
        default: return nil
        }
    }

    /// The name of the interpreter that parses it.
    package var interpreter: String { self == .python ? "python3" : "node" }

    package var title: String { self == .python ? "Python" : "JavaScript" }
}
