// Source maps of a page's scripts: from a place in what the browser ran to the line that somebody wrote.
import DevTools
import Foundation
import NodeRecorder

/// Texts of maps, read when they are asked for. Nothing in them is believed: it came with the page.
package struct PageSourceMaps: Sendable {
    /// By the script's address: where the map was, and what it says.
    private var texts: [String: (base: String, text: [UInt8])] = [:]
    private var maps: [String: SourceMap?] = [:]
    /// Scripts whose map is named, but cannot be had.
    package internal(set) var missing: [String] = []

    /// Of one map, and of all of a page.
    static let largestMap = 32 << 20
    static let largestSum = 128 << 20
    private static let longestName = 1000
    private(set) var byteCount = 0

    package init() {}

    /// Whether there is any.
    package var isEmpty: Bool { texts.isEmpty }

    mutating func add(_ text: [UInt8], script: String, base: String) {
        byteCount += text.count
        texts[script] = (base, text)
    }

    /// The place that somebody wrote; nil if the script has no map, or that does not say. Lines and columns count from 0.
    package mutating func original(script: String, line: Int, column: Int) -> (file: String, line: Int)? {
        if maps[script] == nil {
            let map = texts[script].flatMap { Self.parse($0.text) }
            maps[script] = .some(map)
            if texts[script] != nil && map == nil { missing.append(script) }
        }
        guard let map = maps[script] ?? nil, let place = map.original(line: line, column: column) else { return nil }
        let name = Self.resolve(place.source, against: texts[script]?.base ?? script) ?? place.source
        return name.isEmpty || name.utf8.count > Self.longestName ? nil : (name, place.line)
    }

    /// Some servers put a line in front that keeps a map from being run as a script.
    private static func parse(_ text: [UInt8]) -> SourceMap? {
        let guarded = text.starts(with: Array(")]}".utf8))
        let body = guarded ? text.firstIndex(of: 0x0A).map { Array(text[$0...]) } ?? [] : text
        return JSONParser.parse(body).flatMap(SourceMap.init)
    }

    // MARK: Addresses

    /// An absolute address; names with a scheme of their own (`webpack://…`) stay.
    static func resolve(_ name: String, against base: String) -> String? {
        if name.contains("://") { return name }
        let plain = name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed.union(["?", "#", "%"]))
        return plain.flatMap { URL(string: $0, relativeTo: URL(string: base)) }?.absoluteString
    }

    /// The text of a `data:` address.
    static func text(ofData url: String) -> [UInt8]? {
        guard let comma = url.firstIndex(of: ","), url.utf8.count < largestMap * 3 / 2 else { return nil }
        let body = String(url[url.index(after: comma)...])
        guard url[..<comma].lowercased().hasSuffix(";base64") else {
            return body.removingPercentEncoding.map { Array($0.utf8) }
        }
        return Data(base64Encoded: body).map(Array.init)
    }
}
