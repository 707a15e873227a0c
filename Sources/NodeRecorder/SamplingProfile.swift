// V8's sampling profile: a tree of calls with estimated live bytes.
import DevTools
import Foundation
import Recording

/// Turns a profile's call frames into places in source, original ones where there is a source map.
struct ProfileReader {
    private var maps = SourceMaps()
    private var known: [Frame: SourceLocation] = [:]

    private struct Frame: Hashable {
        var script: String
        var function: String
        var line: Int
        var column: Int
    }

    /// Takes note of a script (`Debugger.scriptParsed`): its source map may be nowhere else.
    mutating func learn(_ script: JSON) {
        guard let url = script["url"]?.string, let map = script["sourceMapURL"]?.string, !map.isEmpty else { return }
        maps.learn(file: Self.path(url), url: map)
    }

    /// The tree below the profile's root; nil if `answer` has none.
    ///
    /// - Complexity: O(nodes).
    mutating func profile(_ answer: JSON) -> SampledProfile? {
        guard let root = answer["profile"]?["head"] else { return nil }
        var profile = SampledProfile()
        var pending: [(node: JSON, parent: Int32)] = [(root, -1)]
        var isRoot = true
        while let (node, parent) = pending.popLast() {
            let bytes = Int64(node["selfSize"]?.int ?? 0)
            var number: Int32 = -1
            if !isRoot || bytes > 0 {
                number = profile.add(location(node["callFrame"] ?? [:]), calledBy: parent, bytes: bytes)
            }
            isRoot = false
            for child in node["children"]?.elements ?? [] { pending.append((child, number)) }
        }
        return profile
    }

    private mutating func location(_ frame: JSON) -> SourceLocation {
        let key = Frame(
            script: frame["url"]?.string ?? "", function: frame["functionName"]?.string ?? "",
            line: frame["lineNumber"]?.int ?? -1, column: frame["columnNumber"]?.int ?? -1)
        if let known = known[key] { return known }
        let location = place(key)
        known[key] = location
        return location
    }

    /// The file of what V8 allocates for itself.
    static let engine = "(V8)"

    private mutating func place(_ frame: Frame) -> SourceLocation {
        guard !frame.script.isEmpty else {
            return SourceLocation(
                file: Self.engine, function: frame.function.isEmpty ? "(engine)" : frame.function, line: 0)
        }
        let isModule = frame.function.isEmpty && frame.line <= 0 && frame.column <= 0
        let function = isModule ? "(module)" : frame.function.isEmpty ? "(anonymous)" : frame.function
        let file = Self.path(frame.script)
        if frame.line >= 0, let original = maps.original(file: file, line: frame.line, column: max(0, frame.column)) {
            return SourceLocation(file: original.file, function: function, line: Int32(clamping: original.line + 1))
        }
        return SourceLocation(file: file, function: function, line: Int32(clamping: frame.line + 1))
    }

    /// `file:///a%20b.mjs` as a path; what is no file stays as it is.
    static func path(_ url: String) -> String {
        guard url.hasPrefix("file:///") else { return url }
        let path = String(url.dropFirst("file://".count).prefix { $0 != "?" && $0 != "#" })
        return path.removingPercentEncoding ?? path
    }
}
