// Source maps, version 3: from a place in generated JavaScript to the line that somebody wrote.
// Format: https://tc39.es/ecma426/
package import DevTools

/// One script's map. Lines and columns count from 0.
package struct SourceMap: Sendable {
    private struct Segment {
        var column: Int32
        var source: Int32
        var line: Int32
    }

    /// As the map names them, `sourceRoot` included.
    package private(set) var sources: [String] = []
    private var segments: [Segment] = []
    /// Where each generated line's segments begin.
    private var lines: [Int] = [0]

    /// A bundle of more lines than this is not believed.
    private static let mostLines = 1 << 22

    /// - Returns: nil if it is no map of version 3, or damaged.
    package init?(_ json: JSON) {
        guard let sections = json["sections"]?.elements else {
            self.init(plain: json)
            return
        }
        self.init()
        guard json["version"]?.int == 3, read(sections) else { return nil }
    }

    private init() {}

    private init?(plain json: JSON) {
        guard json["version"]?.int == 3, let mappings = json["mappings"]?.string else { return nil }
        let root = json["sourceRoot"]?.string.map { $0.isEmpty || $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
        sources = (json["sources"]?.elements ?? []).map { root + ($0.string ?? "") }
        guard read(Array(mappings.utf8)) else { return nil }
    }

    /// The original place of a generated one; nil if the map does not say.
    ///
    /// - Complexity: O(log segments of the line).
    package func original(line: Int, column: Int) -> (source: String, line: Int)? {
        guard line >= 0, line < lines.count - 1 else { return nil }
        var (low, high) = (lines[line], lines[line + 1])
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].column <= Int32(clamping: column) { low = middle + 1 } else { high = middle }
        }
        guard low > lines[line], case let segment = segments[low - 1], segment.source >= 0 else { return nil }
        return (sources[Int(segment.source)], Int(segment.line))
    }

    // MARK: Sections

    /// Maps of the parts of a bundle, each from a place on, in order. A map of sections in another one is none.
    private mutating func read(_ sections: [JSON]) -> Bool {
        for section in sections {
            guard let json = section["map"], let part = SourceMap(plain: json),
                let line = section["offset"]?["line"]?.int, let column = section["offset"]?["column"]?.int,
                line >= 0, column >= 0, line + part.lines.count < Self.mostLines
            else { return false }
            begin(line: line, column: Int32(clamping: column))
            append(part, column: Int32(clamping: column))
        }
        lines.append(segments.count)
        return true
    }

    /// What the section before says of places from here on does not count.
    private mutating func begin(line: Int, column: Int32) {
        if lines.count > line + 1 {
            segments.removeLast(segments.count - lines[line + 1])
            lines.removeLast(lines.count - line - 1)
        }
        while lines.count <= line { lines.append(segments.count) }
        while segments.count > lines[line], segments[segments.count - 1].column >= column { segments.removeLast() }
    }

    /// - Parameter column: where the part's first line begins.
    private mutating func append(_ part: SourceMap, column: Int32) {
        let base = Int32(clamping: sources.count)
        for line in 0..<part.lines.count - 1 {
            if line > 0 { lines.append(segments.count) }
            for var segment in part.segments[part.lines[line]..<part.lines[line + 1]] {
                if line == 0 { segment.column = Int32(clamping: Int64(segment.column) + Int64(column)) }
                if segment.source >= 0 { segment.source &+= base }
                segments.append(segment)
            }
        }
        sources += part.sources
    }

    // MARK: Reading

    private mutating func read(_ text: [UInt8]) -> Bool {
        var index = 0
        var segment = Segment(column: 0, source: 0, line: 0)
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: ";"):
                lines.append(segments.count)
                segment.column = 0
                index += 1
            case UInt8(ascii: ","): index += 1
            default: guard take(text, &index, &segment) else { return false }
            }
        }
        lines.append(segments.count)
        return true
    }

    /// One to five numbers: generated column, source, line, column, name; each the difference to the one before it.
    private mutating func take(_ text: [UInt8], _ index: inout Int, _ segment: inout Segment) -> Bool {
        var fields: [Int32] = []
        while index < text.count, text[index] != UInt8(ascii: ","), text[index] != UInt8(ascii: ";") {
            guard fields.count < 5, let number = Self.number(text, &index) else { return false }
            fields.append(number)
        }
        segment.column &+= fields[0]
        guard fields.count >= 4 else {
            segments.append(Segment(column: segment.column, source: -1, line: 0))
            return fields.count == 1
        }
        segment.source &+= fields[1]
        segment.line &+= fields[2]
        guard sources.indices.contains(Int(segment.source)), segment.line >= 0 else { return false }
        segments.append(segment)
        return true
    }

    /// Base 64 VLQ: five bits a digit, the lowest first; the lowest bit of all is the sign.
    private static func number(_ text: [UInt8], _ index: inout Int) -> Int32? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while index < text.count, shift < 35, let digit = digit(text[index]) {
            index += 1
            value |= (digit & 31) << shift
            shift += 5
            if digit & 32 == 0 {
                let size = Int64(value >> 1)
                return Int32(exactly: value & 1 == 1 ? -size : size)
            }
        }
        return nil
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt64(byte) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(byte) - 97 + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte) - 48 + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
