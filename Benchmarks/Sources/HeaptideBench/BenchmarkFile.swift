import Foundation

/// `docs/benchmarks.md` has parts, written one at a time: the recorder's, and those that begin with a heading.
enum BenchmarkFile {
    private static let headings = [NodeSection.heading, HeapSection.heading, V8Section.heading]

    /// Writes a part and keeps the others.
    ///
    /// - Parameter heading: with which the part begins; nil of the first one.
    static func write(_ text: String, under heading: String?, to path: String) throws {
        var parts = parts(of: path)
        parts[heading ?? ""] = text
        let whole = ([""] + headings).compactMap { parts[$0] }.filter { !$0.isEmpty }
        try whole.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    private static func parts(of path: String) -> [String: String] {
        var rest = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        var parts: [String: String] = [:]
        for heading in headings.reversed() {
            guard let place = rest.range(of: "\n" + heading + "\n") else { continue }
            parts[heading] = String(rest[rest.index(after: place.lowerBound)...])
            rest = String(rest[..<place.lowerBound])
        }
        parts[""] = rest
        return parts
    }
}
