// Where a function of a profile is, for those who read it: original places where there is a source map.
import Foundation
package import Recording

/// Turns call frames into places in source.
package struct ProfilePlaces {
    private var maps: SourceMaps?
    private var known: [ProfileFrame: SourceLocation] = [:]

    /// - Parameter readsMaps: false where the files beside the scripts may be other ones than the program had.
    package init(readsMaps: Bool = true) { maps = readsMaps ? SourceMaps() : nil }

    /// Takes note of where a script's map is, or of all of it.
    mutating func learn(file: String, map: String) { maps?.learn(file: file, url: map) }

    /// - Complexity: O(1), and once a script the reading of its source map.
    package mutating func location(of frame: ProfileFrame) -> SourceLocation {
        if let known = known[frame] { return known }
        let location = place(frame)
        known[frame] = location
        return location
    }

    /// The file of what V8 allocates for itself.
    static let engine = "(V8)"
    /// The file of a function whose script V8 has dropped.
    package static let unknownScript = "(unknown script)"

    private mutating func place(_ frame: ProfileFrame) -> SourceLocation {
        guard !frame.script.isEmpty else {
            return SourceLocation(
                file: Self.engine, function: frame.function.isEmpty ? "(engine)" : frame.function, line: 0)
        }
        let isModule = frame.function.isEmpty && frame.line == 0 && frame.column <= 0
        let function = isModule ? "(module)" : frame.function.isEmpty ? "(anonymous)" : frame.function
        let file = Self.path(frame.script)
        if frame.line >= 0, let original = maps?.original(file: file, line: frame.line, column: max(0, frame.column)) {
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
