// Finds the source maps of scripts: inline, or in a file beside them.
import DevTools
import Foundation
import Glibc

package struct SourceMaps {
    private var maps: [String: SourceMap?] = [:]
    /// Where V8 says that the maps of scripts are.
    private var urls: [String: String] = [:]
    private var urlBytes = 0
    /// Of a script or a map that is read.
    private static let largestFile = 64 << 20
    private static let mark = Array("sourceMappingURL=".utf8)

    package init() {}

    /// Takes note of where a script's map is, or of all of it (`data:…`).
    mutating func learn(file: String, url: String) {
        urlBytes += url.utf8.count
        if urlBytes < Self.largestFile { urls[file] = url }
    }

    /// The place that somebody wrote, for one in a generated script; nil if the script has no map. Lines and columns
    /// count from 0.
    package mutating func original(file: String, line: Int, column: Int) -> (file: String, line: Int)? {
        if maps[file] == nil { maps[file] = .some(map(of: file)) }
        guard let map = maps[file] ?? nil, let place = map.original(line: line, column: column) else { return nil }
        return (Self.resolve(place.source, beside: file), place.line)
    }

    private func map(of file: String) -> SourceMap? {
        guard file.hasPrefix("/"), let url = urls[file] ?? Self.read(file).flatMap({ Self.url(in: $0) }) else {
            return nil
        }
        return Self.text(url, beside: file).flatMap { JSONParser.parse($0) }.flatMap(SourceMap.init)
    }

    private static func read(_ path: String) -> [UInt8]? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= largestFile else {
            return nil
        }
        return FileManager.default.contents(atPath: path).map(Array.init)
    }

    /// What the script's last `//# sourceMappingURL=` names.
    private static func url(in script: [UInt8]) -> String? {
        guard let start = Data(script).range(of: Data(mark), options: .backwards)?.upperBound else { return nil }
        let end = script[start...].firstIndex { $0 <= 0x20 || $0 == UInt8(ascii: "*") } ?? script.endIndex
        return String(decoding: script[start..<end], as: UTF8.self)
    }

    private static func text(_ url: String, beside file: String) -> [UInt8]? {
        guard url.hasPrefix("data:") else { return read(resolve(url, beside: file)) }
        guard let comma = url.firstIndex(of: ",") else { return nil }
        let body = String(url[url.index(after: comma)...])
        if url[..<comma].hasSuffix(";base64") { return Data(base64Encoded: body).map(Array.init) }
        return body.removingPercentEncoding.map { Array($0.utf8) }
    }

    /// A path relative to the script's folder; names with a scheme of their own (`webpack://…`) stay.
    static func resolve(_ name: String, beside file: String) -> String {
        let path = ProfilePlaces.path(name)
        if path.contains("://") { return path }
        let folder = file[..<(file.lastIndex(of: "/") ?? file.startIndex)]
        let full = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        var parts: [Substring] = []
        for part in full.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
